"""What translation learns and judges beside the messages: glossary, memory, tones, the guard's verdicts, reviews."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import Id, Json, Line, MaybeConversationId, MaybeMoment, Moment, ShopId, Word, Words


class GlossaryTerm(Base):
    """A word of the shop's. `translation` empty: it is never translated; `source` or `target` empty: in any language.

    `origin` is HAND, IMPORT or SUGGESTION.
    """

    __tablename__ = "glossary_terms"
    __table_args__ = (UniqueConstraint("shop_id", "source", "target", "term"),)

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    source: Mapped[Word]
    target: Mapped[Word]
    term: Mapped[str] = mapped_column(String(200))
    translation: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[Line]
    origin: Mapped[Word]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id", ondelete="SET NULL"))
    created_at: Mapped[Moment]


class TermSuggestion(Base):
    """What agents changed the same way more than once. `state` is OPEN, ACCEPTED or DISMISSED."""

    __tablename__ = "term_suggestions"
    __table_args__ = (
        UniqueConstraint("shop_id", "source", "target", "term", "translation", name="uq_term_suggestions_once"),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    source: Mapped[Word]
    target: Mapped[Word]
    term: Mapped[str] = mapped_column(String(200))
    translation: Mapped[str] = mapped_column(String(200))
    seen: Mapped[int] = mapped_column(default=1)
    state: Mapped[Word] = mapped_column(default="OPEN")
    conversation_id: Mapped[int | None]
    created_at: Mapped[Moment]


class MemorySegment(Base):
    """A sentence and its translation as an agent corrected or approved it: it comes before any engine.

    `origin` is CORRECTED (an agent changed the engine's words) or APPROVED (sent as shown, or typed by hand).
    """

    __tablename__ = "memory_segments"
    __table_args__ = (
        UniqueConstraint("shop_id", "source", "target", "tone", "digest"),
        Index("ix_memory_segments_conversation", "shop_id", "conversation_id"),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    source: Mapped[Word]
    target: Mapped[Word]
    tone: Mapped[Word]
    digest: Mapped[str] = mapped_column(String(64))
    source_text: Mapped[Words]
    target_text: Mapped[Words]
    origin: Mapped[Word]
    conversation_id: Mapped[MaybeConversationId]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id", ondelete="SET NULL"))
    uses: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[MaybeMoment]
    created_at: Mapped[Moment]
    changed_at: Mapped[Moment]


class LanguageTone(Base):
    """How the shop speaks a language: FORMAL, WARM or BRIEF."""

    __tablename__ = "language_tones"
    __table_args__ = (UniqueConstraint("shop_id", "language"),)

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    language: Mapped[Word]
    tone: Mapped[Word]


class GuardVerdict(Base):
    """What the guard said of a translated reply that somebody tried to send. `outcome` is SENT, BLOCKED or OVERRIDDEN.

    `edit_distance`: how much the agent changed the engine's words, in per mille of the longer text. `red`: names of
    the checks that were red. One BLOCKED row a form's key, however often it is pressed.
    """

    __tablename__ = "guard_verdicts"
    __table_args__ = (
        UniqueConstraint("shop_id", "once_key", "outcome"),
        Index("ix_guard_verdicts_time", "shop_id", "created_at", "id"),
        Index("ix_guard_verdicts_message", "shop_id", "message_id"),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id", ondelete="SET NULL"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id", ondelete="SET NULL"))
    once_key: Mapped[str] = mapped_column(String(200))
    outcome: Mapped[Word]
    source: Mapped[Word]
    target: Mapped[Word]
    engine: Mapped[Word]
    tone: Mapped[Word]
    edit_distance: Mapped[int] = mapped_column(default=0)
    red: Mapped[list[str]] = mapped_column(Json, default=list)
    reason: Mapped[Words]
    created_at: Mapped[Moment]


class TranslationReview(Base):
    """What a person who reads both languages said of a sent reply. `mark` is GOOD, AWKWARD or WRONG."""

    __tablename__ = "translation_reviews"
    __table_args__ = (
        UniqueConstraint("shop_id", "message_id", "agent_id"),
        Index("ix_translation_reviews_time", "shop_id", "created_at", "id"),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id", ondelete="SET NULL"))
    mark: Mapped[Word]
    note: Mapped[Words]
    created_at: Mapped[Moment]

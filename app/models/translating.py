"""What translation keeps beside the messages: engines and their use, texts once translated, glossary, memory, tones."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import (
    Currency,
    Id,
    Json,
    Line,
    MaybeAmount,
    MaybeConversationId,
    MaybeMoment,
    Moment,
    ShopId,
    Word,
    Words,
)


class TranslationEngine(Base):
    """An engine of a shop's, asked in the order of `position`. `name` is the plug-in's, `sealed_settings` its answers.

    `monthly_cap`: characters a calendar month (UTC), 0 is no limit. `price`: of a million characters, in `currency`,
    as the merchant typed it. `failures` in a row and `open_until` are its breaker: it is not asked before that moment.
    `pairs`: what the service said it can, as {"at": …, "pairs": [["es", "en"], …]}; empty while it was not asked.
    A removed engine's number is never given again: what was counted under it stays its own.
    """

    __tablename__ = "translation_engines"
    __table_args__ = (
        Index("ix_translation_engines_order", "shop_id", "position", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[Word]
    sealed_settings: Mapped[Words]
    is_on: Mapped[bool] = mapped_column(default=True)
    monthly_cap: Mapped[int] = mapped_column(default=0)
    price: Mapped[MaybeAmount]
    currency: Mapped[Currency]
    failures: Mapped[int] = mapped_column(default=0)
    open_until: Mapped[MaybeMoment]
    last_error: Mapped[Words]
    last_error_at: Mapped[MaybeMoment]
    pairs: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[Moment]


class EngineUse(Base):
    """What left the shop: for one day (UTC), host, engine, purpose and pair, how many characters in how many calls.

    `purpose` is INBOUND, SUBJECT, DRAFT, BACK or TEST; `masked` counts by kind what was hidden before it left.
    """

    __tablename__ = "engine_uses"
    __table_args__ = (
        UniqueConstraint(
            "shop_id", "day", "engine_id", "host", "purpose", "source", "target", name="uq_engine_uses_of_a_day"
        ),
        Index("ix_engine_uses_engine", "shop_id", "engine_id", "day"),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    day: Mapped[str] = mapped_column(String(10))
    engine_id: Mapped[int]
    engine: Mapped[Word]
    host: Mapped[Line]
    purpose: Mapped[Word]
    source: Mapped[Word]
    target: Mapped[Word]
    characters: Mapped[int] = mapped_column(default=0)
    calls: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    masked: Mapped[dict[str, int]] = mapped_column(Json, default=dict)


class StoredTranslation(Base):
    """A text once translated, so that the same text is not paid for twice. `digest` is of the text as it was written;
    `pivot` is the language it went through, where it did.

    `conversation_id` is where it was first needed: forgetting a person removes it there and by the digest.
    """

    __tablename__ = "stored_translations"
    __table_args__ = (
        UniqueConstraint(
            "shop_id",
            "digest",
            "source",
            "target",
            "engine_id",
            "tone",
            "glossary_version",
            name="uq_stored_translations_once",
        ),
        Index("ix_stored_translations_conversation", "shop_id", "conversation_id"),
        Index("ix_stored_translations_age", "created_at"),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    conversation_id: Mapped[int | None]
    digest: Mapped[str] = mapped_column(String(64))
    source: Mapped[Word]
    target: Mapped[Word]
    engine_id: Mapped[int]
    tone: Mapped[Word]
    glossary_version: Mapped[int] = mapped_column(default=0)
    pivot: Mapped[Word]
    text: Mapped[Words]
    created_at: Mapped[Moment]


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

"""Replies that remedies suggest: which text and with which facts, never the text itself, so that all read the same."""

from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import Id, Json, MaybeMoment, Moment, ShopId, Word


class RemedyDraft(Base):
    """One reply an agent may send after a remedy; `telling` is a word of app/domain/remedies/telling.py.

    `money_state` is how the remedy's money stood when it was written: one draft a remedy and state. `told` are its
    facts in no language. `state` is OPEN, USED, DISCARDED or OUTDATED; `agent_id` is who used or discarded it,
    `message_id` the reply that came of it.
    """

    __tablename__ = "remedy_drafts"
    __table_args__ = (
        UniqueConstraint("shop_id", "remedy_id", "money_state"),
        Index("ix_remedy_drafts_open", "shop_id", "conversation_id", "state"),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    remedy_id: Mapped[int] = mapped_column(ForeignKey("remedies.id", ondelete="CASCADE"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    telling: Mapped[Word]
    money_state: Mapped[Word]
    told: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    state: Mapped[Word] = mapped_column(default="OPEN")
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id", ondelete="SET NULL"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id", ondelete="SET NULL"))
    created_at: Mapped[Moment]
    ended_at: Mapped[MaybeMoment]

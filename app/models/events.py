"""What came in from Shopify and what happened here: receipts, events, and the reactions still owed."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import Bytes, Id, Json, MaybeMoment, Moment, ShopId, Word, Words

DEAD = text("state = 'DEAD'")


class WebhookReceipt(Base):
    """A delivery as it came, stored before the 200. `state`: WAITING, DONE, SKIPPED or DEAD.

    `shop_domain` comes from an unsigned header: no foreign key, and checked against the body where it names one.
    """

    __tablename__ = "webhook_receipts"
    __table_args__ = (
        UniqueConstraint("shop_domain", "topic", "webhook_id"),
        Index(None, "state", "next_try_at"),
        # Asked for with every look at the inbox, and almost always empty: an index of the dead alone.
        Index("ix_webhook_receipts_dead", "shop_domain", "state", postgresql_where=DEAD, sqlite_where=DEAD),
    )

    id: Mapped[Id]
    shop_domain: Mapped[str] = mapped_column(String(255))
    topic: Mapped[Word]
    webhook_id: Mapped[str] = mapped_column(String(100))
    event_id: Mapped[str] = mapped_column(String(100), default="")
    api_version: Mapped[Word]
    triggered_at: Mapped[MaybeMoment]
    received_at: Mapped[Moment]
    body: Mapped[Bytes]
    state: Mapped[Word] = mapped_column(default="WAITING")
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[Moment]
    processed_at: Mapped[MaybeMoment]
    error: Mapped[Words]


class EventRow(Base):
    """One event of the outbox; it is timeline, report source and doorbell in one. Undispatched: not fanned out."""

    __tablename__ = "events"
    __table_args__ = (
        Index(None, "dispatched_at", "id"),
        Index(None, "shop_id", "id"),  # the newest of a shop is the version every open inbox asks for
        Index(None, "shop_id", "conversation_id", "id"),
        Index(None, "shop_id", "order_id", "id"),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    name: Mapped[Word]
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    actor: Mapped[Word]
    conversation_id: Mapped[int | None]
    order_id: Mapped[int | None]
    occurred_at: Mapped[Moment]
    dispatched_at: Mapped[MaybeMoment]


class Reaction(Base):
    """What an event still owes: one function of app.jobs.REACTIONS. `state`: WAITING, DONE, DEAD or SKIPPED."""

    __tablename__ = "reactions"
    __table_args__ = (UniqueConstraint("event_id", "name"), Index(None, "state", "due_at"))

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    name: Mapped[Word]
    state: Mapped[Word] = mapped_column(default="WAITING")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[Moment]
    claimed_until: Mapped[MaybeMoment]
    error: Mapped[Words]

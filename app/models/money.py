"""Money's paper trail: a preview, then an intent that exists, with its exact bytes, before any call."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
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
    OrderId,
    ShopId,
    Word,
    Words,
)

REFUND_TROUBLE = text("seen_to_at IS NULL AND (state = 'NEEDS_REVIEW' OR money_state = 'FAILURE')")
RETURN_TROUBLE = text("seen_to_at IS NULL AND state = 'NEEDS_REVIEW'")


class RefundPreview(Base):
    """What Shopify said a selection would pay, shown to one agent; good once and for a while."""

    __tablename__ = "refund_previews"
    __table_args__ = (UniqueConstraint("shop_id", "token"), Index(None, "shop_id", "order_id"))

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    token: Mapped[str] = mapped_column(String(36))
    order_id: Mapped[OrderId]
    conversation_id: Mapped[MaybeConversationId]
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    selection: Mapped[dict[str, Any]] = mapped_column(Json)
    suggestion: Mapped[dict[str, Any]] = mapped_column(Json)
    currency: Mapped[Currency]
    presentment_currency: Mapped[Currency]
    amount_shop: Mapped[MaybeAmount]
    amount: Mapped[MaybeAmount]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]


class RefundIntent(Base):
    """One confirmed refund. `state`: REQUESTED, SENDING, UNKNOWN, SUCCEEDED, REJECTED, NEEDS_REVIEW, CANCELLED.

    `request` is the exact JSON text that is sent and resent; `open_order_id` is the order while the intent is
    open and NULL once it ended, so that the database allows one open intent an order. `problem` is our code for
    what went wrong, `error` Shopify's words; `transactions` is a list of {"gid", "status", "amount"}. `seen_to_at`:
    a person has looked after what went wrong.
    """

    __tablename__ = "refund_intents"
    __table_args__ = (
        UniqueConstraint("shop_id", "preview_id"),
        UniqueConstraint("shop_id", "open_order_id"),
        UniqueConstraint("shop_id", "idempotency_key"),
        Index(None, "shop_id", "order_id"),
        Index(None, "state", "created_at"),
        Index(
            "ix_refund_intents_trouble",
            "shop_id",
            "seen_to_at",
            postgresql_where=REFUND_TROUBLE,
            sqlite_where=REFUND_TROUBLE,
        ),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    preview_id: Mapped[int] = mapped_column(ForeignKey("refund_previews.id"))
    order_id: Mapped[OrderId]
    open_order_id: Mapped[int | None]
    conversation_id: Mapped[MaybeConversationId]
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    reason: Mapped[Words]
    idempotency_key: Mapped[str] = mapped_column(String(36))
    payload_hash: Mapped[str] = mapped_column(String(64))
    request: Mapped[Words]
    currency: Mapped[Currency]
    presentment_currency: Mapped[Currency]
    amount_shop: Mapped[MaybeAmount]
    amount: Mapped[MaybeAmount]
    state: Mapped[Word]
    claim: Mapped[Word]
    claimed_until: Mapped[MaybeMoment]
    attempts: Mapped[int] = mapped_column(default=0)
    refund_gid: Mapped[Line]
    money_state: Mapped[Word]
    transactions: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    problem: Mapped[Word]
    error: Mapped[Words]
    created_at: Mapped[Moment]
    first_sent_at: Mapped[MaybeMoment]
    next_try_at: Mapped[MaybeMoment]
    settled_at: Mapped[MaybeMoment]
    seen_to_at: Mapped[MaybeMoment]


class ReturnIntent(Base):
    """One confirmed return creation; returnCreate honours no idempotency key, so UNKNOWN is read back."""

    __tablename__ = "return_intents"
    __table_args__ = (
        UniqueConstraint("shop_id", "token"),
        UniqueConstraint("shop_id", "open_order_id"),
        Index(None, "shop_id", "order_id"),
        Index(None, "state", "created_at"),
        Index(
            "ix_return_intents_trouble",
            "shop_id",
            "seen_to_at",
            postgresql_where=RETURN_TROUBLE,
            sqlite_where=RETURN_TROUBLE,
        ),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    token: Mapped[str] = mapped_column(String(36))
    order_id: Mapped[OrderId]
    open_order_id: Mapped[int | None]
    conversation_id: Mapped[MaybeConversationId]
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    request: Mapped[Words]
    selection: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    known_return_gids: Mapped[list[str]] = mapped_column(Json, default=list)
    state: Mapped[Word]
    claim: Mapped[Word]
    claimed_until: Mapped[MaybeMoment]
    attempts: Mapped[int] = mapped_column(default=0)
    return_gid: Mapped[Line]
    problem: Mapped[Word]
    error: Mapped[Words]
    created_at: Mapped[Moment]
    first_sent_at: Mapped[MaybeMoment]
    next_try_at: Mapped[MaybeMoment]
    settled_at: Mapped[MaybeMoment]
    seen_to_at: Mapped[MaybeMoment]

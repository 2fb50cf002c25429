"""Remedies' paper trail: a preview, then a row that exists, with its exact bytes, before any call."""

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

TROUBLE = text("seen_to_at IS NULL AND (state = 'NEEDS_REVIEW' OR money_state = 'FAILURE')")
PENDING = text("state = 'SUCCEEDED' AND money_state = 'PENDING'")
UNDER_WAY = text("state IN ('WAITING', 'SENDING', 'UNKNOWN')")


class RemedyPreview(Base):
    """What a choice would do, as Shopify computed it, shown to one agent; good once and for a while.

    `choice` and `terms` are the dataclasses of app/domain/remedies as JSON, `known` the effects there were then.
    `cost` is what it costs the shop, in `currency`.
    """

    __tablename__ = "remedy_previews"
    __table_args__ = (UniqueConstraint("shop_id", "token"), Index(None, "shop_id", "order_id"))

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    token: Mapped[str] = mapped_column(String(36))
    order_id: Mapped[OrderId]
    conversation_id: Mapped[MaybeConversationId]
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    kind: Mapped[Word]
    reason: Mapped[Word]
    note: Mapped[Words]
    choice: Mapped[dict[str, Any]] = mapped_column(Json)
    terms: Mapped[dict[str, Any]] = mapped_column(Json)
    known: Mapped[list[str]] = mapped_column(Json, default=list)
    cost: Mapped[MaybeAmount]
    currency: Mapped[Currency]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]


class Remedy(Base):
    """One confirmed remedy; `kind`, `reason` and `state` are the words of app/domain/remedies/kinds.py.

    `request` is the exact JSON text that is sent and resent, `payload_hash` its SHA-256. `open_order_id` is the order
    while the remedy is under way, NULL before and after, so that the database allows one an order; `open_customer_id`
    likewise for credit, which is found again by its customer. `cost` is what it costs the shop, in `currency`, at the
    order's own rate; `amount` what the customer gets, in `presentment_currency`. It goes at `goes_at` and can be
    undone until then. `handle` follows what goes on over there, `gid` is what was made; `money_state` is
    NONE, PENDING, SUCCESS or FAILURE and `transactions` a list of {"gid", "status", "amount", "currency"}. `facts`
    are names for the customer. `problem` is our code for what went wrong, `error` Shopify's words; `seen_to_at`: a
    person has looked after it.
    """

    __tablename__ = "remedies"
    __table_args__ = (
        UniqueConstraint("shop_id", "preview_id"),
        UniqueConstraint("shop_id", "open_order_id"),
        UniqueConstraint("shop_id", "open_customer_id"),
        UniqueConstraint("shop_id", "idempotency_key"),
        Index(None, "shop_id", "order_id"),
        Index(None, "shop_id", "customer_id", "created_at"),
        Index(None, "shop_id", "agent_id", "created_at"),
        Index(None, "shop_id", "created_at"),
        Index("ix_remedies_under_way", "next_try_at", postgresql_where=UNDER_WAY, sqlite_where=UNDER_WAY),
        Index("ix_remedies_pending", "next_try_at", postgresql_where=PENDING, sqlite_where=PENDING),
        Index("ix_remedies_trouble", "shop_id", "seen_to_at", postgresql_where=TROUBLE, sqlite_where=TROUBLE),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    preview_id: Mapped[int | None] = mapped_column(ForeignKey("remedy_previews.id"))
    order_id: Mapped[OrderId]
    open_order_id: Mapped[int | None]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    open_customer_id: Mapped[int | None]
    conversation_id: Mapped[MaybeConversationId]
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    kind: Mapped[Word]
    reason: Mapped[Word]
    note: Mapped[Words]
    country_code: Mapped[Word]
    idempotency_key: Mapped[str] = mapped_column(String(36))
    payload_hash: Mapped[str] = mapped_column(String(64))
    request: Mapped[Words]
    cost: Mapped[MaybeAmount]
    currency: Mapped[Currency]
    amount: Mapped[MaybeAmount]
    presentment_currency: Mapped[Currency]
    state: Mapped[Word]
    claim: Mapped[Word]
    claimed_until: Mapped[MaybeMoment]
    attempts: Mapped[int] = mapped_column(default=0)
    handle: Mapped[Line]
    gid: Mapped[Line]
    refund_gid: Mapped[Line]
    money_state: Mapped[Word]
    transactions: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    facts: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    problem: Mapped[Word]
    error: Mapped[Words]
    created_at: Mapped[Moment]
    goes_at: Mapped[MaybeMoment]
    first_sent_at: Mapped[MaybeMoment]
    last_sent_at: Mapped[MaybeMoment]
    next_try_at: Mapped[MaybeMoment]
    settled_at: Mapped[MaybeMoment]
    seen_to_at: Mapped[MaybeMoment]

"""Rules and macros of a shop, and the log of why each rule fired or did not."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import Id, Json, Line, MaybeMoment, Moment, ShopId, Word, Words


class Macro(Base):
    __tablename__ = "macros"
    __table_args__ = (UniqueConstraint("shop_id", "name"),)

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[Moment]
    removed_at: Mapped[MaybeMoment]


class MacroVariant(Base):
    """A macro's text in one language: Liquid, with the variable names of Shopify's own notifications."""

    __tablename__ = "macro_variants"
    __table_args__ = (UniqueConstraint("shop_id", "macro_id", "language"),)

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    macro_id: Mapped[int] = mapped_column(ForeignKey("macros.id", ondelete="CASCADE"))
    language: Mapped[Word]
    subject: Mapped[Words]
    body: Mapped[Words]


class Rule(Base):
    """When `trigger` happens and `conditions` hold, `actions` are recorded; on while `enabled_at` is set.

    `conditions`: {"all": [{"condition": name, "value": …}, …]}; `actions`: [{"action": name, "value": …}, …].
    """

    __tablename__ = "rules"
    __table_args__ = (UniqueConstraint("shop_id", "name"), Index(None, "shop_id", "trigger"))

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    name: Mapped[str] = mapped_column(String(200))
    trigger: Mapped[Word]
    once_per: Mapped[Word] = mapped_column(default="EVENT")
    conditions: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    actions: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    position: Mapped[int] = mapped_column(default=0)
    enabled_at: Mapped[MaybeMoment]
    created_at: Mapped[Moment]


class RuleRun(Base):
    """One evaluation, unique by cause: FIRED or SKIPPED, and the reason in words a person reads.

    `code` and `detail` are what `reason` was made of, so that it can be said in another language.
    """

    __tablename__ = "rule_runs"
    __table_args__ = (
        UniqueConstraint("shop_id", "rule_id", "cause_key"),
        Index(None, "shop_id", "conversation_id"),
        Index(None, "shop_id", "rule_id", "id"),
        Index(None, "shop_id", "created_at"),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    rule_id: Mapped[int] = mapped_column(ForeignKey("rules.id", ondelete="CASCADE"))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id", ondelete="SET NULL"))
    cause_key: Mapped[str] = mapped_column(String(120))
    outcome: Mapped[Word]
    reason: Mapped[Line]
    code: Mapped[Word]
    detail: Mapped[Line]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"))
    created_at: Mapped[Moment]

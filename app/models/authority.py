"""What agents may give by themselves, and who is asked beyond it: a row a limit, a row a request for approval."""

from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import Currency, Id, Json, MaybeAmount, MaybeMoment, Moment, OrderId, ShopId, Word, Words

OF_A_ROLE = text("agent_id IS NULL")
OF_AN_AGENT = text("agent_id IS NOT NULL")
PENDING = text("state = 'PENDING'")


class AuthorityLimit(Base):
    """One row of the owner's table: for an agent, or for everybody of `role`; "" is any country, reason or kind.
    Amounts are in `currency`; NULL is no limit.
    """

    __tablename__ = "authority_limits"
    __table_args__ = (
        Index(
            "ix_authority_limits_of_a_role",
            *("shop_id", "role", "country_code", "reason", "kind"),
            unique=True,
            postgresql_where=OF_A_ROLE,
            sqlite_where=OF_A_ROLE,
        ),
        Index(
            "ix_authority_limits_of_an_agent",
            *("shop_id", "agent_id", "country_code", "reason", "kind"),
            unique=True,
            postgresql_where=OF_AN_AGENT,
            sqlite_where=OF_AN_AGENT,
        ),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    role: Mapped[Word]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    country_code: Mapped[Word]
    reason: Mapped[Word]
    kind: Mapped[Word]
    currency: Mapped[Currency]
    per_act: Mapped[MaybeAmount]
    per_order: Mapped[MaybeAmount]
    per_customer_day: Mapped[MaybeAmount]
    per_agent_day: Mapped[MaybeAmount]
    per_shop_day: Mapped[MaybeAmount]
    forbidden: Mapped[bool] = mapped_column(default=False)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    created_at: Mapped[Moment]


class Approval(Base):
    """One request for approval of one remedy, for exactly the bytes of `payload_hash`. `state`: PENDING, APPROVED,
    REFUSED, EXPIRED or WITHDRAWN; `overs` are the limits it breaks, as the requester saw them:
    {"measure", "limit", "would_be"} in `currency`. `used_at`: it has let its remedy through, once.
    """

    __tablename__ = "approvals"
    __table_args__ = (
        UniqueConstraint("shop_id", "remedy_id"),
        Index(None, "shop_id", "decided_by_id"),
        Index("ix_approvals_pending", "shop_id", "expires_at", postgresql_where=PENDING, sqlite_where=PENDING),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    remedy_id: Mapped[int] = mapped_column(ForeignKey("remedies.id", ondelete="CASCADE"))
    order_id: Mapped[OrderId]
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    payload_hash: Mapped[Word]
    currency: Mapped[Currency]
    overs: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    note: Mapped[Words]
    state: Mapped[Word]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    decided_at: Mapped[MaybeMoment]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    decision_note: Mapped[Words]
    used_at: Mapped[MaybeMoment]

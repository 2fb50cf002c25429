"""The agents' own tokens at rest: one an agent, sealed, dead within a day."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import Id, Moment, ShopId, Words


class AgentToken(Base):
    """An online token: Shopify lets it do what this staff member may do there; `scopes` is what it told of that."""

    __tablename__ = "agent_tokens"
    __table_args__ = (UniqueConstraint("shop_id", "agent_id"),)

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    sealed_token: Mapped[Words]
    scopes: Mapped[Words]
    expires_at: Mapped[Moment]
    created_at: Mapped[Moment]

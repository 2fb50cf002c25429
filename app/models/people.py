"""Agents, who are the shop's staff, and customers, who bought or wrote."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import Id, Json, Line, MaybeAmount, MaybeMoment, Moment, ShopId, Word


class Agent(Base):
    """A staff member who opened the app. `role` is OWNER or AGENT; `reads` are languages he needs no translation of.
    `approves_at`: since when the owner lets him approve what others ask for.
    `acts_for_shop_at`: since when the owner lets him give remedies that Shopify would not let him make himself.
    """

    __tablename__ = "agents"
    __table_args__ = (UniqueConstraint("shop_id", "shopify_user_id"),)

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    shopify_user_id: Mapped[Word]
    name: Mapped[Line]
    email: Mapped[Line]
    role: Mapped[Word] = mapped_column(default="AGENT")
    locale: Mapped[Word] = mapped_column(default="en")
    language: Mapped[Word] = mapped_column(default="en")
    reads: Mapped[list[str]] = mapped_column(Json, default=list)
    created_at: Mapped[Moment]
    last_seen_at: Mapped[MaybeMoment]
    removed_at: Mapped[MaybeMoment]
    approves_at: Mapped[MaybeMoment]
    acts_for_shop_at: Mapped[MaybeMoment]


class Customer(Base):
    """A buyer, or somebody who wrote before buying. `email` is lower-cased; NULL where none is known.

    `language_told_at`: when a person last said which language it is: a guess about a few words changes it no more.
    `tone`: how he is spoken to (FORMAL, WARM, BRIEF), "" as the shop speaks his language.
    """

    __tablename__ = "customers"
    __table_args__ = (UniqueConstraint("shop_id", "gid"), UniqueConstraint("shop_id", "email"))

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    gid: Mapped[str | None] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(320))
    name: Mapped[Line]
    phone: Mapped[Word]
    locale: Mapped[Word]
    language: Mapped[Word]
    language_told_at: Mapped[MaybeMoment]
    tone: Mapped[Word]
    country_code: Mapped[Word]
    timezone: Mapped[Word]
    orders_count: Mapped[int | None]
    spent_amount: Mapped[MaybeAmount]
    created_at: Mapped[Moment]
    redacted_at: Mapped[MaybeMoment]

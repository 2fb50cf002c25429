"""What a shop's translation engines are, what they were given, and the texts they made that need not be made again."""

from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import Currency, Id, Json, Line, MaybeAmount, MaybeMoment, Moment, ShopId, Word, Words


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

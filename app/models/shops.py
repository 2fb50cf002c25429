"""The shop (our tenant), its tokens at rest, its backfills, and what belongs to no shop: leases."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, BigId, UtcTime
from app.models.columns import Currency, Id, Json, Line, MaybeAmount, MaybeMoment, Moment, ShopId, Word, Words


class Shop(Base):
    """`sealed_*` columns are encrypted; `refreshing_until` lets one process at a time refresh the tokens.
    `agent_refund_limit`: the most one act of an agent may cost, in `currency`; NULL is no limit. It is older than
    the table of limits and counts like a row of it. `sends_out`: whether any text may leave for a translation
    engine. `glossary_version` grows with the glossary: what was translated under an older one is not used again.
    `unindexed_below`: messages with smaller ids, older than the search, are still to be indexed for it; 0 is none.
    """

    __tablename__ = "shops"

    id: Mapped[Id]
    domain: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[Line]
    currency: Mapped[Currency]
    timezone: Mapped[Word] = mapped_column(default="UTC")
    locale: Mapped[Word] = mapped_column(default="en")
    scopes: Mapped[Words]
    installed_at: Mapped[MaybeMoment]
    uninstalled_at: Mapped[MaybeMoment]
    needs_reopen_at: Mapped[MaybeMoment]
    redacted_at: Mapped[MaybeMoment]
    reconciled_at: Mapped[MaybeMoment]
    sealed_access_token: Mapped[Words]
    access_expires_at: Mapped[MaybeMoment]
    sealed_refresh_token: Mapped[Words]
    refresh_expires_at: Mapped[MaybeMoment]
    refreshing_until: Mapped[MaybeMoment]
    inbound_secret: Mapped[str] = mapped_column(String(64), unique=True)
    translator: Mapped[Word] = mapped_column(default="none")  # of the release before: now a TranslationEngine
    sealed_translator_settings: Mapped[Words]
    sends_out: Mapped[bool] = mapped_column(default=True)
    glossary_version: Mapped[int] = mapped_column(default=0)
    unindexed_below: Mapped[int] = mapped_column(BigId, default=0)
    email_from: Mapped[Line]
    email_from_name: Mapped[Line]
    sealed_email_settings: Mapped[Words]
    automation_paused_at: Mapped[MaybeMoment]
    automation_resumed_at: Mapped[MaybeMoment]
    automation_hourly_limit: Mapped[int] = mapped_column(default=200)
    refunds_paused_at: Mapped[MaybeMoment]
    refunds_paused_by_id: Mapped[int | None]
    agent_refund_limit: Mapped[MaybeAmount]


class Backfill(Base):
    """The first copy of a shop's orders: `state` is STARTING, RUNNING, IMPORTING, DONE or FAILED."""

    __tablename__ = "backfills"

    id: Mapped[Id]
    shop_id: Mapped[ShopId] = mapped_column(index=True)
    state: Mapped[Word]
    bulk_gid: Mapped[Line]
    url: Mapped[Words]
    object_count: Mapped[int] = mapped_column(default=0)
    imported_count: Mapped[int] = mapped_column(default=0)
    lines_read: Mapped[int] = mapped_column(default=0)
    error: Mapped[Words]
    started_at: Mapped[Moment]
    finished_at: Mapped[MaybeMoment]


class DataRequest(Base):
    """A person's or Shopify's request about personal data: DATA_REQUEST, REDACT_CUSTOMER, REDACT_SHOP."""

    __tablename__ = "data_requests"

    id: Mapped[Id]
    shop_id: Mapped[ShopId] = mapped_column(index=True)
    kind: Mapped[Word]
    external_id: Mapped[Word]
    customer_gid: Mapped[Line]
    customer_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    received_at: Mapped[Moment]
    done_at: Mapped[MaybeMoment]


class Lease(Base):
    """Who may do a thing that only one process should: the clock."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    holder: Mapped[str] = mapped_column(String(100))
    until: Mapped[datetime] = mapped_column(UtcTime)

"""Which entries of the ledger begin the cases that somebody wants to see."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, Select, or_, select

from app.desk.desk import Desk
from app.domain.ledger import Entry
from app.domain.remedies.kinds import RemedyState
from app.models import LedgerEntry, Order, Remedy

PAYMENTS = ("PENDING", "FAILURE")
BESIDE = (Entry.MONEY, Entry.DRIFT)  # entries that begin no case


@dataclass(frozen=True, slots=True)
class Wish:
    """Which cases are wanted; days are the shop's own. `state` is a remedy's, EXTERNAL, or a payment's."""

    first: date | None = None
    last: date | None = None
    agent_id: int = 0
    kind: str = ""
    state: str = ""
    order_name: str = ""


def wanted(desk: Desk, wish: Wish) -> Select[LedgerEntry, str]:
    query = (
        select(LedgerEntry, Order.name)
        .outerjoin(Order, (Order.id == LedgerEntry.order_id) & (Order.shop_id == LedgerEntry.shop_id))
        .outerjoin(Remedy, (Remedy.id == LedgerEntry.remedy_id) & (Remedy.shop_id == LedgerEntry.shop_id))
        .where(LedgerEntry.shop_id == desk.shop.id, _begins())
    )
    return query.where(*_conditions(desk, wish))


def _begins() -> ColumnElement[bool]:
    ours = LedgerEntry.remedy_id.is_not(None) & (LedgerEntry.from_state == "") & LedgerEntry.what.not_in(BESIDE)
    return or_(ours, LedgerEntry.what == Entry.EXTERNAL)


def _conditions(desk: Desk, wish: Wish) -> Iterator[ColumnElement[bool]]:
    if wish.first:
        yield LedgerEntry.at >= _midnight(desk, wish.first)
    if wish.last:
        yield LedgerEntry.at < _midnight(desk, wish.last + timedelta(days=1))
    if wish.agent_id:
        yield LedgerEntry.agent_id == wish.agent_id
    if wish.kind:
        yield LedgerEntry.kind == wish.kind
    if wish.order_name:
        yield Order.name.in_(_names(wish.order_name))
    if wish.state == Entry.EXTERNAL:
        yield LedgerEntry.what == Entry.EXTERNAL
    elif wish.state in PAYMENTS:
        yield (Remedy.money_state == wish.state) & (Remedy.state == RemedyState.SUCCEEDED)
    elif wish.state:
        yield Remedy.state == wish.state


def _midnight(desk: Desk, day: date) -> datetime:
    try:
        zone = ZoneInfo(desk.shop.timezone)
    except (ZoneInfoNotFoundError, ValueError):  # a zone Shopify knows and this machine does not
        zone = ZoneInfo("UTC")
    return datetime.combine(day, time(), zone)


def _names(typed: str) -> list[str]:
    """With and without its sign; full-width signs are the same."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    return [plain, f"#{plain}"]

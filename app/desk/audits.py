"""Audits: when a shop's money is compared with Shopify's and how far that has come; one at a time a shop."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desk.desk import Desk
from app.domain.ledger import Span
from app.models import Audit, Shop

LOOK_BACK = timedelta(days=30)
SETTLED = timedelta(hours=1)  # until then a webhook may still be on its way, or a sweep find what was lost
TICK = timedelta(seconds=1)  # of Shopify's clock
APART = timedelta(hours=20)
ANSWERED_FOR = (Shop.installed_at.is_not(None), Shop.uninstalled_at.is_(None), Shop.needs_reopen_at.is_(None))
SMALL_HOURS = (2, 3, 4)  # of the shop's own day


@dataclass(frozen=True, slots=True)
class Begun:
    """`installed_at` bounds the span: what was before is history that no book of ours has."""

    audit_id: int
    reached: int
    span: Span


def begin(desk: Desk) -> int:
    """The audit under way, or a new one; the clock sends a worker to it."""
    row = under_way(desk) or desk.add(Audit(started_at=desk.now))
    return int(row.id)


def under_way(desk: Desk) -> Audit | None:
    return desk.one(desk.select(Audit).where(Audit.finished_at.is_(None)).order_by(Audit.id.desc()))


def last(desk: Desk) -> Audit | None:
    """The last one that came to its end."""
    return desk.one(desk.select(Audit).where(Audit.finished_at.is_not(None)).order_by(Audit.id.desc()))


def look(desk: Desk) -> Begun | None:
    """What is to be compared, and from where on; None where nothing is."""
    row = under_way(desk)
    if row is None:
        return None
    came = desk.shop.installed_at or row.started_at
    since = max(row.started_at - LOOK_BACK, came - TICK)
    return Begun(row.id, row.reached, Span(since, row.started_at - SETTLED))


def reach(desk: Desk, audit_id: int, number: int, *, orders: int, found: int) -> None:
    row = desk.get(Audit, audit_id, lock=True)
    if row.reached < number:
        row.reached, row.orders, row.found = number, row.orders + orders, row.found + found


def add(desk: Desk, audit_id: int, *, found: int) -> None:
    """Found beside the orders, such as a gift card that is not there."""
    row = desk.get(Audit, audit_id, lock=True)
    row.found += found


def finish(desk: Desk, audit_id: int) -> None:
    desk.get(Audit, audit_id).finished_at = desk.now


def unfinished(session: Session) -> list[int]:
    """The shops with an audit under way."""
    query = select(Shop.id).join(Audit, Audit.shop_id == Shop.id).where(Audit.finished_at.is_(None), *ANSWERED_FOR)
    return list(session.scalars(query.distinct()))


def at_night(session: Session, now: datetime) -> list[int]:
    """The shops where it is the small hours and that were not audited since yesterday."""
    lately = select(Audit.id).where(Audit.shop_id == Shop.id, Audit.started_at > now - APART)
    query = select(Shop.id, Shop.timezone).where(*ANSWERED_FOR, ~lately.exists())
    rows = session.execute(query.order_by(Shop.id)).all()
    return [shop_id for shop_id, zone in rows if now.astimezone(_zone(zone)).hour in SMALL_HOURS]


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):  # a zone Shopify knows and this machine does not
        return UTC

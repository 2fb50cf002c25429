"""Differences that audits found and nobody has seen to yet, with the order each is about."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.desk.desk import Desk
from app.domain.money import Money
from app.models import Drift, Order

MOST = 50


@dataclass(frozen=True, slots=True)
class Found:
    id: int
    at: datetime
    kind: str
    gid: str
    order_id: int | None
    order_name: str
    remedy_id: int | None
    ours: Money | None
    theirs: Money | None


def unseen(desk: Desk) -> tuple[Found, ...]:
    query = (
        select(Drift, Order.name)
        .outerjoin(Order, (Order.id == Drift.order_id) & (Order.shop_id == Drift.shop_id))
        .where(Drift.shop_id == desk.shop.id, Drift.seen_to_at.is_(None))
        .order_by(Drift.id.desc())
        .limit(MOST)
    )
    return tuple(_found(row, name or "") for row, name in desk.session.execute(query))


def _found(row: Drift, order_name: str) -> Found:
    return Found(
        id=row.id,
        at=row.found_at,
        kind=row.kind,
        gid=row.gid,
        order_id=row.order_id,
        order_name=order_name,
        remedy_id=row.remedy_id,
        ours=Money(row.ours, row.our_currency) if row.ours is not None else None,
        theirs=Money(row.theirs, row.their_currency) if row.theirs is not None else None,
    )

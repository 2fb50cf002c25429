"""Remedies whose payment is still on its way: when to ask Shopify again, in case its word was lost."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.desk.desk import Desk
from app.domain.refunds import MoneyState
from app.domain.remedies.kinds import RemedyState
from app.models import Order, Remedy

FIRST = timedelta(minutes=5)
SOON, SELDOM = timedelta(minutes=5), timedelta(hours=6)
MOST = 50  # of one turn


def due(session: Session, now: datetime) -> list[tuple[int, int]]:
    """Over all shops: which remedies to ask about now, by shop."""
    on_its_way = (Remedy.state == RemedyState.SUCCEEDED, Remedy.money_state == MoneyState.PENDING)
    is_time = or_(Remedy.next_try_at <= now, Remedy.next_try_at.is_(None) & (Remedy.settled_at <= now - FIRST))
    query = select(Remedy.shop_id, Remedy.id).where(*on_its_way, is_time)
    return [(shop_id, row_id) for shop_id, row_id in session.execute(query.order_by(Remedy.next_try_at).limit(MOST))]


def take(desk: Desk, remedy_id: int) -> str:
    """The order to ask about, or "" where another was quicker; the next time is a quarter of its age away."""
    row = desk.get(Remedy, remedy_id, lock=True)
    is_early = row.next_try_at is not None and row.next_try_at > desk.now
    if row.state != RemedyState.SUCCEEDED or row.money_state != MoneyState.PENDING or is_early:
        return ""
    age = desk.now - (row.settled_at or row.created_at)
    row.next_try_at = desk.now + min(max(age / 4, SOON), SELDOM)
    return desk.get(Order, row.order_id).gid

"""What nobody approved in time ends; the clock asks for all shops."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.desk import remedy_fence
from app.desk.approval_rows import ApprovalState, locked, state_of
from app.desk.desk import SYSTEM, Desk, desk_in
from app.domain.events import ApprovalDecided
from app.domain.ledger import Entry
from app.domain.problems import Problem
from app.models import Approval


def is_overdue(session: Session, now: datetime) -> bool:
    """Whether some shop has a request that nobody decided in time."""
    return session.execute(_overdue(now).limit(1)).first() is not None


def expire(session: Session, now: datetime, limit: int = 100) -> int:
    """Over all shops: end requests that nobody decided in time, and their remedies with them."""
    rows = session.execute(_overdue(now).order_by(Approval.id).limit(limit)).all()
    return sum(_expire(desk_in(session, shop_id, SYSTEM, now), row_id) for shop_id, row_id in rows)


def _overdue(now: datetime) -> Select[int, int]:
    waiting = select(Approval.shop_id, Approval.id).where(Approval.state == ApprovalState.PENDING)
    return waiting.where(Approval.expires_at <= now)


def _expire(desk: Desk, approval_id: int) -> bool:
    row, remedy = locked(desk, approval_id)
    if row.state != ApprovalState.PENDING or row.expires_at > desk.now:
        return False
    row.state = state_of(row, remedy)
    if row.state == ApprovalState.PENDING:
        row.state = ApprovalState.EXPIRED
        remedy_fence.cancel(desk, remedy, Problem.APPROVAL_EXPIRED, Entry.CANCELLED, "")
    row.decided_at = desk.now
    desk.record(ApprovalDecided(row.id, remedy.id, remedy.order_id, row.state))
    return True

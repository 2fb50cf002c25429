"""The fence around an order's money: one remedy at a time holds it, from its release to its end."""

from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from app.desk import erasing, ledger
from app.desk.desk import Desk
from app.domain.events import RemedyDue, RemedySettled
from app.domain.ledger import Entry
from app.domain.problems import LookAgain, Problem
from app.domain.remedies.kinds import RemedyKind, RemedyState
from app.models import RefundIntent, Remedy, ReturnIntent

GRACE = timedelta(seconds=30)  # how late the reaction to a ring may be before the clock rings again


def release(desk: Desk, remedy: Remedy, undo: timedelta) -> None:
    """Let a remedy go after the time to undo it; from here on it holds its order, and for credit its customer.

    The order's row is locked. Raises LookAgain where another remedy holds it.
    """
    refuse_second(desk, remedy.order_id)
    refuse_second_credit(desk, remedy)
    remedy.state, remedy.goes_at = RemedyState.WAITING, desk.now + undo
    remedy.next_try_at = remedy.goes_at if undo else desk.now + GRACE
    remedy.open_order_id = remedy.order_id
    if remedy.kind == RemedyKind.STORE_CREDIT:
        remedy.open_customer_id = remedy.customer_id
    try:
        desk.session.flush()
    except IntegrityError:  # on another order of the same customer somebody was as quick: no lock is common to both
        raise LookAgain(Problem.IN_PROGRESS) from None
    if not undo:
        desk.record(RemedyDue(remedy.id, remedy.order_id))


def cancel(desk: Desk, row: Remedy, problem: Problem, entry: Entry, words: str) -> None:
    """End a remedy that was never sent; whoever holds its claim can no longer write, and so not send."""
    row.state, row.problem, row.error = RemedyState.CANCELLED, problem, words
    row.claim, row.claimed_until = "", None
    row.open_order_id = row.open_customer_id = row.next_try_at = None
    row.settled_at = desk.now
    desk.session.flush()
    ledger.write(desk, row, entry)
    erasing.ended_papers(desk, row.order_id)
    desk.record(RemedySettled(row.id, row.order_id, row.state))


def under_way(desk: Desk, order_id: int) -> int:
    """The remedy that holds this order, or 0."""
    row = desk.one(desk.select(Remedy).where(Remedy.open_order_id == order_id))
    return row.id if row else 0


def refuse_second(desk: Desk, order_id: int) -> None:
    """One remedy at a time on an order: raise LookAgain naming the one on its way."""
    if remedy_id := under_way(desk, order_id):
        raise LookAgain(Problem.IN_PROGRESS, remedy_id)
    for former in (RefundIntent, ReturnIntent):  # of the release before this one, beside which it may run for a while
        if desk.one(desk.select(former).where(former.open_order_id == order_id)) is not None:
            raise LookAgain(Problem.IN_PROGRESS)


def refuse_second_credit(desk: Desk, remedy: Remedy) -> None:
    """Credit is found again by its customer, so one at a time for him, whatever the order."""
    if remedy.kind != RemedyKind.STORE_CREDIT or remedy.customer_id is None:
        return
    other = desk.one(desk.select(Remedy).where(Remedy.open_customer_id == remedy.customer_id))
    if other is not None:
        raise LookAgain(Problem.IN_PROGRESS, other.id)

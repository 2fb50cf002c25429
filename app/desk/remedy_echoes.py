"""Shopify's own word on our remedies, by webhook: the echo of a refund we made, and what became of its money."""

from collections.abc import Iterable

from app.desk import remedy_work
from app.desk.desk import Desk
from app.desk.remedy_fence import GRACE
from app.desk.remedy_work import transaction_paper
from app.domain.events import RemedyDue
from app.domain.orders import FAILED, OVER, Refund, Transaction
from app.domain.refunds import MoneyState, marker, money_state
from app.domain.remedies.course import Outcome
from app.domain.remedies.kinds import UNDER_WAY, RemedyKind, RemedyState
from app.models import Remedy

REFUNDING = (RemedyKind.REFUND, RemedyKind.RETURN_PROCESSING, RemedyKind.CANCELLATION)


def adopt_echo(desk: Desk, order_id: int, refund: Refund) -> int | None:
    """Find our remedy behind a refund that Shopify tells of; the telling may come before our own record."""
    rows = _rows(desk, order_id)
    row = next((row for row in rows if _is_ours(row, refund)), None) or next(
        (row for row in rows if _is_unmarked(row, refund)), None
    )
    if row is None:
        return None
    row.refund_gid = row.refund_gid or refund.gid
    is_given_up = row.state in {RemedyState.NEEDS_REVIEW, RemedyState.REJECTED}  # what is there was not refused
    if row.kind == RemedyKind.REFUND and (is_given_up or (row.state in UNDER_WAY and refund.transactions)):
        # of one that was given up nobody looks again: without a word of its money yet, that word comes by itself
        money = money_state(refund.transactions) if refund.transactions else MoneyState.PENDING
        remedy_work.adopt(desk, row, Outcome(refund.gid, money, refund.transactions, refund_gid=refund.gid))
    elif row.state in UNDER_WAY:
        _hurry(desk, row)
    return row.id


def transaction_changed(desk: Desk, order_id: int, transaction: Transaction) -> int | None:
    """A payment's later word on one of our remedies; a failure is recorded for a person to act on."""
    row = next((row for row in _rows(desk, order_id) if _stands_for(row, transaction) is not None), None)
    if row is None:
        return None
    if _is_over(row, transaction) and transaction.status not in OVER:
        return row.id
    before = row.money_state
    others = [item for item in row.transactions if item["gid"] != _stands_for(row, transaction)]
    row.transactions = [*others, transaction_paper(transaction)]
    row.money_state = _state_of(item["status"] for item in row.transactions)
    if row.money_state == MoneyState.FAILURE:
        row.error = transaction.error or row.error
    remedy_work.tell_money(desk, row, (transaction,), before)
    return row.id


def _rows(desk: Desk, order_id: int) -> list[Remedy]:
    mine = desk.select(Remedy).where(Remedy.order_id == order_id, Remedy.kind.in_(REFUNDING))
    return desk.all(mine.order_by(Remedy.id).with_for_update())


def _is_ours(row: Remedy, refund: Refund) -> bool:
    return row.refund_gid == refund.gid or marker(row.idempotency_key) in refund.note


def _is_unmarked(row: Remedy, refund: Refund) -> bool:
    """A cancellation's refund, and a return's, may carry no note of ours: known by its amount and its time."""
    sent = row.first_sent_at is not None and refund.created_at >= row.first_sent_at
    if row.refund_gid or not sent or row.kind == RemedyKind.REFUND or row.state == RemedyState.REJECTED:
        return False
    return refund.total is None or refund.total.presentment.amount == row.amount


def _hurry(desk: Desk, row: Remedy) -> None:
    """It happened, but this source does not tell all of it: let the errand look now.

    A refund's worker loses its claim, for it may be dead, and a look that finds the refund sends nothing. One that
    is at another kind is let finish: what it made is not known by this refund alone.
    """
    is_held = row.claimed_until is not None and row.claimed_until > desk.now
    if is_held and (row.state == RemedyState.UNKNOWN or row.kind != RemedyKind.REFUND):
        return
    if row.state == RemedyState.UNKNOWN and row.next_try_at is not None and row.next_try_at <= desk.now + GRACE:
        return
    row.state, row.claim, row.claimed_until = RemedyState.UNKNOWN, "", None
    row.first_sent_at, row.next_try_at = row.first_sent_at or desk.now, desk.now + GRACE
    desk.record(RemedyDue(row.id, row.order_id))


def _stands_for(row: Remedy, transaction: Transaction) -> str | None:
    """Which transaction of ours this is: the same one, a later word on a pending one of the same amount, or the
    first we hear of ("").
    """
    for item in row.transactions:
        if item["gid"] == transaction.gid:
            return transaction.gid
    if transaction.kind != "REFUND" or row.state != RemedyState.SUCCEEDED:
        return None
    if not row.transactions and row.money_state == MoneyState.PENDING:
        return "" if transaction.created_at >= row.created_at else None
    amount = transaction.amount.presentment
    pending = [item for item in row.transactions if item["status"] not in OVER]
    same = (item for item in pending if (item["amount"], item["currency"]) == (amount.wire(), amount.currency))
    return next((item["gid"] for item in same), None)


def _is_over(row: Remedy, transaction: Transaction) -> bool:
    return any(item["gid"] == transaction.gid and item["status"] in OVER for item in row.transactions)


def _state_of(statuses: Iterable[str]) -> MoneyState:
    found = set(statuses)
    if found & FAILED:
        return MoneyState.FAILURE
    return MoneyState.SUCCESS if found == {"SUCCESS"} else MoneyState.PENDING

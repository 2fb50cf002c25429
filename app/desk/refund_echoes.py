"""Shopify's own word on our refunds, by webhook: the echo of one we made, and what became of its money."""

from collections.abc import Iterable

from app.desk.desk import Desk
from app.desk.refund_work import ended, money_columns, record_end, transaction_paper
from app.domain.events import RefundDue, RefundFailed
from app.domain.intents import OPEN_STATES, IntentState
from app.domain.orders import Refund, Transaction
from app.domain.problems import Problem
from app.domain.refunds import MoneyState, marker
from app.models import RefundIntent


def adopt_echo(desk: Desk, order_id: int, refund: Refund) -> int | None:
    """Find our intent behind a refund that Shopify tells of; the telling may come before our own record."""
    intents = desk.all(desk.select(RefundIntent).where(RefundIntent.order_id == order_id).with_for_update())
    for row in intents:
        if row.refund_gid == refund.gid or marker(row.idempotency_key) in refund.note:
            _adopt(desk, row, refund)
            return row.id
    return None


def transaction_changed(desk: Desk, order_id: int, transaction: Transaction) -> int | None:
    """A payment's later word on one of our refunds; a failure is recorded for a person to act on."""
    row = _intent_of(desk, order_id, transaction)
    if row is None:
        return None
    before = row.money_state
    others = [item for item in row.transactions if item["gid"] != _stands_for(row, transaction)]
    row.transactions = [*others, transaction_paper(transaction)]
    row.money_state = _state_of(item["status"] for item in row.transactions)
    if row.money_state == MoneyState.FAILURE != before:
        row.problem, row.error, row.seen_to_at = Problem.MONEY_FAILED, transaction.error, None
        desk.record(RefundFailed(row.id, row.order_id))
    return row.id


def _adopt(desk: Desk, row: RefundIntent, refund: Refund) -> None:
    if row.state == IntentState.SUCCEEDED:
        return
    if not refund.transactions and row.state in OPEN_STATES:
        _hurry(desk, row)
        return
    values = ended(desk, IntentState.SUCCEEDED) | money_columns(refund)
    if not refund.transactions:
        values["money_state"] = MoneyState.PENDING
    for name, value in (values | {"claim": "", "claimed_until": None, "problem": "", "error": ""}).items():
        setattr(row, name, value)
    desk.session.flush()
    record_end(desk, row.id, IntentState.SUCCEEDED, failed=row.money_state == MoneyState.FAILURE)


def _hurry(desk: Desk, row: RefundIntent) -> None:
    """It happened, but this source did not tell of its money: let the errand look now, whoever held the claim.

    That worker can no longer write, and a look that finds the refund sends nothing.
    """
    if row.state == IntentState.UNKNOWN and (row.next_try_at is None or row.next_try_at <= desk.now):
        return
    row.state, row.claim, row.claimed_until = IntentState.UNKNOWN, "", None
    row.first_sent_at, row.next_try_at = row.first_sent_at or desk.now, desk.now
    desk.record(RefundDue(row.id, row.order_id))


def _intent_of(desk: Desk, order_id: int, transaction: Transaction) -> RefundIntent | None:
    rows = desk.all(
        desk.select(RefundIntent)
        .where(RefundIntent.order_id == order_id, RefundIntent.state == IntentState.SUCCEEDED)
        .with_for_update()
    )
    return next((row for row in rows if _stands_for(row, transaction) is not None), None)


def _stands_for(row: RefundIntent, transaction: Transaction) -> str | None:
    """Which transaction of ours this is: the same one, a later word on a pending one of the same amount, or the
    first we hear of ("").
    """
    for item in row.transactions:
        if item["gid"] == transaction.gid:
            return transaction.gid
    if transaction.kind != "REFUND":
        return None
    if not row.transactions and row.money_state == MoneyState.PENDING:
        return "" if transaction.created_at >= row.created_at else None
    amount = transaction.amount.presentment
    pending = [item for item in row.transactions if item["status"] not in {"SUCCESS", "FAILURE", "ERROR"}]
    same = (item for item in pending if (item["amount"], item["currency"]) == (amount.wire(), amount.currency))
    return next((item["gid"] for item in same), None)


def _state_of(statuses: Iterable[str]) -> MoneyState:
    found = set(statuses)
    if found & {"FAILURE", "ERROR"}:
        return MoneyState.FAILURE
    return MoneyState.SUCCESS if found == {"SUCCESS"} else MoneyState.PENDING

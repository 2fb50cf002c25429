"""Refunds, payments and cancellations that were made in Shopify without us: entered in the ledger, each once."""

from collections.abc import Iterable
from datetime import timedelta

from app.desk import former_papers, ledger
from app.desk.desk import SHOPIFY, Desk
from app.domain.events import RemedySettled
from app.domain.ledger import Entry
from app.domain.remedies.kinds import UNDER_WAY, RemedyKind, RemedyState
from app.models import Order, RefundRow, Remedy, TransactionRow
from app.models.columns import bag

TICK = timedelta(seconds=1)  # of Shopify's clock
NEAR = timedelta(minutes=5)  # a cancellation's payments come shortly after it


def settled(desk: Desk, event: RemedySettled) -> None:
    """While a remedy was on its way, what came could have been its own; now it is known.

    The order is locked: who is telling of it at this very moment still saw the remedy open, and leaves that to us.
    """
    enter(desk, desk.get(Order, event.order_id, lock=True))


def enter(desk: Desk, order: Order) -> None:
    """What no remedy of ours did since we came; nothing while it is open whether one did."""
    came = desk.shop.installed_at
    sent = desk.all(desk.select(Remedy).where(Remedy.order_id == order.id, Remedy.first_sent_at.is_not(None)))
    if came is None or any(_is_open(row) for row in sent):
        return
    for refund in desk.all(desk.select(RefundRow).where(RefundRow.order_id == order.id)):
        is_known = refund.remedy_id is not None or refund.intent_id is not None
        if refund.created_at >= came - TICK and not is_known and not _is_ours(refund, sent):
            _refund(desk, order, refund)
    former = former_papers.payments(desk, order.id)
    backwards = desk.select(TransactionRow).where(TransactionRow.order_id == order.id, TransactionRow.kind == "REFUND")
    for payment in desk.all(backwards):
        if payment.created_at >= came - TICK and payment.gid not in former and not _is_ours(payment, sent):
            _payment(desk, order, payment)
    if order.cancelled_at is not None and order.cancelled_at >= came - TICK and not any(map(_cancels, sent)):
        told = {"kind": str(RemedyKind.CANCELLATION), "gid": order.gid, "to_state": str(RemedyState.SUCCEEDED)}
        ledger.write_other(_by_shopify(desk), Entry.EXTERNAL, order.gid, order, **told)


def _refund(desk: Desk, order: Order, row: RefundRow) -> None:
    values = {
        "kind": str(RemedyKind.REFUND),
        "gid": row.gid,
        "refund_gid": row.gid,
        "to_state": str(RemedyState.SUCCEEDED),
        "cost": row.total_shop,
        "currency": order.currency,
        "amount": row.total,
        "presentment_currency": order.presentment_currency,
    }
    ledger.write_other(_by_shopify(desk), Entry.EXTERNAL, row.gid, order, **values)


def _payment(desk: Desk, order: Order, row: TransactionRow) -> None:
    amount = bag(row.amount_shop, row.currency, row.amount, row.presentment_currency)
    told = ledger.payment(row.gid, row.status, amount.presentment if amount else None)
    ledger.write_other(_by_shopify(desk), Entry.MONEY, f"{row.gid}:{row.status}", order, **told)


def _by_shopify(desk: Desk) -> Desk:
    """Whoever happens to be at the desk did not do it."""
    return Desk(desk.session, desk.shop, SHOPIFY, desk.now)


def _is_open(row: Remedy) -> bool:
    return row.state in UNDER_WAY or (row.state == RemedyState.NEEDS_REVIEW and row.seen_to_at is None)


def _is_ours(row: RefundRow | TransactionRow, sent: Iterable[Remedy]) -> bool:
    return any(
        row.gid in {one.refund_gid, *(item["gid"] for item in one.transactions)} or _came_with(row, one) for one in sent
    )


def _came_with(row: RefundRow | TransactionRow, one: Remedy) -> bool:
    """A cancellation pays back to each payment by itself, and names but one of its refunds."""
    if not _cancels(one) or one.first_sent_at is None:
        return False
    return one.first_sent_at - TICK <= row.created_at <= (one.settled_at or one.first_sent_at) + NEAR


def _cancels(row: Remedy) -> bool:
    return row.kind == RemedyKind.CANCELLATION and row.state == RemedyState.SUCCEEDED

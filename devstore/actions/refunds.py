"""Refund an order: quantities, currency and amounts are checked as Shopify does before any money moves."""

from datetime import timedelta
from uuid import uuid4

from devstore.actions.refund_checks import Payout, RefundRequest, check, parent_of
from devstore.actions.refund_credit import check_credits, give_credit
from devstore.actions.stock import put_back
from devstore.change import Change
from devstore.money import MoneyBag
from devstore.refunding import Suggestion, Wanted, suggest
from devstore.state.orders import Order, Refund, RefundDuty, RefundLine, Transaction
from devstore.state.platform import Job, Subject

SETTLE = "settle_transaction"


def create_refund(change: Change, order: Order, request: RefundRequest) -> Refund:
    """Refund, or raise ActionError; emits refunds/create, order_transactions/create and orders/updated."""
    check(order, request)
    check_credits(change, order, request)
    suggestion = suggest(order, request.wanted)
    transactions = [_pay_out(change, order, payout, request) for payout in request.payouts]
    transactions += [give_credit(change, order, item, cancels=request.cancels) for item in request.credits]
    refund = _record(change, suggestion, request, transactions)
    order.transactions.extend(transactions)
    order.refunds.append(refund)
    if request.return_id is None:  # what became of returned pieces is said by their dispositions
        put_back(change, order, refund)
    change.touch(order)
    change.emit("refunds/create", Subject(order=order, refund=refund))
    for transaction in transactions:
        change.emit("order_transactions/create", Subject(order=order, transaction=transaction))
    change.emit("orders/updated", Subject(order=order))
    return refund


def refund_as_suggested(change: Change, order: Order, wanted: Wanted, note: str | None = None) -> Refund:
    """Refund what Shopify would suggest for this selection, as a merchant does in the admin."""
    return create_refund(change, order, as_suggested(order, wanted, note))


def as_suggested(order: Order, wanted: Wanted, note: str | None = None) -> RefundRequest:
    """Turn a selection into a request with the suggested amounts."""
    parts = suggest(order, wanted).allocations
    payouts = [Payout(part.amount.presentment.amount, part.parent.id) for part in parts if part.amount]
    return RefundRequest(wanted, payouts, order.exchange.presentment_currency, note)


def _pay_out(change: Change, order: Order, payout: Payout, request: RefundRequest) -> Transaction:
    """Where money moves: the transaction that is counted, whatever becomes of the refund's record."""
    parent = parent_of(order, payout)
    pending = request.settles_after is not None
    transaction = Transaction(
        id=change.new_id("OrderTransaction"),
        kind="REFUND",
        status="PENDING" if pending else "SUCCESS",
        gateway=parent.gateway,
        formatted_gateway=parent.formatted_gateway,
        amount=order.exchange.bag(payout.amount),
        created_at=change.now,
        processed_at=None if pending else change.now,
        parent_id=parent.id,
        manual=parent.manual,
    )
    if request.settles_after is not None:
        change.later(_settling(change, order, transaction, request))
    return transaction


def _settling(change: Change, order: Order, transaction: Transaction, request: RefundRequest) -> Job:
    return Job(
        id=str(uuid4()),
        shop=change.state.shop.domain,
        order_id=order.id,
        done_at=change.moment + timedelta(seconds=request.settles_after or 0),
        arguments={"kind": SETTLE, "transaction": str(transaction.id), "well": "yes" if request.settles_well else ""},
    )


def settle_transaction(change: Change, order: Order, transaction_id: int, *, well: bool) -> None:
    """A pending refund arrives, or turns out to have failed: then the money did not move."""
    for transaction in order.transactions:
        if transaction.id == transaction_id and transaction.status == "PENDING":
            transaction.status = "SUCCESS" if well else "FAILURE"
            transaction.error_code = None if well else "GENERIC_ERROR"
            transaction.processed_at = change.now
            change.touch(order)
            change.emit("order_transactions/create", Subject(order=order, transaction=transaction))
            change.emit("orders/updated", Subject(order=order))


def _record(change: Change, suggestion: Suggestion, request: RefundRequest, transactions: list[Transaction]) -> Refund:
    lines = [
        RefundLine(
            id=change.new_id("RefundLineItem"),
            line_item_id=item.wanted.line.id,
            quantity=item.wanted.quantity,
            restock_type=item.wanted.restock_type,
            subtotal=item.subtotal,
            tax=item.tax,
            location_id=item.wanted.location_id,
        )
        for item in suggestion.lines
    ]
    return Refund(
        id=change.new_id("Refund"),
        created_at=change.now,
        note=request.note,
        lines=lines,
        transaction_ids=[item.id for item in transactions],
        shipping=suggestion.shipping or None,
        shipping_tax=suggestion.shipping_tax or None,
        duties=[RefundDuty(duty.id, amount) for duty, amount in suggestion.duties],
        return_id=request.return_id,
        restock=any(line.restock_type != "NO_RESTOCK" for line in lines),
        discrepancy=_discrepancy(suggestion, transactions),
        discrepancy_reason=request.discrepancy_reason,
    )


def _discrepancy(suggestion: Suggestion, transactions: list[Transaction]) -> MoneyBag | None:
    """What is paid out beyond the lines, shipping and duties; a record without money has none."""
    if not transactions:
        return None
    paid_out = suggestion.total(item.amount for item in transactions)
    return paid_out - suggestion.worth or None

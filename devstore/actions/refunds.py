"""Refund an order: quantities, currency and amounts are checked as Shopify does before any money moves."""

from datetime import timedelta
from uuid import uuid4

from devstore.actions.refund_checks import Payout, RefundRequest, check, parent_of
from devstore.change import Change
from devstore.refunding import Suggestion, Wanted, suggest
from devstore.state.orders import Order, Refund, RefundDuty, RefundLine, Transaction
from devstore.state.platform import Job, Subject


def create_refund(change: Change, order: Order, request: RefundRequest) -> Refund:
    """Refund, or raise ActionError; emits refunds/create, order_transactions/create and orders/updated."""
    check(order, request)
    suggestion = suggest(order, request.wanted)
    transactions = [_pay_out(change, order, payout, request) for payout in request.payouts]
    refund = _record(change, suggestion, request, transactions)
    order.transactions.extend(transactions)
    order.refunds.append(refund)
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
    pending = request.fails_after is not None
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
    if request.fails_after is not None:
        change.later(_failure(change, order, transaction, request.fails_after))
    return transaction


def _failure(change: Change, order: Order, transaction: Transaction, seconds: float) -> Job:
    return Job(
        id=str(uuid4()),
        shop=change.state.shop.domain,
        order_id=order.id,
        done_at=change.moment + timedelta(seconds=seconds),
        arguments={"kind": "fail_transaction", "transaction": str(transaction.id)},
    )


def fail_transaction(change: Change, order: Order, transaction_id: int) -> None:
    """A pending refund turns out to have failed: the money did not move."""
    for transaction in order.transactions:
        if transaction.id == transaction_id and transaction.status == "PENDING":
            transaction.status, transaction.error_code = "FAILURE", "GENERIC_ERROR"
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
    )

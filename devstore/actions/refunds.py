"""Refund an order: quantities, currency and amounts are checked as Shopify does before any money moves."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from devstore import figures
from devstore.actions.errors import ActionError
from devstore.change import Change
from devstore.money import rounded
from devstore.refunding import Suggestion, Wanted, WantedLine, shipping_left, suggest
from devstore.state.orders import Order, Refund, RefundDuty, RefundLine, Transaction
from devstore.state.platform import Job, Subject


@dataclass(frozen=True, slots=True)
class Payout:
    """Money to send back to one payment, in the customer's currency."""

    amount: Decimal
    parent_id: int | None = None
    gateway: str | None = None
    kind: str = "REFUND"


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """A refund as asked for; `fails_after` makes its transactions pending first and failed after so many seconds."""

    wanted: Wanted
    payouts: list[Payout] = field(default_factory=list)
    currency: str | None = None
    note: str | None = None
    allow_over_refunding: bool = False
    return_id: int | None = None
    fails_after: float | None = None


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


def check(order: Order, request: RefundRequest) -> None:
    """Raise ActionError for anything that must not be refunded."""
    exchange = order.exchange
    if request.currency is None and exchange.shop_currency != exchange.presentment_currency:
        raise ActionError("Currency must be provided when it differs from the shop currency", "currency")
    if request.currency not in (None, exchange.presentment_currency):
        raise ActionError("Currency must match the order's presentment currency", "currency")
    for line in request.wanted.lines:
        _check_line(order, line, request.wanted.lines)
    _check_shipping(order, request.wanted)
    for payout in request.payouts:
        _check_payout(order, payout, request)
    _check_sum(order, request)


def _check_line(order: Order, wanted: WantedLine, every: list[WantedLine]) -> None:
    asked = sum(item.quantity for item in every if item.line.id == wanted.line.id)
    if wanted.quantity <= 0:
        raise ActionError("Quantity must be greater than 0", "refundLineItems", "quantity")
    if asked > figures.refundable_quantity(order, wanted.line):
        raise ActionError("Quantity cannot refund more items than were purchased", "refundLineItems", "quantity")
    if wanted.restock_type == "CANCEL" and asked > figures.unfulfilled_quantity(order, wanted.line):
        raise ActionError("Cannot cancel more items than are unfulfilled", "refundLineItems", "restockType")
    if wanted.restock_type == "RETURN" and asked > figures.fulfilled_quantity(order, wanted.line):
        raise ActionError("Cannot return items that have not been fulfilled", "refundLineItems", "restockType")


def _check_shipping(order: Order, wanted: Wanted) -> None:
    if wanted.shipping is None:
        return
    if wanted.shipping < 0:
        raise ActionError("Shipping amount must be positive", "shipping", "amount")
    if wanted.shipping > shipping_left(order).presentment.amount:
        raise ActionError("Shipping amount cannot exceed the refundable shipping", "shipping", "amount")


def _check_payout(order: Order, payout: Payout, request: RefundRequest) -> None:
    currency = order.exchange.presentment_currency
    if payout.kind != "REFUND":
        raise ActionError("Transaction kind must be REFUND", "transactions", "kind")
    if payout.amount <= 0:
        raise ActionError("Transaction amount must be greater than 0", "transactions", "amount")
    if payout.amount != rounded(payout.amount, currency):
        raise ActionError(f"Transaction amount has too many decimals for {currency}", "transactions", "amount")
    parent = _parent(order, payout)
    asked = sum(item.amount for item in request.payouts if _parent(order, item).id == parent.id)
    if asked > figures.left_of(order, parent).presentment.amount and not request.allow_over_refunding:
        raise ActionError("Refund amount exceeds what is left of this transaction", "transactions", "amount")


def _parent(order: Order, payout: Payout) -> Transaction:
    """The payment to send money back to; without a parent id it must be clear which one."""
    payments = figures.payments(order)
    if payout.parent_id is not None:
        fitting = [item for item in payments if item.id == payout.parent_id]
    else:
        fitting = [item for item in payments if payout.gateway in (None, item.gateway)]
    if len(fitting) != 1:
        raise ActionError("Parent transaction does not exist on this order", "transactions", "parentId")
    if payout.gateway is not None and payout.gateway != fitting[0].gateway:
        raise ActionError("Gateway does not match the parent transaction", "transactions", "gateway")
    return fitting[0]


def _check_sum(order: Order, request: RefundRequest) -> None:
    wanted, asked = request.wanted, sum((item.amount for item in request.payouts), Decimal(0))
    if asked > figures.maximum_refundable(order).presentment.amount and not request.allow_over_refunding:
        raise ActionError("Refund amount cannot exceed the maximum refundable amount", "transactions")
    if not (wanted.lines or request.payouts or wanted.shipping or wanted.full_shipping or wanted.duties):
        raise ActionError("Refund must include line items, shipping or a transaction")


def _pay_out(change: Change, order: Order, payout: Payout, request: RefundRequest) -> Transaction:
    """Where money moves: the transaction that is counted, whatever becomes of the refund's record."""
    parent = _parent(order, payout)
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

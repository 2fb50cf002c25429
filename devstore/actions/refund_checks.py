"""Whether a refund may be made: its currency, pieces, shipping, payments and sum, checked before any money moves."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from devstore import figures
from devstore.actions.errors import ActionError
from devstore.money import Money, rounded
from devstore.refunding import Wanted, WantedLine, shipping_left
from devstore.state.orders import Order, Transaction


@dataclass(frozen=True, slots=True)
class Payout:
    """Money to send back to one payment, in the customer's currency."""

    amount: Decimal
    parent_id: int | None = None
    gateway: str | None = None
    kind: str = "REFUND"


@dataclass(frozen=True, slots=True)
class StoreCredit:
    """Value to give back as store credit, in the customer's currency."""

    amount: Money
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """A refund as asked for; `settles_after` makes it pending for so many seconds, and then `settles_well` or not."""

    wanted: Wanted
    payouts: list[Payout] = field(default_factory=list)
    currency: str | None = None
    note: str | None = None
    allow_over_refunding: bool = False
    return_id: int | None = None
    settles_after: float | None = None
    settles_well: bool = False
    credits: list[StoreCredit] = field(default_factory=list)
    discrepancy_reason: str | None = None
    cancels: bool = False  # it is part of a cancellation


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
    parent = parent_of(order, payout)
    asked = sum(item.amount for item in request.payouts if parent_of(order, item).id == parent.id)
    if asked > figures.left_of(order, parent).presentment.amount and not request.allow_over_refunding:
        raise ActionError("Refund amount exceeds what is left of this transaction", "transactions", "amount")


def parent_of(order: Order, payout: Payout) -> Transaction:
    """The payment to send money back to; without a parent id it must be clear which one."""
    payments = figures.payments(order)
    if payout.parent_id is not None:
        fitting = [item for item in payments if item.id == payout.parent_id]
    else:
        fitting = [item for item in payments if payout.gateway in (None, item.gateway)]
    if len(fitting) != 1 and _only_authorized(order, payout):
        message = "Transaction was authorized but not captured: there is nothing to refund"
        raise ActionError(message, "transactions", "parentId")
    if len(fitting) != 1:
        raise ActionError("Parent transaction does not exist on this order", "transactions", "parentId")
    if payout.gateway is not None and payout.gateway != fitting[0].gateway:
        raise ActionError("Gateway does not match the parent transaction", "transactions", "gateway")
    return fitting[0]


def _only_authorized(order: Order, payout: Payout) -> bool:
    held = [item for item in order.transactions if item.kind == "AUTHORIZATION"]
    return any(payout.parent_id in (None, item.id) for item in held) and not figures.payments(order)


def _check_sum(order: Order, request: RefundRequest) -> None:
    wanted, asked = request.wanted, sum((item.amount for item in request.payouts), Decimal(0))
    asked += sum((item.amount.amount for item in request.credits), Decimal(0))
    if asked > figures.maximum_refundable(order).presentment.amount and not request.allow_over_refunding:
        raise ActionError("Refund amount cannot exceed the maximum refundable amount", "transactions")
    given = request.payouts or request.credits
    if not (wanted.lines or given or wanted.shipping or wanted.full_shipping or wanted.duties):
        raise ActionError("Refund must include line items, shipping or a transaction")

"""Compute what a refund would be, in the customer's currency first; the same figures suggest and check a refund."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from devstore import figures
from devstore.money import MoneyBag
from devstore.state.orders import Duty, LineItem, Order, Transaction


@dataclass(frozen=True, slots=True)
class WantedLine:
    """So many pieces of a line to give back."""

    line: LineItem
    quantity: int
    restock_type: str = "NO_RESTOCK"
    location_id: int | None = None


@dataclass(frozen=True, slots=True)
class WantedDuty:
    """A duty to give back: in full, or in proportion to the pieces."""

    duty_id: int
    proportional: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants refunded; `shipping` None means none, FULL_SHIPPING all that is left."""

    lines: list[WantedLine] = field(default_factory=list)
    shipping: Decimal | None = None
    full_shipping: bool = False
    duties: list[WantedDuty] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LineAmount:
    """One line of a refund with its money."""

    wanted: WantedLine
    subtotal: MoneyBag
    tax: MoneyBag


@dataclass(frozen=True, slots=True)
class Allocation:
    """How much of a refund goes back to one payment."""

    parent: Transaction
    amount: MoneyBag
    maximum: MoneyBag


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A refund as Shopify would suggest it."""

    order: Order
    lines: list[LineAmount]
    shipping: MoneyBag
    shipping_tax: MoneyBag
    duties: list[tuple[Duty, MoneyBag]]
    amount: MoneyBag
    maximum: MoneyBag
    allocations: list[Allocation]
    worth: MoneyBag  # the same before it is capped by what is left

    def total(self, bags: Iterable[MoneyBag]) -> MoneyBag:
        """Add up in the order's currencies."""
        return self.order.exchange.total(bags)


def suggest(order: Order, wanted: Wanted) -> Suggestion:
    """Compute amounts for lines, shipping and duties, capped by what is left, spread over the payments."""
    lines = [line_amount(order, item) for item in wanted.lines]
    shipping = _shipping(order, wanted)
    tax = _shipping_tax(order, shipping)
    duties = _duties(order, wanted)
    bags = [line.subtotal for line in lines] + [shipping] + [bag for _, bag in duties]
    if not order.taxes_included:
        bags += [line.tax for line in lines] + [tax]
    maximum = figures.maximum_refundable(order)
    worth = order.exchange.total(bags)
    amount = _least(worth, maximum)
    return Suggestion(order, lines, shipping, tax, duties, amount, maximum, allocate(order, amount), worth)


def everything(order: Order) -> Wanted:
    """All that is left of an order."""
    lines = [
        WantedLine(line, left, "NO_RESTOCK")
        for line in order.line_items
        if (left := figures.refundable_quantity(order, line)) > 0
    ]
    duties = [WantedDuty(duty.id) for line in order.line_items for duty in line.duties]
    return Wanted(lines, None, full_shipping=True, duties=duties)


def line_amount(order: Order, wanted: WantedLine) -> LineAmount:
    """The money of some pieces of a line, given those already refunded."""
    before = figures.refunded_quantity(order, wanted.line)
    subtotal, tax = figures.line_subtotal(order, wanted.line), figures.line_tax(order, wanted.line)
    return LineAmount(
        wanted,
        figures.share(order, subtotal, wanted.line, wanted.quantity, before),
        figures.share(order, tax, wanted.line, wanted.quantity, before),
    )


def allocate(order: Order, amount: MoneyBag) -> list[Allocation]:
    """Spread an amount over the payments, in their order, none above what is left of it."""
    result, rest = [], amount.presentment.amount
    for parent in figures.payments(order):
        left = figures.left_of(order, parent)
        part = min(rest, left.presentment.amount)
        rest -= part
        if left.presentment.amount > 0:
            result.append(Allocation(parent, order.exchange.bag(part), left))
    return result


def shipping_left(order: Order) -> MoneyBag:
    """Shipping that has not been given back."""
    return figures.shipping_total(order) - figures.refunded_shipping(order)


def _shipping(order: Order, wanted: Wanted) -> MoneyBag:
    left = shipping_left(order)
    if wanted.full_shipping:
        return left
    return order.exchange.bag(wanted.shipping) if wanted.shipping else order.exchange.bag(0)


def _shipping_tax(order: Order, shipping: MoneyBag) -> MoneyBag:
    whole = figures.shipping_total(order).presentment.amount
    if whole == 0:
        return order.exchange.bag(0)
    return order.exchange.bag(figures.shipping_tax(order).presentment.amount * shipping.presentment.amount / whole)


def _duties(order: Order, wanted: Wanted) -> list[tuple[Duty, MoneyBag]]:
    quantities = {item.line.id: item.quantity for item in wanted.lines}
    by_id = {item.duty_id: item for item in wanted.duties}
    result = []
    for line in order.line_items:
        for duty in line.duties:
            if duty.id in by_id and (left := _duty_left(order, duty)):
                part = figures.share(order, duty.price, line, quantities.get(line.id, 0))
                result.append((duty, _least(part, left) if by_id[duty.id].proportional else left))
    return result


def _duty_left(order: Order, duty: Duty) -> MoneyBag:
    back = (item.amount for refund in order.refunds for item in refund.duties if item.duty_id == duty.id)
    return duty.price - order.exchange.total(back)


def _least(one: MoneyBag, other: MoneyBag) -> MoneyBag:
    return one if one.presentment.amount <= other.presentment.amount else other

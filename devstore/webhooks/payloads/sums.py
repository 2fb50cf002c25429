"""An order's totals as its payload states them: what was ordered, and what is left of it after refunds."""

from dataclasses import dataclass

from devstore.money import MoneyBag
from devstore.state.orders import LineItem, Order

OPEN_MONEY = ("SALE", "CAPTURE")


@dataclass(frozen=True, slots=True)
class Sums:
    """Totals of one order; `subtotal` is after discounts, before shipping, duties and added tax."""

    lines: MoneyBag
    discounts: MoneyBag
    subtotal: MoneyBag
    tax: MoneyBag
    shipping: MoneyBag
    duties: MoneyBag
    total: MoneyBag


def line_price(line: LineItem, order: Order) -> MoneyBag:
    return order.exchange.bag(line.unit_price.presentment.amount * line.quantity)


def ordered(order: Order) -> Sums:
    """What the customer agreed to pay."""
    add = order.exchange.total
    lines = add(line_price(line, order) for line in order.line_items)
    discounts = add(line.discount for line in order.line_items if line.discount)
    taxes = [tax for line in order.line_items for tax in line.tax_lines]
    taxes += [tax for line in order.shipping_lines for tax in line.tax_lines]
    tax = add(item.price for item in taxes)
    shipping = add(line.price for line in order.shipping_lines)
    duties = add(duty.price for line in order.line_items for duty in line.duties)
    subtotal = lines - discounts
    total = subtotal + shipping + duties
    return Sums(lines, discounts, subtotal, tax, shipping, duties, total if order.taxes_included else total + tax)


def current(order: Order) -> Sums:
    """The same after refunds and removals."""
    full, add = ordered(order), order.exchange.total
    returned = add(line.subtotal for refund in order.refunds for line in refund.lines)
    tax = add(line.tax for refund in order.refunds for line in refund.lines)
    shipping = add(refund.shipping for refund in order.refunds if refund.shipping)
    duties = add(duty.amount for refund in order.refunds for duty in refund.duties)
    gone = returned + shipping + duties
    return Sums(
        full.lines - returned,
        full.discounts,
        full.subtotal - returned,
        full.tax - tax,
        full.shipping - shipping,
        full.duties - duties,
        full.total - (gone if order.taxes_included else gone + tax),
    )


def refunded_quantity(order: Order, line: LineItem) -> int:
    return sum(item.quantity for refund in order.refunds for item in refund.lines if item.line_item_id == line.id)


def fulfilled_quantity(order: Order, line: LineItem) -> int:
    parcels = [parcel for parcel in order.fulfillments if parcel.status == "SUCCESS"]
    return sum(item.quantity for parcel in parcels for item in parcel.lines if item.line_item_id == line.id)


def fulfillable_quantity(order: Order, line: LineItem) -> int:
    if order.cancelled_at is not None or not line.requires_shipping:
        return 0
    removed = sum(
        item.quantity
        for refund in order.refunds
        for item in refund.lines
        if item.line_item_id == line.id and item.restock_type != "RETURN"
    )
    return max(0, line.quantity - fulfilled_quantity(order, line) - removed)


def fulfillment_status(order: Order) -> str | None:
    shipped = sum(fulfilled_quantity(order, line) for line in order.line_items)
    left = sum(fulfillable_quantity(order, line) for line in order.line_items)
    if not shipped:
        return None
    return "partial" if left else "fulfilled"


def paid(order: Order) -> MoneyBag:
    done = [item for item in order.transactions if item.status == "SUCCESS"]
    return order.exchange.total(item.amount for item in done if item.kind in OPEN_MONEY)


def returned_money(order: Order) -> MoneyBag:
    done = [item for item in order.transactions if item.status == "SUCCESS"]
    return order.exchange.total(item.amount for item in done if item.kind == "REFUND")


def financial_status(order: Order) -> str:
    """REST's word for where the money stands."""
    came = paid(order).presentment.amount
    went = returned_money(order).presentment.amount
    if not came:
        return "voided" if order.cancelled_at else "pending"
    if went:
        return "refunded" if went >= came else "partially_refunded"
    return "paid" if came >= ordered(order).total.presentment.amount else "partially_paid"


def outstanding(order: Order) -> MoneyBag:
    owed = current(order).total - (paid(order) - returned_money(order))
    return owed if owed.presentment.amount > 0 else order.exchange.bag(0)

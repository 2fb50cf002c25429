"""What follows from an order's facts: quantities, sums, states; nothing here is stored, nothing is rounded twice."""

from decimal import Decimal

from devstore.money import MoneyBag
from devstore.state.orders import LineItem, Order, Transaction

PAYMENTS = frozenset({"SALE", "CAPTURE"})


def refunded_quantity(order: Order, line: LineItem) -> int:
    """How many pieces of a line were given back."""
    return sum(item.quantity for refund in order.refunds for item in refund.lines if item.line_item_id == line.id)


def cancelled_quantity(order: Order, line: LineItem) -> int:
    """How many pieces will never be shipped because a refund took them out of the order."""
    taken = (item for refund in order.refunds for item in refund.lines if item.restock_type == "CANCEL")
    return sum(item.quantity for item in taken if item.line_item_id == line.id)


def fulfilled_quantity(order: Order, line: LineItem) -> int:
    """How many pieces are in parcels that were not cancelled."""
    parcels = (parcel for parcel in order.fulfillments if parcel.status != "CANCELLED")
    return sum(item.quantity for parcel in parcels for item in parcel.lines if item.line_item_id == line.id)


def unfulfilled_quantity(order: Order, line: LineItem) -> int:
    """How many pieces still wait to be shipped."""
    if order.cancelled_at is not None:
        return 0
    return max(0, line.quantity - fulfilled_quantity(order, line) - cancelled_quantity(order, line))


def refundable_quantity(order: Order, line: LineItem) -> int:
    """How many pieces can still be given back."""
    return line.quantity - refunded_quantity(order, line)


def returning_quantity(order: Order, fulfillment_line_id: int) -> int:
    """How many pieces of a fulfillment line are on a return that was neither declined nor cancelled."""
    live = (item for item in order.returns if item.status not in {"DECLINED", "CANCELED"})
    return sum(line.quantity for item in live for line in item.lines if line.fulfillment_line_id == fulfillment_line_id)


def share(order: Order, whole: MoneyBag, line: LineItem, quantity: int, before: int = 0) -> MoneyBag:
    """The part of a line's amount for `quantity` pieces after `before` earlier ones; parts add up to the whole."""

    def upto(pieces: int) -> MoneyBag:
        return order.exchange.bag(whole.presentment.amount * pieces / max(1, line.quantity))

    return upto(before + quantity) - upto(before)


def line_subtotal(order: Order, line: LineItem) -> MoneyBag:
    """A whole line after discounts."""
    full = order.exchange.bag(line.unit_price.presentment.amount * line.quantity)
    return full - line.discount if line.discount else full


def line_tax(order: Order, line: LineItem) -> MoneyBag:
    """All tax on a whole line."""
    return order.exchange.total(tax.price for tax in line.tax_lines)


def line_duties(order: Order, line: LineItem) -> MoneyBag:
    """All customs duty on a whole line."""
    return order.exchange.total(duty.price for duty in line.duties)


def subtotal(order: Order) -> MoneyBag:
    """All lines after discounts."""
    return order.exchange.total(line_subtotal(order, line) for line in order.line_items)


def shipping_total(order: Order) -> MoneyBag:
    """All shipping after discounts, without tax unless included."""
    return order.exchange.total(line.price for line in order.shipping_lines)


def shipping_tax(order: Order) -> MoneyBag:
    """All tax on shipping."""
    return order.exchange.total(tax.price for line in order.shipping_lines for tax in line.tax_lines)


def tax_total(order: Order) -> MoneyBag:
    """All tax on lines and shipping."""
    return order.exchange.total(line_tax(order, line) for line in order.line_items) + shipping_tax(order)


def duties_total(order: Order) -> MoneyBag:
    """All customs duties."""
    return order.exchange.total(line_duties(order, line) for line in order.line_items)


def total(order: Order) -> MoneyBag:
    """What the customer had to pay when the order was placed."""
    whole = subtotal(order) + shipping_total(order) + duties_total(order)
    return whole if order.taxes_included else whole + tax_total(order)


def swapped(order: Order) -> MoneyBag:
    """What came back and paid for what went out in exchange."""
    return order.exchange.total(item.swapped for item in order.returns if item.swapped is not None)


def edited_off(order: Order) -> MoneyBag:
    """What edits took off the order without moving money."""
    lines = [line for refund in order.refunds if refund.edit for line in refund.lines]
    bags = [line.subtotal for line in lines]
    return order.exchange.total(bags if order.taxes_included else [*bags, *(line.tax for line in lines)])


def outstanding(order: Order) -> MoneyBag:
    """What the customer still has to pay."""
    due = total(order) - swapped(order) - edited_off(order) - paid(order)
    return due if due.presentment.amount > 0 and order.cancelled_at is None else order.exchange.bag(0)


def paid(order: Order) -> MoneyBag:
    """Money that arrived."""
    return order.exchange.total(item.amount for item in payments(order))


def refunded(order: Order, *, pending: bool = False) -> MoneyBag:
    """Money that went back; with `pending` also what is on its way."""
    states = {"SUCCESS", "PENDING"} if pending else {"SUCCESS"}
    back = (item for item in order.transactions if item.kind == "REFUND" and item.status in states)
    return order.exchange.total(item.amount for item in back)


def payments(order: Order) -> list[Transaction]:
    """The successful sales and captures, in their order."""
    return [item for item in order.transactions if item.kind in PAYMENTS and item.status == "SUCCESS"]


def left_of(order: Order, parent: Transaction) -> MoneyBag:
    """How much of one payment can still be refunded to it."""
    gone = (
        item.amount
        for item in order.transactions
        if item.kind == "REFUND" and item.parent_id == parent.id and item.status in {"SUCCESS", "PENDING"}
    )
    return parent.amount - order.exchange.total(gone)


def maximum_refundable(order: Order) -> MoneyBag:
    """All that can still be refunded."""
    return paid(order) - refunded(order, pending=True)


def refunded_shipping(order: Order) -> MoneyBag:
    """Shipping that was given back."""
    return order.exchange.total(refund.shipping for refund in order.refunds if refund.shipping)


def current_total(order: Order) -> MoneyBag:
    """The total after removals and refunds."""
    back, off = refunded(order, pending=True), edited_off(order)
    left = total(order) - swapped(order) - (back if back.presentment.amount > off.presentment.amount else off)
    return left if left.presentment.amount > Decimal(0) else order.exchange.bag(0)


def financial_status(order: Order) -> str:
    """Shopify's OrderDisplayFinancialStatus."""
    arrived, back = paid(order).presentment.amount, refunded(order).presentment.amount
    if arrived == 0:
        authorized = any(item.kind == "AUTHORIZATION" and item.status == "SUCCESS" for item in order.transactions)
        voided = any(item.kind == "VOID" for item in order.transactions)
        return "VOIDED" if voided else "AUTHORIZED" if authorized else "PENDING"
    if back > 0:
        return "REFUNDED" if back >= arrived else "PARTIALLY_REFUNDED"
    return "PARTIALLY_PAID" if outstanding(order) else "PAID"


def fulfillment_status(order: Order) -> str:
    """Shopify's OrderDisplayFulfillmentStatus."""
    waiting = sum(unfulfilled_quantity(order, line) for line in order.line_items)
    shipped = sum(fulfilled_quantity(order, line) for line in order.line_items)
    if shipped == 0:
        return "ON_HOLD" if order.holds and waiting else "UNFULFILLED"
    return "PARTIALLY_FULFILLED" if waiting else "FULFILLED"


def return_status(order: Order) -> str:
    """Shopify's OrderReturnStatus."""
    states = {item.status for item in order.returns}
    if "REQUESTED" in states:
        return "RETURN_REQUESTED"
    if "OPEN" in states:
        return "IN_PROGRESS"
    return "RETURNED" if "CLOSED" in states else "NO_RETURN"

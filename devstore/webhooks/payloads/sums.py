"""The totals an order payload states: what was ordered and what is left; they come from devstore.figures."""

from dataclasses import dataclass

from devstore import figures
from devstore.money import MoneyBag
from devstore.state.orders import Order

FULFILLMENT_WORDS = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial"}


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


def ordered(order: Order) -> Sums:
    """What the customer agreed to pay."""
    add = order.exchange.total
    discounts = add(line.discount for line in order.line_items if line.discount)
    subtotal = figures.subtotal(order)
    return Sums(
        subtotal + discounts,
        discounts,
        subtotal,
        figures.tax_total(order),
        figures.shipping_total(order),
        figures.duties_total(order),
        figures.total(order),
    )


def current(order: Order) -> Sums:
    """The same after refunds and removals."""
    full, add = ordered(order), order.exchange.total
    returned = add(line.subtotal for refund in order.refunds for line in refund.lines)
    tax = add(line.tax for refund in order.refunds for line in refund.lines)
    duties = add(duty.amount for refund in order.refunds for duty in refund.duties)
    return Sums(
        full.lines - returned,
        full.discounts,
        full.subtotal - returned,
        full.tax - tax,
        full.shipping - figures.refunded_shipping(order),
        full.duties - duties,
        figures.current_total(order),
    )


def fulfillment_status(order: Order) -> str | None:
    """REST's word, null while nothing is shipped."""
    return FULFILLMENT_WORDS.get(figures.fulfillment_status(order))


def outstanding(order: Order) -> MoneyBag:
    return figures.outstanding(order)

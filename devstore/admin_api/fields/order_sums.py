"""Fields of orders that sum up what was authorized, taxed, edited or paid out beyond the goods."""

from typing import Any

from devstore import figures
from devstore.admin_api.context import Context
from devstore.admin_api.fields.base import Table
from devstore.money import MoneyBag
from devstore.state.orders import Order, TaxLine


def _capturable(order: Order) -> MoneyBag:
    ended = {item.parent_id for item in order.transactions if item.kind in {"CAPTURE", "VOID"}}
    held = (item for item in order.transactions if item.kind == "AUTHORIZATION" and item.status == "SUCCESS")
    return order.exchange.total(item.amount for item in held if item.id not in ended)


def _taxes(order: Order) -> list[TaxLine]:
    """One line a title and rate, over all goods and shipping."""
    every = [tax for line in order.line_items for tax in line.tax_lines]
    every += [tax for line in order.shipping_lines for tax in line.tax_lines]
    return [
        TaxLine(title, rate, order.exchange.total(tax.price for tax in every if (tax.title, tax.rate) == (title, rate)))
        for title, rate in dict.fromkeys((tax.title, tax.rate) for tax in every)
    ]


def _discrepancy(order: Order, context: Context) -> MoneyBag:
    return order.exchange.total(refund.discrepancy for refund in order.refunds if refund.discrepancy)


def _edited(order: Order, context: Context) -> bool:
    return any(refund.edit for refund in order.refunds)


def _shipping_left(order: Order, context: Context) -> Any:
    return figures.shipping_total(order) - figures.refunded_shipping(order)


ORDER_MORE: Table = {
    "capturable": lambda o, c: bool(_capturable(o)),
    "totalCapturableSet": lambda o, c: _capturable(o),
    "edited": _edited,
    "currentShippingPriceSet": _shipping_left,
    "taxLines": lambda o, c: _taxes(o),
    "currentTaxLines": lambda o, c: _taxes(o),
    "additionalFees": lambda o, c: [],
    "currentTotalAdditionalFeesSet": lambda o, c: None,
    "refundDiscrepancySet": _discrepancy,
}

"""What processing a return would pay out: what its pieces cost, less the fees that were agreed."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from graphql import GraphQLError

from devstore import figures
from devstore.actions.errors import ActionError
from devstore.actions.processing import Processed, pieces_of
from devstore.actions.returnable import line_item_of
from devstore.admin_api.context import Context, Of, number
from devstore.admin_api.fields.suggestions import duties_of, shipping_of, transactions_of
from devstore.money import MoneyBag
from devstore.refunding import Suggestion, Wanted, WantedLine, allocate, suggest


def outcome(source: Of, context: Context, **asked: Any) -> dict[str, Any]:
    """Return.suggestedFinancialOutcome; no transfer when nothing is due."""
    if asked.get("exchangeLineItems"):
        raise GraphQLError("This development store has no exchanges")
    items = [Processed(number(item["id"], "ReturnLineItem"), item["quantity"]) for item in asked["returnLineItems"]]
    result = _less_fees(source, items, suggest(source.order, _wanted(source, items, asked)))
    transfer = {
        "__typename": "RefundReturnOutcome",
        "amount": result.amount,
        "suggestedTransactions": transactions_of(result),
        "suggestedRefundMethods": [],
    }
    return {
        "discountedSubtotal": result.total(item.subtotal for item in result.lines),
        "totalTax": result.total(item.tax for item in result.lines),
        "totalDuties": result.total(bag for _, bag in result.duties),
        "maximumRefundable": result.maximum,
        "shipping": shipping_of(result),
        "financialTransfer": transfer if result.amount else None,
    }


def _wanted(source: Of, items: list[Processed], asked: dict[str, Any]) -> Wanted:
    try:
        lines = [WantedLine(*pieces_of(source.order, source.item, item)) for item in items]
    except (ActionError, StopIteration) as wrong:
        raise GraphQLError("Return line item does not exist") from wrong
    shipping = asked.get("refundShipping") or {}
    amount = (shipping.get("shippingRefundAmount") or {}).get("amount")
    return Wanted(lines, amount, full_shipping=bool(shipping.get("fullRefund")), duties=duties_of(asked))


def _less_fees(source: Of, items: list[Processed], result: Suggestion) -> Suggestion:
    """Take off the restocking fees of these pieces, and the return's shipping fee from its first refund."""
    order, fees = source.order, []
    for item, amount in zip(items, result.lines, strict=True):
        line = next(one for one in source.item.lines if one.id == item.return_line_id)
        if line.restocking_fee_percentage is not None:
            fees.append(order.exchange.bag(amount.subtotal.presentment.amount * line.restocking_fee_percentage / 100))
    if source.item.shipping_fee and not any(one.return_id == source.item.id for one in order.refunds):
        fees.append(source.item.shipping_fee)
    left = result.amount.presentment.amount - order.exchange.total(fees).presentment.amount
    amount_left = order.exchange.bag(max(Decimal(0), left))
    return replace(result, amount=amount_left, allocations=allocate(order, amount_left))


def line_value(source: Of) -> MoneyBag:
    """What the pieces of a return line cost after discounts."""
    line = line_item_of(source.order, source.item.fulfillment_line_id)
    return figures.share(source.order, figures.line_subtotal(source.order, line), line, source.item.quantity)


def fee_of(source: Of, percentage_: Decimal | None, value: MoneyBag) -> dict[str, Any] | None:
    """A restocking fee of this percentage."""
    if percentage_ is None:
        return None
    amount = source.order.exchange.bag(value.presentment.amount * percentage_ / 100)
    return {"percentage": float(percentage_), "amountSet": amount}


def percentage(item: dict[str, Any]) -> Decimal | None:
    """The restocking fee of an input; the schema says Float, what follows is exact."""
    given = (item.get("restockingFee") or {}).get("percentage")
    return None if given is None else Decimal(str(given))

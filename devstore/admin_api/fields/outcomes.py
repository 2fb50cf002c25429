"""What processing a part of a return would pay out, or what the customer would owe for what goes out instead."""

from decimal import Decimal
from typing import Any

from graphql import GraphQLError

from devstore import figures
from devstore.actions.errors import ActionError
from devstore.actions.exchanges import check_pieces
from devstore.actions.processing import Processed, pieces_of
from devstore.actions.returnable import line_item_of
from devstore.admin_api.context import Context, Of, number
from devstore.admin_api.fields.suggestions import duties_of, shipping_of, store_credit_of, transactions_of
from devstore.money import MoneyBag
from devstore.refunding import Wanted, WantedLine
from devstore.settling import Settlement, settle


def outcome(source: Of, context: Context, **asked: Any) -> dict[str, Any]:
    """Return.suggestedFinancialOutcome; no transfer when nothing is due."""
    items = [Processed(number(item["id"], "ReturnLineItem"), item["quantity"]) for item in asked["returnLineItems"]]
    out = {number(item["id"], "ExchangeLineItem"): item["quantity"] for item in asked["exchangeLineItems"]}
    wanted = _wanted(source, items, asked)
    try:
        check_pieces(source.item, out)
    except ActionError as wrong:
        raise GraphQLError(wrong.message) from wrong
    pieces = [(item.return_line_id, item.quantity) for item in items]
    settled = settle(source.order, source.item, wanted, pieces, out)
    result, none = settled.suggestion, source.order.exchange.bag(0)
    return {
        "discountedSubtotal": result.total(item.subtotal for item in result.lines),
        "totalTax": result.total(item.tax for item in result.lines),
        "totalDuties": result.total(bag for _, bag in result.duties),
        "totalAdditionalFees": none,
        "totalCartDiscountAmount": none,
        "refundDuties": [{"amountSet": amount, "originalDuty": duty} for duty, amount in result.duties],
        "maximumRefundable": result.maximum,
        "shipping": shipping_of(result),
        "financialTransfer": _transfer(settled, as_credit=asked.get("refundMethodAllocation") == "STORE_CREDIT"),
    }


def _transfer(settled: Settlement, *, as_credit: bool) -> dict[str, Any] | None:
    if settled.due:
        return {"__typename": "InvoiceReturnOutcome", "amount": settled.due}
    result = settled.suggestion
    if not result.amount:
        return None
    return {
        "__typename": "RefundReturnOutcome",
        "amount": result.amount,
        "suggestedTransactions": [] if as_credit else transactions_of(result),
        "suggestedRefundMethods": [store_credit_of(result)] if as_credit else [],
    }


def _wanted(source: Of, items: list[Processed], asked: dict[str, Any]) -> Wanted:
    lines = {line.id: line for line in source.item.lines}
    for item in items:
        if item.return_line_id not in lines:
            raise GraphQLError("Return line item does not exist")
        if not 0 < item.quantity <= lines[item.return_line_id].quantity - lines[item.return_line_id].processed:
            raise GraphQLError("Quantity exceeds what can be processed")
    shipping = asked.get("refundShipping") or {}
    amount = (shipping.get("shippingRefundAmount") or {}).get("amount")
    wanted = [WantedLine(*pieces_of(source.order, source.item, item)) for item in items]
    return Wanted(wanted, amount, full_shipping=bool(shipping.get("fullRefund")), duties=duties_of(asked))


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

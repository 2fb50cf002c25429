"""Order.suggestedRefund: the engine's figures in Shopify's shape."""

from decimal import Decimal
from typing import Any

from graphql import GraphQLError

from devstore import figures
from devstore.actions.errors import ActionError
from devstore.admin_api.context import Context, Of, number
from devstore.money import MoneyBag
from devstore.refunding import Suggestion, Wanted, WantedDuty, WantedLine, everything, shipping_left, suggest
from devstore.state.orders import Order


def suggested_refund(order: Order, context: Context, **asked: Any) -> dict[str, Any]:
    """Compute what refunding this would be; asking for more pieces than are left is an error."""
    try:
        wanted = everything(order) if asked.get("suggestFullRefund") else wanted_of(order, asked)
    except ActionError as refused:
        raise GraphQLError(refused.message, extensions={"code": "BAD_USER_INPUT"}) from refused
    result = suggest(order, wanted)
    store_credit = asked.get("refundMethodAllocation") == "STORE_CREDIT"
    return {
        "amountSet": result.amount,
        "subtotalSet": result.total(item.subtotal for item in result.lines),
        "discountedSubtotalSet": result.total(item.subtotal for item in result.lines),
        "totalTaxSet": result.total([item.tax for item in result.lines] + [result.shipping_tax]),
        "totalDutiesSet": result.total(amount for _, amount in result.duties),
        "totalCartDiscountAmountSet": order.exchange.bag(0),
        "maximumRefundableSet": result.maximum,
        "shipping": shipping_of(result),
        "refundLineItems": [_line(order, item, context) for item in result.lines],
        "refundDuties": [{"amountSet": amount, "originalDuty": duty} for duty, amount in result.duties],
        "suggestedTransactions": [] if store_credit else transactions_of(result),
        "suggestedRefundMethods": [store_credit_of(result)] if store_credit else [],
    }


def wanted_of(order: Order, asked: dict[str, Any]) -> Wanted:
    """Read refundLineItems, shipping and duties; raise ActionError for what the order does not hold."""
    lines = [_wanted_line(order, item) for item in asked.get("refundLineItems") or ()]
    for wanted in lines:
        together = sum(item.quantity for item in lines if item.line.id == wanted.line.id)
        if wanted.quantity < 0 or together > figures.refundable_quantity(order, wanted.line):
            raise ActionError("Quantity cannot refund more items than were purchased", "refundLineItems", "quantity")
    amount = asked.get("shippingAmount")
    return Wanted(lines, amount, full_shipping=bool(asked.get("refundShipping")), duties=duties_of(asked))


def duties_of(asked: dict[str, Any]) -> list[WantedDuty]:
    """Read RefundDutyInputs."""
    return [
        WantedDuty(number(item["dutyId"], "Duty"), item.get("refundType") == "PROPORTIONAL")
        for item in asked.get("refundDuties") or ()
    ]


def _wanted_line(order: Order, item: dict[str, Any]) -> WantedLine:
    line = order.line(number(item["lineItemId"], "LineItem"))
    if line is None:
        raise ActionError("Line item does not exist on this order", "refundLineItems", "lineItemId")
    place = item.get("locationId")
    kind = item.get("restockType") or "NO_RESTOCK"
    return WantedLine(line, item["quantity"], kind, number(place, "Location") if place else None)


def shipping_of(result: Suggestion) -> dict[str, MoneyBag]:
    """The shipping part."""
    return {
        "amountSet": result.shipping,
        "maximumRefundableSet": shipping_left(result.order),
        "taxSet": result.shipping_tax,
    }


def _line(order: Order, item: Any, context: Context) -> dict[str, Any]:
    places = [place for place in context.state.shop.locations if item.wanted.restock_type != "NO_RESTOCK"]
    pieces = max(1, item.wanted.quantity)
    return {
        "quantity": item.wanted.quantity,
        "restockType": item.wanted.restock_type,
        "restocked": item.wanted.restock_type != "NO_RESTOCK",
        "lineItem": Of(order, item.wanted.line),
        "location": places[0] if places else None,
        "priceSet": order.exchange.bag(item.subtotal.presentment.amount / Decimal(pieces)),
        "subtotalSet": item.subtotal,
        "totalTaxSet": item.tax,
    }


def transactions_of(result: Suggestion) -> list[dict[str, Any]]:
    """One suggested transaction per payment that can take money back."""
    return [
        {
            "kind": "SUGGESTED_REFUND",
            "gateway": part.parent.gateway,
            "formattedGateway": part.parent.formatted_gateway,
            "amountSet": part.amount,
            "maximumRefundableSet": part.maximum,
            "parentTransaction": Of(result.order, part.parent),
        }
        for part in result.allocations
    ]


def store_credit_of(result: Suggestion) -> dict[str, Any]:
    """The whole as store credit."""
    return {
        "__typename": "SuggestedStoreCreditRefund",
        "amount": result.amount,
        "maximumRefundable": result.maximum,
        "expiresAt": None,
    }

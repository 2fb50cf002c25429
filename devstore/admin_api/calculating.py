"""returnCalculate: what a return would come to before it is made; it changes nothing, and problems are errors."""

from typing import Any

from graphql import GraphQLError

from devstore import figures
from devstore.actions.errors import ActionError
from devstore.actions.exchanges import lines_for
from devstore.actions.returnable import WantedReturn, check_wanted, line_item_of
from devstore.admin_api.context import Context, Of, gid, number
from devstore.admin_api.fields.outcomes import fee_of, percentage
from devstore.admin_api.return_mutations import exchanges_of
from devstore.exchanging import amount_of
from devstore.state.orders import Order
from devstore.state.returns import ExchangeLine


def calculate(_: Any, context: Context, input: dict[str, Any]) -> dict[str, Any] | None:
    """A CalculatedReturn; null for an order that cannot be seen."""
    order = context.order(input["orderId"])
    if order is None:
        return None
    wanted = [_wanted(item) for item in input.get("returnLineItems") or ()]
    try:
        for item in wanted:
            check_wanted(order, item, wanted)
        going = lines_for(context.state, order, exchanges_of(input))
    except ActionError as refused:
        raise GraphQLError(refused.message) from refused
    fee = (input.get("returnShippingFee") or {}).get("amount")
    bag = order.exchange.bag(fee["amount"]) if fee else None
    return {
        "id": gid("CalculatedReturn", order.id),
        "returnLineItems": [_line(order, item) for item in wanted],
        "exchangeLineItems": [_exchange(order, line, context, at) for at, line in enumerate(going, 1)],
        "returnShippingFee": {"amountSet": bag} if bag else None,
    }


def _wanted(item: dict[str, Any]) -> WantedReturn:
    key = number(item["fulfillmentLineItemId"], "FulfillmentLineItem")
    return WantedReturn(key, item["quantity"], restocking_fee_percentage=percentage(item))


def _line(order: Order, wanted: WantedReturn) -> dict[str, Any]:
    line = line_item_of(order, wanted.fulfillment_line_id)
    before = figures.refunded_quantity(order, line)
    value = figures.share(order, figures.line_subtotal(order, line), line, wanted.quantity, before)
    parcel_line = next(
        one for parcel in order.fulfillments for one in parcel.lines if one.id == wanted.fulfillment_line_id
    )
    return {
        "id": gid("CalculatedReturnLineItem", parcel_line.id),
        "quantity": wanted.quantity,
        "fulfillmentLineItem": Of(order, parcel_line),
        "subtotalSet": value,
        "subtotalBeforeOrderDiscountsSet": value,
        "totalTaxSet": figures.share(order, figures.line_tax(order, line), line, wanted.quantity, before),
        "restockingFee": fee_of(Of(order, None), wanted.restocking_fee_percentage, value),
    }


def _exchange(order: Order, line: ExchangeLine, context: Context, at: int) -> dict[str, Any]:
    amount = amount_of(order, line, line.quantity)
    every = (variant for product in context.state.shop.products for variant in product.variants)
    each = order.exchange.bag(amount.subtotal.presentment.amount / line.quantity)
    return {
        "id": gid("CalculatedExchangeLineItem", at),
        "quantity": line.quantity,
        "variant": next(variant for variant in every if variant.id == line.variant_id),
        "originalUnitPriceSet": line.unit_price,
        "discountedUnitPriceSet": each,
        "subtotalSet": amount.subtotal,
        "totalTaxSet": amount.tax,
        "calculatedDiscountAllocations": [{"allocatedAmountSet": line.discount}] if line.discount else [],
    }

"""The mutations of the return life cycle."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from devstore.actions import processing as processing_actions
from devstore.actions import returns as actions
from devstore.actions.errors import ActionError
from devstore.actions.exchanges import WantedExchange, agree, lines_for
from devstore.actions.refund_checks import Payout
from devstore.actions.returnable import WantedReturn
from devstore.admin_api.context import Context, Of, number
from devstore.admin_api.fields.base import Table
from devstore.admin_api.fields.outcomes import percentage
from devstore.admin_api.fields.reasons import REASONS
from devstore.admin_api.fields.suggestions import duties_of
from devstore.admin_api.refund_mutation import credit_of
from devstore.admin_api.reverse_mutations import disposition
from devstore.change import Change
from devstore.money import Money, MoneyBag
from devstore.state.orders import Order
from devstore.state.returns import Return

Act = Callable[[Change, Order, Return], None]


def _found(context: Context, given: str) -> tuple[Order, Return]:
    """A return to change, as it is now."""
    wanted = number(given, "Return")
    for order in context.state.orders.values():
        for item in order.returns:
            if item.id == wanted:
                return order, item
    raise ActionError("Return does not exist", "id", code="NOT_FOUND")


def _changed(context: Context, given: str, act: Act) -> dict[str, Any]:
    order, returned = _found(context, given)
    with context.store.change(context.domain) as change:
        act(change, order, returned)
    return {"return": Of(order, returned)}


def _order(context: Context, given: str) -> Order:
    order = context.state.orders.get(number(given, "Order"))
    if order is None or not context.visible(order):
        raise ActionError("Order does not exist", "orderId", code="NOT_FOUND")
    return order


def _wanted(lines: list[dict[str, Any]]) -> list[WantedReturn]:
    return [
        WantedReturn(
            number(item["fulfillmentLineItemId"], "FulfillmentLineItem"),
            item["quantity"],
            _optional(item.get("returnReasonDefinitionId")),
            item.get("returnReasonNote") or "",
            item.get("customerNote"),
            percentage(item),
        )
        for item in lines
    ]


def _optional(given: str | None) -> int | None:
    key = number(given, "ReturnReasonDefinition") if given else None
    if key is not None and key not in {reason.id for reason in REASONS}:
        message = "Return reason definition does not exist"
        raise ActionError(message, "returnLineItems", "returnReasonDefinitionId", code="NOT_FOUND")
    return key


def _fee(order: Order, given: dict[str, Any]) -> MoneyBag | None:
    amount = (given.get("returnShippingFee") or {}).get("amount")
    if not amount:
        return None
    if amount["currencyCode"] != order.exchange.presentment_currency:
        raise ActionError("Currency must be the presentment currency", "returnShippingFee")
    if Decimal(amount["amount"]) < 0:
        raise ActionError(
            "Return shipping fee must not be negative", "returnShippingFee", code="GREATER_THAN_OR_EQUAL_TO"
        )
    return order.exchange.bag(amount["amount"])


def _create(_: Any, context: Context, returnInput: dict[str, Any]) -> dict[str, Any]:
    order = _order(context, returnInput["orderId"])
    lines = lines_for(context.state, order, exchanges_of(returnInput))
    with context.store.change(context.domain) as change:
        returned = actions.create_return(
            change, order, _wanted(returnInput["returnLineItems"]), _fee(order, returnInput)
        )
        agree(change, returned, lines)
    return {"return": Of(order, returned)}


def exchanges_of(given: dict[str, Any]) -> list[WantedExchange]:
    """ExchangeLineItemInputs and their like for calculations."""
    return [_exchange(item) for item in given.get("exchangeLineItems") or ()]


def _exchange(item: dict[str, Any]) -> WantedExchange:
    if item.get("giftCardCodes"):
        message = "This development store does not give gift cards in exchange"
        raise ActionError(message, "exchangeLineItems", code="FEATURE_NOT_ENABLED")
    value = (item.get("appliedDiscount") or {}).get("value") or {}
    percent, amount = value.get("percentage"), value.get("amount")
    return WantedExchange(
        number(item["variantId"], "ProductVariant") if item.get("variantId") else None,
        item["quantity"],
        None if percent is None else Decimal(str(percent)),
        Money(amount["amount"], amount["currencyCode"]) if amount else None,
    )


def _request(_: Any, context: Context, input: dict[str, Any]) -> dict[str, Any]:
    order = _order(context, input["orderId"])
    with context.store.change(context.domain) as change:
        returned = actions.request_return(change, order, _wanted(input["returnLineItems"]), _fee(order, input))
    return {"return": Of(order, returned)}


def _decline(_: Any, context: Context, input: dict[str, Any]) -> dict[str, Any]:
    reason, note = input["declineReason"], input.get("declineNote")
    return _changed(context, input["id"], lambda c, o, r: actions.decline_return(c, o, r, reason, note))


def _process(_: Any, context: Context, input: dict[str, Any]) -> dict[str, Any]:
    order, _returned = _found(context, input["returnId"])
    money = (input.get("financialTransfer") or {}).get("issueRefund") or {}
    shipping = input.get("refundShipping") or {}
    wanted = processing_actions.Processing(
        [_processed(item) for item in input.get("returnLineItems") or ()],
        [_payout(order, item) for item in money.get("orderTransactions") or ()],
        (shipping.get("shippingRefundAmount") or {}).get("amount"),
        full_shipping=bool(shipping.get("fullRefund")),
        duties=duties_of(input),
        note=input.get("note"),
        allow_over_refunding=bool(money.get("allowOverRefunding")),
        exchanges=_pieces(input.get("exchangeLineItems"), "ExchangeLineItem"),
        credits=[credit_of(item) for item in money.get("refundMethods") or ()],
        settles_after=context.settles_after,
        settles_well=context.settles_well,
    )
    return _changed(context, input["returnId"], lambda c, o, r: processing_actions.process_return(c, o, r, wanted))


def _processed(item: dict[str, Any]) -> processing_actions.Processed:
    dispositions = [disposition(one) for one in item.get("dispositions") or ()]
    return processing_actions.Processed(number(item["id"], "ReturnLineItem"), item["quantity"], dispositions)


def _payout(order: Order, given: dict[str, Any]) -> Payout:
    amount = given["transactionAmount"]
    if amount["currencyCode"] != order.exchange.presentment_currency:
        raise ActionError("Currency must be the presentment currency", "financialTransfer", "transactionAmount")
    return Payout(amount["amount"], number(given["parentId"], "OrderTransaction"))


def _remove(_: Any, context: Context, returnId: str, **asked: Any) -> dict[str, Any]:
    pieces = _pieces(asked.get("returnLineItems"), "ReturnLineItem", "returnLineItemId")
    going = _pieces(asked.get("exchangeLineItems"), "ExchangeLineItem", "exchangeLineItemId")
    return _changed(context, returnId, lambda c, o, r: actions.remove_lines(c, o, r, pieces, going))


def _pieces(items: list[dict[str, Any]] | None, kind: str, name: str = "id") -> dict[int, int]:
    """How many pieces of which line; a line named twice counts twice."""
    found: dict[int, int] = {}
    for item in items or ():
        key = number(item[name], kind)
        found[key] = found.get(key, 0) + item["quantity"]
    return found


RETURN_MUTATIONS: Table = {
    "returnCreate": _create,
    "returnRequest": _request,
    "returnApproveRequest": lambda _, c, input: _changed(c, input["id"], actions.approve_return),
    "returnDeclineRequest": _decline,
    "returnProcess": _process,
    "returnCancel": lambda _, c, id: _changed(c, id, actions.cancel_return),
    "returnClose": lambda _, c, id: _changed(c, id, actions.close_return),
    "returnReopen": lambda _, c, id: _changed(c, id, actions.reopen_return),
    "removeFromReturn": _remove,
}

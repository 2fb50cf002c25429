"""The mutations of the return life cycle."""

from collections.abc import Callable
from typing import Any

from devstore.actions import processing as processing_actions
from devstore.actions import returns as actions
from devstore.actions.errors import ActionError
from devstore.actions.refund_checks import Payout
from devstore.actions.returnable import WantedReturn
from devstore.admin_api.context import Context, Of, number
from devstore.admin_api.fields.base import Table
from devstore.admin_api.fields.outcomes import percentage
from devstore.admin_api.fields.suggestions import duties_of
from devstore.admin_api.reverse_mutations import disposition
from devstore.change import Change
from devstore.money import MoneyBag
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
    return number(given, "ReturnReasonDefinition") if given else None


def _fee(order: Order, given: dict[str, Any]) -> MoneyBag | None:
    amount = (given.get("returnShippingFee") or {}).get("amount")
    if not amount:
        return None
    if amount["currencyCode"] != order.exchange.presentment_currency:
        raise ActionError("Currency must be the presentment currency", "returnShippingFee")
    return order.exchange.bag(amount["amount"])


def _create(_: Any, context: Context, returnInput: dict[str, Any]) -> dict[str, Any]:
    if returnInput.get("exchangeLineItems"):
        raise ActionError("This development store has no exchanges", "exchangeLineItems", code="FEATURE_NOT_ENABLED")
    order = _order(context, returnInput["orderId"])
    with context.store.change(context.domain) as change:
        returned = actions.create_return(
            change, order, _wanted(returnInput["returnLineItems"]), _fee(order, returnInput)
        )
    return {"return": Of(order, returned)}


def _request(_: Any, context: Context, input: dict[str, Any]) -> dict[str, Any]:
    order = _order(context, input["orderId"])
    with context.store.change(context.domain) as change:
        returned = actions.request_return(change, order, _wanted(input["returnLineItems"]), _fee(order, input))
    return {"return": Of(order, returned)}


def _decline(_: Any, context: Context, input: dict[str, Any]) -> dict[str, Any]:
    reason, note = input["declineReason"], input.get("declineNote")
    return _changed(context, input["id"], lambda c, o, r: actions.decline_return(c, o, r, reason, note))


def _process(_: Any, context: Context, input: dict[str, Any]) -> dict[str, Any]:
    if input.get("exchangeLineItems"):
        raise ActionError("This development store has no exchanges", "exchangeLineItems", code="FEATURE_NOT_ENABLED")
    order, _returned = _found(context, input["returnId"])
    money = (input.get("financialTransfer") or {}).get("issueRefund") or {}
    if money.get("refundMethods"):
        raise ActionError("This development store has no store credit", "financialTransfer")
    shipping = input.get("refundShipping") or {}
    wanted = processing_actions.Processing(
        [_processed(item) for item in input.get("returnLineItems") or ()],
        [_payout(order, item) for item in money.get("orderTransactions") or ()],
        (shipping.get("shippingRefundAmount") or {}).get("amount"),
        full_shipping=bool(shipping.get("fullRefund")),
        duties=duties_of(input),
        note=input.get("note"),
        allow_over_refunding=bool(money.get("allowOverRefunding")),
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
    pieces = {
        number(item["returnLineItemId"], "ReturnLineItem"): item["quantity"]
        for item in asked.get("returnLineItems") or ()
    }
    return _changed(context, returnId, lambda c, o, r: actions.remove_lines(c, o, r, pieces))


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

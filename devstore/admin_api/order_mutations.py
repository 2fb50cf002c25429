"""The mutations of orders themselves: cancelling, editing, tagging, invoices, holds."""

from collections.abc import Callable
from typing import Any

from devstore.actions import holds
from devstore.actions import orders as order_actions
from devstore.actions.errors import ActionError
from devstore.admin_api.context import GID, Context, number
from devstore.admin_api.fields.base import Table
from devstore.packing import Packing
from devstore.state.orders import Address, Order

EDITABLE = frozenset({"id", "note", "tags", "email", "shippingAddress"})


def order_to_change(context: Context, given: str, *field: str) -> Order:
    """The order as it is now, never a stale one."""
    order = context.state.orders.get(number(given, "Order"))
    if order is None or not context.visible(order):
        raise ActionError("Order does not exist", *field, code="NOT_FOUND")
    return order


def _update(_: Any, context: Context, input: dict[str, Any]) -> dict[str, Any]:
    order = order_to_change(context, input["id"], "id")
    unknown = set(input) - EDITABLE
    if unknown:
        raise ActionError(f"This development store cannot edit {', '.join(sorted(unknown))}", "input")
    address = input.get("shippingAddress")
    place = _address(address) if address is not None else None
    if place is not None:
        order_actions.check_address(order, place)
    with context.store.change(context.domain) as change:
        order_actions.edit_order(change, order, input.get("note"), input.get("tags"), input.get("email"))
        if place is not None:
            order_actions.readdress(change, order, place)
    return {"order": order}


def _address(given: dict[str, Any]) -> Address:
    """What is not given is empty: Shopify replaces the whole address."""
    return Address(
        first_name=given.get("firstName") or "",
        last_name=given.get("lastName") or "",
        address1=given.get("address1") or "",
        city=given.get("city") or "",
        zip=given.get("zip") or "",
        country_code=given.get("countryCode") or "",
        address2=given.get("address2"),
        province_code=given.get("provinceCode"),
        phone=given.get("phone"),
        company=given.get("company"),
    )


def _tagging(combine: Callable[[set[str], set[str]], set[str]]) -> Callable[..., dict[str, Any]]:
    def tag(_: Any, context: Context, id: str, tags: list[str]) -> dict[str, Any]:
        found = GID.fullmatch(id)
        if found is None or found[1] != "Order":
            raise ActionError("This development store tags orders only", "id")
        order = order_to_change(context, id, "id")
        with context.store.change(context.domain) as change:
            order_actions.edit_order(change, order, tags=list(combine(set(order.tags), set(tags))))
        return {"node": order}

    return tag


def _packing(context: Context, given: str) -> Packing:
    found = holds.find(list(context.state.orders.values()), number(given, "FulfillmentOrder"))
    if found is None or not context.visible(found.order):
        raise ActionError("Fulfillment order does not exist.", "id", code="FULFILLMENT_ORDER_NOT_FOUND")
    return found


def _hold(_: Any, context: Context, id: str, fulfillmentHold: dict[str, Any]) -> dict[str, Any]:
    given, packing = fulfillmentHold, _packing(context, id)
    if given.get("fulfillmentOrderLineItems"):
        message = "This development store holds whole fulfillment orders only."
        raise ActionError(message, "fulfillmentHold", code="FULFILLMENT_ORDER_NOT_SPLITTABLE")
    wanted = holds.WantedHold(
        given["reason"], given.get("reasonNotes"), given.get("handle") or "", given.get("externalId")
    )
    with context.store.change(context.domain) as change:
        made = holds.place_hold(change, packing, wanted)
    return {"fulfillmentHold": made, "fulfillmentOrder": packing}


def _release(_: Any, context: Context, id: str, **asked: Any) -> dict[str, Any]:
    packing, ids = _packing(context, id), asked.get("holdIds")
    with context.store.change(context.domain) as change:
        holds.release(change, packing, None if ids is None else [number(one, "FulfillmentHold") for one in ids])
    return {"fulfillmentOrder": packing}


def _invoice(_: Any, context: Context, id: str, email: dict[str, Any] | None = None) -> dict[str, Any]:
    order = order_to_change(context, id, "id")
    with context.store.change(context.domain) as change:
        order_actions.send_invoice(change, order, (email or {}).get("to"))
    return {"order": order}


ORDER_MUTATIONS: Table = {
    "orderUpdate": _update,
    "orderInvoiceSend": _invoice,
    "tagsAdd": _tagging(lambda before, given: before | given),
    "tagsRemove": _tagging(lambda before, given: before - given),
    "fulfillmentOrderHold": _hold,
    "fulfillmentOrderReleaseHold": _release,
}

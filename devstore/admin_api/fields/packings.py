"""Fields of fulfillment orders and the holds on them."""

from typing import Any

from devstore import figures
from devstore.actions.holds import find
from devstore.admin_api.context import Context, gid, number
from devstore.admin_api.fields.base import Table, page, part_gid, parts
from devstore.packing import Packing, packings
from devstore.state.orders import Order

WORDS = {
    "AWAITING_PAYMENT": "Awaiting payment",
    "AWAITING_RETURN_ITEMS": "Awaiting return items",
    "HIGH_RISK_OF_FRAUD": "High risk of fraud",
    "INCORRECT_ADDRESS": "Incorrect address",
    "INVENTORY_OUT_OF_STOCK": "Inventory out of stock",
    "UNKNOWN_DELIVERY_DATE": "Unknown delivery date",
}


def _destination(packing: Packing) -> dict[str, Any] | None:
    place = packing.order.shipping_address
    if place is None:
        return None
    return {
        "firstName": place.first_name,
        "lastName": place.last_name,
        "address1": place.address1,
        "address2": place.address2,
        "city": place.city,
        "province": place.province_code,
        "zip": place.zip,
        "countryCode": place.country_code,
        "phone": place.phone,
        "company": place.company,
    }


def _location(packing: Packing, context: Context) -> dict[str, Any]:
    place = next(item for item in context.state.shop.locations if item.active)
    return {"name": place.name, "location": place}


PACKING: Table = {
    "id": lambda s, c: s.gid,
    "requestStatus": lambda s, c: "UNSUBMITTED",
    "createdAt": lambda s, c: s.order.created_at,
    "updatedAt": lambda s, c: s.order.updated_at,
    "orderId": lambda s, c: s.order.gid,
    "orderName": lambda s, c: s.order.name,
    "assignedLocation": _location,
    "destination": lambda s, c: _destination(s),
    "supportedActions": lambda s, c: [{"action": name} for name in s.actions],
    "fulfillmentHolds": lambda s, c: s.holds,
    "lineItems": lambda s, c, **page_: page(parts(s.order, s.lines), c, page_),
}
PACKING_LINE: Table = {
    "id": part_gid("FulfillmentOrderLineItem"),
    "totalQuantity": lambda s, c: s.item.quantity - figures.cancelled_quantity(*s),
    "remainingQuantity": lambda s, c: figures.unfulfilled_quantity(*s),
    "lineItem": lambda s, c: s,
}
HOLD: Table = {
    "id": lambda s, c: gid("FulfillmentHold", s.id),
    "reasonNotes": lambda s, c: s.notes,
    "displayReason": lambda s, c: WORDS.get(s.reason, "Other"),
    "heldByRequestingApp": lambda s, c: s.by_app,
}


def _of_order(order: Order, context: Context, **asked: Any) -> dict[str, Any]:
    return page(packings(order), context, asked)


def _by_id(_: Any, context: Context, id: str) -> Packing | None:
    return find(context.orders(), number(id, "FulfillmentOrder"))


def _fulfillable(order: Order) -> bool:
    return any(item.remaining for item in packings(order))


ORDER_PACKING: Table = {
    "fulfillmentOrders": _of_order,
    "fulfillable": lambda o, c: _fulfillable(o),
}
PACKING_QUERIES: Table = {"fulfillmentOrder": _by_id}

"""Parcels and what carriers say about them, as payloads."""

from typing import Any

from devstore.state.orders import Fulfillment, Order
from devstore.state.platform import Subject
from devstore.state.shops import ShopState
from devstore.webhooks.payloads import lines
from devstore.webhooks.payloads.parts import address, gid, moment, present

CARRIER_WORDS = (
    "in_transit",
    "out_for_delivery",
    "attempted_delivery",
    "delayed",
    "delivered",
    "failure",
    "confirmed",
)


def shape(parcel: Fulfillment, order: Order, *, with_address: bool) -> dict[str, Any]:
    numbers = [item.number for item in parcel.tracking if item.number]
    urls = [item.url for item in parcel.tracking if item.url]
    head = (
        {"email": order.email or "", "destination": address(order.shipping_address), "origin_address": None}
        if with_address
        else {"origin_address": {}}
    )
    return {
        "id": parcel.id,
        "admin_graphql_api_id": gid("Fulfillment", parcel.id),
        "order_id": order.id,
        "name": parcel.name,
        "status": parcel.status.lower(),
        "shipment_status": _shipment_status(parcel),
        "created_at": moment(parcel.created_at),
        "updated_at": moment(parcel.updated_at),
        "service": "manual",
        "location_id": parcel.location_id,
        **head,
        "tracking_company": parcel.tracking[0].company if parcel.tracking else None,
        "tracking_number": numbers[0] if numbers else None,
        "tracking_numbers": numbers,
        "tracking_url": urls[0] if urls else None,
        "tracking_urls": urls,
        "receipt": {},
        "line_items": _lines(parcel, order),
    }


def whole(_state: ShopState, subject: Subject) -> dict[str, Any]:
    return shape(present(subject.fulfillment, "fulfillment"), present(subject.order, "order"), with_address=True)


def event(state: ShopState, subject: Subject) -> dict[str, Any]:
    told, parcel = present(subject.event, "event"), present(subject.fulfillment, "fulfillment")
    return {
        "id": told.id,
        "admin_graphql_api_id": gid("FulfillmentEvent", told.id),
        "fulfillment_id": parcel.id,
        "order_id": present(subject.order, "order").id,
        "shop_id": state.shop.id,
        "status": told.status.lower(),
        "message": told.message,
        "happened_at": moment(told.happened_at),
        "created_at": moment(told.created_at),
        "updated_at": moment(told.created_at),
        "estimated_delivery_at": moment(told.estimated_delivery_at),
        "city": told.city,
        "country": told.country,
        "province": None,
        "zip": None,
        "address1": None,
        "latitude": None,
        "longitude": None,
    }


def _lines(parcel: Fulfillment, order: Order) -> list[dict[str, Any]]:
    shaped = []
    for item in parcel.lines:
        line = order.line(item.line_item_id)
        if line is not None:
            shaped.append({**lines.line_item(line, order), "quantity": item.quantity})
    return shaped


def _shipment_status(parcel: Fulfillment) -> str | None:
    words = [told.status.lower() for told in sorted(parcel.events, key=lambda told: told.happened_at)]
    return next((word for word in reversed(words) if word in CARRIER_WORDS), None)

"""Fields of fulfillments, their lines and events."""

from datetime import datetime
from typing import Any

from devstore import figures
from devstore.admin_api.connections import connection
from devstore.admin_api.context import Context, Of
from devstore.admin_api.fields.base import Table, first, page, part_gid, parts
from devstore.state.orders import Fulfillment, LineItem

ON_THE_WAY = frozenset({"CARRIER_PICKED_UP", "IN_TRANSIT", "OUT_FOR_DELIVERY"})


def display_status(parcel: Fulfillment) -> str:
    """Shopify's FulfillmentDisplayStatus: what the carrier said last."""
    if parcel.status == "CANCELLED":
        return "CANCELED"
    if parcel.events:
        return max(parcel.events, key=lambda event: (event.happened_at, event.id)).status
    return "FULFILLED"


def _time_of(parcel: Fulfillment, *statuses: str) -> datetime | None:
    return min((event.happened_at for event in parcel.events if event.status in statuses), default=None)


def _location(source: Of, context: Context) -> Any:
    places = context.state.shop.locations
    return next((place for place in places if place.id == source.item.location_id), None)


def _events(source: Of, context: Context, **page_: Any) -> dict[str, Any]:
    key = "created_at" if page_.get("sortKey") == "CREATED_AT" else "happened_at"
    if page_.get("sortKey") == "ID":
        return page(source.item.events, context, page_)
    return connection(
        source.item.events, page_, lambda event: (getattr(event, key).isoformat(), event.id), everything=context.bulk
    )


FULFILLMENT: Table = {
    "id": part_gid("Fulfillment"),
    "legacyResourceId": lambda s, c: s.item.id,
    "displayStatus": lambda s, c: display_status(s.item),
    "inTransitAt": lambda s, c: _time_of(s.item, *ON_THE_WAY),
    "deliveredAt": lambda s, c: _time_of(s.item, "DELIVERED"),
    "totalQuantity": lambda s, c: sum(line.quantity for line in s.item.lines),
    "requiresShipping": lambda s, c: True,
    "trackingInfo": lambda s, c, **cut: first(s.item.tracking, cut),
    "events": _events,
    "fulfillmentLineItems": lambda s, c, **page_: page(parts(s.order, s.item.lines), c, page_),
    "location": _location,
    "order": lambda s, c: s.order,
}
EVENT: Table = {
    "id": part_gid("FulfillmentEvent"),
    "province": lambda s, c: None,
    "zip": lambda s, c: None,
}


def _line(source: Of) -> LineItem:
    line = source.order.line(source.item.line_item_id)
    if line is None:
        raise LookupError(source.item.line_item_id)
    return line


FULFILLMENT_LINE: Table = {
    "id": part_gid("FulfillmentLineItem"),
    "lineItem": lambda s, c: Of(s.order, _line(s)),
    "discountedTotalSet": lambda s, c: figures.share(
        s.order, figures.line_subtotal(s.order, _line(s)), _line(s), s.item.quantity
    ),
}

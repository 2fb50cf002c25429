"""The mutations of what comes back: labels, tracking, and what becomes of the goods."""

from collections.abc import Iterable
from typing import Any

from devstore import uploads
from devstore.actions import returns as actions
from devstore.actions.disposing import dispose
from devstore.actions.errors import ActionError
from devstore.admin_api.context import Context, Of, number
from devstore.admin_api.fields.base import Table
from devstore.state.returns import ReverseDelivery, ReverseFulfillmentOrder


def _ship_back(_: Any, context: Context, reverseFulfillmentOrderId: str, **asked: Any) -> dict[str, Any]:
    wanted = number(reverseFulfillmentOrderId, "ReverseFulfillmentOrder")
    for order in context.state.orders.values():
        for returned in order.returns:
            for expected in returned.reverse_fulfillment_orders:
                if expected.id == wanted:
                    sent = _sent(expected, asked.get("reverseDeliveryLineItems") or ())
                    _check_label(context, asked)
                    with context.store.change(context.domain) as change:
                        way = ReverseDelivery(change.new_id("ReverseDelivery"), change.now)
                        _write(way, asked)
                        way.lines = sent
                        expected.deliveries.append(way)
                        actions.attach(change, order, returned, way)
                    return {"reverseDelivery": Of(order, way)}
    raise ActionError("Reverse fulfillment order does not exist", "reverseFulfillmentOrderId", code="NOT_FOUND")


def _change_way(_: Any, context: Context, reverseDeliveryId: str, **asked: Any) -> dict[str, Any]:
    wanted = number(reverseDeliveryId, "ReverseDelivery")
    for order in context.state.orders.values():
        for returned in order.returns:
            for way in (one for expected in returned.reverse_fulfillment_orders for one in expected.deliveries):
                if way.id == wanted:
                    _check_label(context, asked)
                    with context.store.change(context.domain) as change:
                        _write(way, asked)
                        actions.attach(change, order, returned, way)
                    return {"reverseDelivery": Of(order, way)}
    raise ActionError("Reverse delivery does not exist", "reverseDeliveryId", code="NOT_FOUND")


def _sent(expected: ReverseFulfillmentOrder, given: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Which pieces the parcel holds; none named means all."""
    known = {line.id: line.quantity for line in expected.lines}
    sent: dict[str, int] = {}
    for item in given:
        key = number(item["reverseFulfillmentOrderLineItemId"], "ReverseFulfillmentOrderLineItem")
        if not 0 < item["quantity"] <= known.get(key, 0):
            raise ActionError("Quantity is not expected back", "reverseDeliveryLineItems", code="INVALID")
        sent[str(key)] = item["quantity"]
    return sent or {str(key): count for key, count in known.items()}


def _check_label(context: Context, asked: dict[str, Any]) -> None:
    """A label that was to be uploaded here must have been."""
    url = (asked.get("labelInput") or {}).get("fileUrl")
    if url and not uploads.reachable(context.settings, url):
        raise ActionError("Label file could not be found", "labelInput", "fileUrl", code="NOT_FOUND")


def _write(way: ReverseDelivery, asked: dict[str, Any]) -> None:
    tracking, label = asked.get("trackingInput") or {}, asked.get("labelInput") or {}
    way.tracking_number = tracking.get("number", way.tracking_number)
    way.tracking_url = tracking.get("url", way.tracking_url)
    way.label_url = label.get("fileUrl", way.label_url)


def _dispose(_: Any, context: Context, dispositionInputs: list[dict[str, Any]]) -> dict[str, Any]:
    given = [disposition(item) for item in dispositionInputs]
    for order in context.state.orders.values():
        for returned in order.returns:
            lines = [line for expected in returned.reverse_fulfillment_orders for line in expected.lines]
            if given and {key for key, *_ in given} <= {line.id for line in lines}:
                with context.store.change(context.domain) as change:
                    dispose(change, order, returned, given)
                touched = [Of(order, line) for line in lines if line.id in {key for key, *_ in given}]
                return {"reverseFulfillmentOrderLineItems": touched}
    raise ActionError("Reverse fulfillment order line item does not exist", "dispositionInputs", code="NOT_FOUND")


def disposition(given: dict[str, Any]) -> tuple[int, int, str, int | None]:
    """(reverse line, pieces, kind, location) of an input."""
    place = given.get("locationId")
    key = number(given["reverseFulfillmentOrderLineItemId"], "ReverseFulfillmentOrderLineItem")
    return key, given["quantity"], given["dispositionType"], number(place, "Location") if place else None


def _stage(_: Any, context: Context, input: list[dict[str, Any]]) -> dict[str, Any]:
    return {"stagedTargets": [uploads.stage(context.settings, item) for item in input]}


REVERSE_MUTATIONS: Table = {
    "reverseDeliveryCreateWithShipping": _ship_back,
    "reverseDeliveryShippingUpdate": _change_way,
    "reverseFulfillmentOrderDispose": _dispose,
    "stagedUploadsCreate": _stage,
}

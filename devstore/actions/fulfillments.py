"""Ship orders and tell what the carrier says; a parcel never holds more than is still to be shipped."""

from dataclasses import dataclass
from datetime import datetime

from devstore import figures
from devstore.actions.errors import ActionError
from devstore.change import Change
from devstore.packing import held
from devstore.state.orders import Fulfillment, FulfillmentEvent, FulfillmentLine, Order, Tracking
from devstore.state.platform import Subject

EVENT_STATUSES = frozenset(
    {
        "ATTEMPTED_DELIVERY",
        "CARRIER_PICKED_UP",
        "CONFIRMED",
        "DELAYED",
        "DELIVERED",
        "FAILURE",
        "IN_TRANSIT",
        "LABEL_PRINTED",
        "LABEL_PURCHASED",
        "OUT_FOR_DELIVERY",
        "READY_FOR_PICKUP",
    }
)


@dataclass(frozen=True, slots=True)
class Happening:
    """What a carrier reports."""

    status: str
    message: str | None = None
    city: str | None = None
    country: str | None = None
    happened_at: datetime | None = None
    estimated_delivery_at: datetime | None = None


def ship_order(
    change: Change, order: Order, lines: dict[int, int] | None = None, tracking: Tracking | None = None
) -> Fulfillment:
    """Ship these quantities by line item id (everything that is left without `lines`)."""
    if lines is None and _all_held(order):
        raise ActionError("The fulfillment order is on hold and cannot be fulfilled", "fulfillmentOrderId")
    wanted = lines if lines is not None else _everything(order)
    _check(order, wanted)
    parcel = Fulfillment(
        id=change.new_id("Fulfillment"),
        name=f"{order.name}-F{len(order.fulfillments) + 1}",
        status="SUCCESS",
        created_at=change.now,
        updated_at=change.now,
        lines=[FulfillmentLine(change.new_id("FulfillmentLineItem"), key, count) for key, count in wanted.items()],
        tracking=[tracking] if tracking else [],
        location_id=next((place.id for place in change.state.shop.locations), None),
    )
    order.fulfillments.append(parcel)
    change.touch(order)
    whole = figures.fulfillment_status(order) == "FULFILLED"
    change.emit("fulfillments/create", Subject(order=order, fulfillment=parcel))
    change.emit("orders/fulfilled" if whole else "orders/partially_fulfilled", Subject(order=order))
    change.emit("orders/updated", Subject(order=order))
    return parcel


def _everything(order: Order) -> dict[int, int]:
    free = [line for line in order.line_items if not held(order, line)]
    left = {line.id: figures.unfulfilled_quantity(order, line) for line in free}
    return {key: count for key, count in left.items() if count}


def _all_held(order: Order) -> bool:
    """Is there something left to ship, but all of it on hold."""
    left = [line for line in order.line_items if figures.unfulfilled_quantity(order, line)]
    return bool(left) and all(held(order, line) for line in left)


def _check(order: Order, wanted: dict[int, int]) -> None:
    if not wanted:
        raise ActionError("There is nothing left to fulfill", "lineItems")
    for key, count in wanted.items():
        line = order.line(key)
        if line is not None and held(order, line):
            raise ActionError("The fulfillment order is on hold and cannot be fulfilled", "fulfillmentOrderId")
        if line is None or not 0 < count <= figures.unfulfilled_quantity(order, line):
            raise ActionError("Invalid fulfillment order line item quantity requested", "lineItems")


def add_fulfillment_event(change: Change, order: Order, parcel: Fulfillment, happening: Happening) -> FulfillmentEvent:
    """Record what the carrier reports; the parcel's state follows its latest event."""
    if happening.status not in EVENT_STATUSES:
        raise ActionError(f"Status {happening.status} is not a fulfillment event status", "status")
    event = FulfillmentEvent(
        id=change.new_id("FulfillmentEvent"),
        status=happening.status,
        happened_at=happening.happened_at or change.now,
        created_at=change.now,
        message=happening.message,
        city=happening.city,
        country=happening.country,
        estimated_delivery_at=happening.estimated_delivery_at,
    )
    parcel.events.append(event)
    parcel.estimated_delivery_at = happening.estimated_delivery_at or parcel.estimated_delivery_at
    _announce(change, order, parcel, event)
    return event


def _announce(change: Change, order: Order, parcel: Fulfillment, event: FulfillmentEvent) -> None:
    parcel.updated_at = change.now
    change.touch(order)
    change.emit("fulfillment_events/create", Subject(order=order, fulfillment=parcel, event=event))
    change.emit("fulfillments/update", Subject(order=order, fulfillment=parcel))
    change.emit("orders/updated", Subject(order=order))


def set_tracking(change: Change, order: Order, parcel: Fulfillment, tracking: Tracking) -> None:
    """Replace a parcel's tracking number."""
    parcel.tracking, parcel.updated_at = [tracking], change.now
    change.touch(order)
    change.emit("fulfillments/update", Subject(order=order, fulfillment=parcel))
    change.emit("orders/updated", Subject(order=order))

"""Stop parcels before they leave and let them go again; a handle is used once per fulfillment order."""

from dataclasses import dataclass

from devstore.actions.errors import ActionError
from devstore.change import Change
from devstore.packing import Packing, packings
from devstore.state.orders import Order
from devstore.state.packing import Hold
from devstore.state.platform import Subject

LARGEST = 10  # active holds of one app on one fulfillment order


@dataclass(frozen=True, slots=True)
class WantedHold:
    """A hold as asked for."""

    reason: str
    notes: str | None = None
    handle: str = ""
    external_id: str | None = None
    by_app: bool = True


def place_hold(change: Change, packing: Packing, wanted: WantedHold) -> Hold:
    """Hold a fulfillment order that still has something to ship; raise ActionError with Shopify's code."""
    if "HOLD" not in packing.actions:
        raise ActionError("The fulfillment order is not in an open state.", "id")
    mine = [hold for hold in packing.holds if hold.by_app == wanted.by_app]
    if any(hold.handle == wanted.handle for hold in mine):
        message = "The handle is already used by another hold on this fulfillment order."
        raise ActionError(message, "fulfillmentHold", "handle", code="DUPLICATE_FULFILLMENT_HOLD_HANDLE")
    if len(mine) >= LARGEST:
        raise ActionError("The hold limit is reached.", "id", code="FULFILLMENT_ORDER_HOLD_LIMIT_REACHED")
    return hold(change, packing, wanted)


def hold(change: Change, packing: Packing, wanted: WantedHold) -> Hold:
    """Place a hold without asking, as Shopify does for an exchange that is not paid."""
    made = Hold(
        id=change.new_id("FulfillmentHold"),
        packing_id=packing.id,
        reason=wanted.reason,
        created_at=change.now,
        notes=wanted.notes,
        handle=wanted.handle,
        external_id=wanted.external_id,
        by_app=wanted.by_app,
    )
    packing.order.holds.append(made)
    packing.order.holds_placed += 1
    _announce(change, packing.order)
    return made


def release(change: Change, packing: Packing, ids: list[int] | None) -> None:
    """Release these holds, or all of the app's; those of others stay."""
    mine = {hold.id for hold in packing.holds if hold.by_app}
    wanted = mine if ids is None else set(ids)
    if not wanted <= mine or not mine:
        raise ActionError("The app has no such hold on this fulfillment order.", "holdIds", code="INVALID_ACCESS")
    packing.order.holds = [item for item in packing.order.holds if item.id not in wanted]
    _announce(change, packing.order)


def release_paid(change: Change, order: Order) -> None:
    """What waited for payment may leave; whoever calls this has checked that nothing is owed."""
    order.holds = [item for item in order.holds if item.reason != "AWAITING_PAYMENT" or item.by_app]
    change.touch(order)


def find(every: list[Order], number: int) -> Packing | None:
    """A fulfillment order by its number."""
    found = (item for order in every for item in packings(order) if item.id == number)
    return next(found, None)


def _announce(change: Change, order: Order) -> None:
    change.touch(order)
    change.emit("orders/updated", Subject(order=order))

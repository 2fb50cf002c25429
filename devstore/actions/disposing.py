"""Say what becomes of pieces that came back; what is restocked, lost or thrown away is settled and stays so."""

from collections.abc import Iterable

from devstore.actions.errors import ActionError
from devstore.actions.returnable import line_item_of
from devstore.actions.returns import announce
from devstore.actions.stock import restock
from devstore.change import Change
from devstore.state.orders import Order
from devstore.state.platform import Subject
from devstore.state.returns import Disposition, Return, ReverseLine

Given = tuple[int, int, str, int | None]  # reverse line, pieces, kind, location
LATER = "PROCESSING_REQUIRED"


def dispose(change: Change, order: Order, returned: Return, items: Iterable[Given]) -> None:
    """Say later what becomes of pieces that came back."""
    given = list(items)
    check_dispositions(change, returned, given)
    put_all(change, order, returned, given)
    announce(change, order, returned)


def put_all(change: Change, order: Order, returned: Return, given: list[Given]) -> None:
    """Write what was checked, and announce it per reverse fulfillment order."""
    made = [(key, _put(change, (order, returned), key, count, (kind, place))) for key, count, kind, place in given]
    for whole in returned.reverse_fulfillment_orders:
        lines = {line.id for line in whole.lines}
        disposed = tuple((whole, key, item) for key, item in made if key in lines)
        if disposed:
            subject = Subject(order=order, returned=returned, disposed=disposed)
            change.emit("reverse_fulfillment_orders/dispose", subject)


def check_dispositions(change: Change, returned: Return, given: list[Given]) -> None:
    """Raise ActionError for unknown lines and places, and for more pieces than are still undecided."""
    lines = {line.id: line for whole in returned.reverse_fulfillment_orders for line in whole.lines}
    known = {place.id for place in change.state.shop.locations if place.active}
    for key, count, kind, place in given:
        if key not in lines:
            raise ActionError("Reverse fulfillment order line item does not exist", "input", code="NOT_FOUND")
        if kind == "RESTOCKED" and place is None:
            raise ActionError("Location is required to restock", "input", "returnLineItems", "dispositions")
        if place is not None and place not in known:
            raise ActionError("Location does not exist or is not active", "input", "locationId", code="NOT_FOUND")
        together = sum(other for one, other, _, _ in given if one == key)
        if count <= 0 or together > lines[key].quantity - _settled(lines[key]):
            raise ActionError("Quantity exceeds what is still to be disposed of", "input", "dispositions")


def _settled(line: ReverseLine) -> int:
    return sum(item.quantity for item in line.dispositions if item.kind != LATER)


def _put(change: Change, of: tuple[Order, Return], key: int, count: int, what: tuple[str, int | None]) -> Disposition:
    """Write one disposition; pieces that only waited for a decision wait no longer."""
    (order, returned), (kind, place) = of, what
    line = next(one for whole in returned.reverse_fulfillment_orders for one in whole.lines if one.id == key)
    _no_longer_waiting(line, count)
    made = Disposition(change.new_id("ReverseFulfillmentOrderDisposition"), kind, count, place)
    line.dispositions.append(made)
    if kind == "RESTOCKED":
        sent_back = next(one for one in returned.lines if one.id == line.return_line_id)
        restock(change, line_item_of(order, sent_back.fulfillment_line_id), count, place)
    return made


def _no_longer_waiting(line: ReverseLine, count: int) -> None:
    undecided = line.quantity - sum(item.quantity for item in line.dispositions)
    taken = max(0, count - undecided)
    for item in [one for one in line.dispositions if one.kind == LATER]:
        part = min(taken, item.quantity)
        item.quantity -= part
        taken -= part
    line.dispositions = [item for item in line.dispositions if item.quantity]

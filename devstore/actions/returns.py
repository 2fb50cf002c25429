"""The life cycle of returns: REQUESTED, OPEN, CLOSED, DECLINED, CANCELED; no piece is ever on two live returns."""

from devstore.actions.errors import ActionError
from devstore.actions.returnable import WantedReturn, check_wanted
from devstore.change import Change
from devstore.money import MoneyBag
from devstore.state.orders import Order
from devstore.state.platform import Subject
from devstore.state.returns import Return, ReturnLine, ReverseDelivery, ReverseFulfillmentOrder, ReverseLine

LONGEST_DECLINE = 500


def request_return(change: Change, order: Order, wanted: list[WantedReturn], fee: MoneyBag | None = None) -> Return:
    """A customer asks to send something back; it waits for approval."""
    returned = _new(change, order, wanted, "REQUESTED", fee)
    announce(change, order, returned, "returns/request")
    return returned


def create_return(change: Change, order: Order, wanted: list[WantedReturn], fee: MoneyBag | None = None) -> Return:
    """A merchant opens a return; Shopify announces it as approved."""
    returned = _new(change, order, wanted, "OPEN", fee)
    _expect_back(change, returned)
    order.closed_at = None
    announce(change, order, returned, "returns/approve")
    return returned


def approve_return(change: Change, order: Order, returned: Return) -> None:
    """Approve a requested return."""
    must_be(returned, "REQUESTED", "Return is not requested")
    returned.status, returned.request_approved_at = "OPEN", change.now
    _expect_back(change, returned)
    announce(change, order, returned, "returns/approve")


def decline_return(change: Change, order: Order, returned: Return, reason: str, note: str | None = None) -> None:
    """Decline a requested return, with a reason."""
    must_be(returned, "REQUESTED", "Return is not requested")
    if len(note or "") > LONGEST_DECLINE:
        raise ActionError("Decline note is too long (maximum is 500 characters)", "declineNote", code="TOO_LONG")
    returned.status, returned.decline_reason, returned.decline_note = "DECLINED", reason, note
    announce(change, order, returned, "returns/decline")


def cancel_return(change: Change, order: Order, returned: Return) -> None:
    """Cancel a return before anything was processed."""
    must_be(returned, "OPEN", "Return is not open")
    inspected = any(line.dispositions for whole in returned.reverse_fulfillment_orders for line in whole.lines)
    came, went = (any(line.processed for line in of) for of in (returned.lines, returned.exchanges))
    if inspected or came or went:
        raise ActionError("Return has processed items and cannot be canceled", "id", code="INVALID_STATE")
    returned.status = "CANCELED"
    for expected in returned.reverse_fulfillment_orders:
        expected.status = "CANCELED"
    announce(change, order, returned, "returns/cancel")


def close_return(change: Change, order: Order, returned: Return) -> None:
    """Close an open return."""
    must_be(returned, "OPEN", "Return is not open")
    returned.status, returned.closed_at = "CLOSED", change.now
    for expected in returned.reverse_fulfillment_orders:
        expected.status = "CLOSED"
    announce(change, order, returned, "returns/close")


def reopen_return(change: Change, order: Order, returned: Return) -> None:
    """Open a closed return again."""
    must_be(returned, "CLOSED", "Return is not closed")
    returned.status, returned.closed_at = "OPEN", None
    for expected in returned.reverse_fulfillment_orders:
        expected.status = "OPEN"
    announce(change, order, returned, "returns/reopen")


def remove_lines(
    change: Change, order: Order, returned: Return, quantities: dict[int, int], exchanges: dict[int, int] | None = None
) -> None:
    """Take unprocessed pieces off a return, by return line id, and what was to go out for them, by exchange line id."""
    must_be(returned, "OPEN", "Return is not open")
    lines = {line.id: line for line in returned.lines}
    going = {line.id: line for line in returned.exchanges}
    for key, count in (exchanges or {}).items():
        if key not in going or not 0 < count <= going[key].quantity - going[key].processed:
            raise ActionError("Quantity cannot be removed", "exchangeLineItems")
    for key, count in quantities.items():
        if key not in lines or not 0 < count <= lines[key].quantity - lines[key].processed:
            raise ActionError("Quantity cannot be removed", "returnLineItems")
    for key, count in quantities.items():
        lines[key].quantity -= count
        for expected in reverse_lines(returned, key):
            expected.quantity -= count
    for key, count in (exchanges or {}).items():
        going[key].quantity -= count
    returned.exchanges = [line for line in returned.exchanges if line.quantity]
    returned.lines = [line for line in returned.lines if line.quantity]
    announce(change, order, returned, "returns/update")


def _new(change: Change, order: Order, wanted: list[WantedReturn], status: str, fee: MoneyBag | None) -> Return:
    if not wanted:
        raise ActionError("Return must have at least one line item", "returnLineItems", code="BLANK")
    for item in wanted:
        check_wanted(order, item, wanted)
    lines = [
        ReturnLine(
            id=change.new_id("ReturnLineItem"),
            fulfillment_line_id=item.fulfillment_line_id,
            quantity=item.quantity,
            reason_definition_id=item.reason_definition_id,
            reason_note=item.reason_note,
            customer_note=item.customer_note,
            restocking_fee_percentage=item.restocking_fee_percentage,
        )
        for item in wanted
    ]
    name = f"{order.name}-R{len(order.returns) + 1}"
    returned = Return(change.new_id("Return"), name, status, change.now, lines, shipping_fee=fee)
    order.returns.append(returned)
    return returned


def _expect_back(change: Change, returned: Return) -> None:
    lines = [
        ReverseLine(change.new_id("ReverseFulfillmentOrderLineItem"), line.id, line.quantity) for line in returned.lines
    ]
    expected = ReverseFulfillmentOrder(change.new_id("ReverseFulfillmentOrder"), "OPEN", lines)
    returned.reverse_fulfillment_orders.append(expected)


def reverse_lines(returned: Return, return_line_id: int) -> list[ReverseLine]:
    """What is expected back of a return line."""
    every = (line for whole in returned.reverse_fulfillment_orders for line in whole.lines)
    return [line for line in every if line.return_line_id == return_line_id]


def attach(change: Change, order: Order, returned: Return, way: ReverseDelivery) -> None:
    """Announce that a parcel on its way back got its label or tracking."""
    change.emit("reverse_deliveries/attach_deliverable", Subject(order=order, returned=returned, delivery=way))
    announce(change, order, returned)


def must_be(returned: Return, status: str, message: str) -> None:
    """Raise ActionError in any other state."""
    if returned.status != status:
        raise ActionError(message, "id", code="INVALID_STATE")


def announce(change: Change, order: Order, returned: Return, topic: str | None = None) -> None:
    """Store the order and announce what happened to its return."""
    change.touch(order)
    if topic is not None:
        change.emit(topic, Subject(order=order, returned=returned))
    change.emit("orders/updated", Subject(order=order))

"""What can go on a return: pieces that were shipped, were not refunded otherwise, and are on no other live return."""

from dataclasses import dataclass
from decimal import Decimal

from devstore import figures
from devstore.actions.errors import ActionError
from devstore.state.orders import FulfillmentLine, LineItem, Order

PERCENT = 100


@dataclass(frozen=True, slots=True)
class WantedReturn:
    """So many pieces of a fulfillment line to send back."""

    fulfillment_line_id: int
    quantity: int
    reason_definition_id: int | None = None
    reason_note: str = ""
    customer_note: str | None = None
    restocking_fee_percentage: Decimal | None = None


def line_item_of(order: Order, fulfillment_line_id: int) -> LineItem:
    """The line item behind a fulfillment line."""
    found = order.line(_fulfillment_line(order, fulfillment_line_id).line_item_id)
    if found is None:
        raise ActionError("Line item does not exist", code="NOT_FOUND")
    return found


def check_wanted(order: Order, wanted: WantedReturn, every: list[WantedReturn]) -> None:
    """Raise ActionError unless these pieces are fulfilled and on no other live return."""
    line = _fulfillment_line(order, wanted.fulfillment_line_id)
    asked = sum(item.quantity for item in every if item.fulfillment_line_id == line.id)
    if not 0 < asked <= returnable(order, line):
        raise ActionError("Quantity is not available to return", "returnLineItems", "quantity")
    for text, most, field in (
        (wanted.reason_note, 255, "returnReasonNote"),
        (wanted.customer_note, 300, "customerNote"),
    ):
        if len(text or "") > most:
            message = f"Note is too long (maximum is {most} characters)"
            raise ActionError(message, "returnLineItems", field, code="TOO_LONG")
    fee = wanted.restocking_fee_percentage
    if fee is not None and not 0 <= fee <= PERCENT:
        raise ActionError("Restocking fee must be between 0 and 100 percent", "returnLineItems", "restockingFee")


def returnable(order: Order, line: FulfillmentLine) -> int:
    """How many pieces of a fulfillment line can still go on a return."""
    item = order.line(line.line_item_id)
    on_returns = figures.returning_quantity(order, line.id)
    left = line.quantity - on_returns
    if item is None:
        return 0
    back = (
        figures.refunded_quantity(order, item)
        - figures.cancelled_quantity(order, item)
        - _refunded_by_returns(order, item)
    )
    return max(0, left - max(0, back))


def _refunded_by_returns(order: Order, item: LineItem) -> int:
    return sum(
        line.quantity
        for refund in order.refunds
        if refund.return_id is not None
        for line in refund.lines
        if line.line_item_id == item.id
    )


def _fulfillment_line(order: Order, number: int) -> FulfillmentLine:
    parcels = (parcel for parcel in order.fulfillments if parcel.status != "CANCELLED")
    found = next((line for parcel in parcels for line in parcel.lines if line.id == number), None)
    if found is None:
        raise ActionError("Fulfillment line item does not exist", "returnLineItems", code="NOT_FOUND")
    return found

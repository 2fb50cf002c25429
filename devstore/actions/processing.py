"""Process returns: book what arrived, say what becomes of it, and refund it in the same breath."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from devstore.actions.errors import ActionError
from devstore.actions.refund_checks import Payout, RefundRequest, check
from devstore.actions.refunds import create_refund
from devstore.actions.returnable import line_item_of
from devstore.actions.returns import announce, must_be, reverse_lines
from devstore.change import Change
from devstore.refunding import Wanted, WantedDuty, WantedLine
from devstore.state.orders import LineItem, Order
from devstore.state.returns import Disposition, Return, ReturnLine


@dataclass(frozen=True, slots=True)
class Processed:
    """Pieces of a return line that arrived and what becomes of them: (reverse line id, quantity, kind, location)."""

    return_line_id: int
    quantity: int
    dispositions: list[tuple[int, int, str, int | None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Processing:
    """What is processed at once, and the money that goes back for it."""

    items: list[Processed]
    payouts: list[Payout] = field(default_factory=list)
    shipping: Decimal | None = None
    full_shipping: bool = False
    duties: list[WantedDuty] = field(default_factory=list)
    note: str | None = None
    allow_over_refunding: bool = False


def process_return(change: Change, order: Order, returned: Return, processing: Processing) -> None:
    """Book arrived pieces and refund them; emits returns/process and, with money, what a refund emits."""
    must_be(returned, "OPEN", "Return is not open")
    lines = {line.id: line for line in returned.lines}
    for item in processing.items:
        _check_processed(lines, returned, item)
    request = _refund_request(order, returned, processing)
    if request is not None:
        check(order, request)
    for item in processing.items:
        lines[item.return_line_id].processed += item.quantity
        lines[item.return_line_id].refunded += item.quantity if request else 0
        _dispose(change, returned, item)
    if request is not None:
        create_refund(change, order, request)
    if all(line.processed >= line.quantity for line in returned.lines):
        returned.status, returned.closed_at = "CLOSED", change.now
    announce(change, order, returned, "returns/process")


def _check_processed(lines: dict[int, ReturnLine], returned: Return, item: Processed) -> None:
    line = lines.get(item.return_line_id)
    if line is None:
        raise ActionError("Return line item does not exist", "input", "returnLineItems", code="NOT_FOUND")
    if not 0 < item.quantity <= line.quantity - line.processed:
        raise ActionError("Quantity exceeds what can be processed", "input", "returnLineItems")
    known = {one.id for one in reverse_lines(returned, line.id)}
    if any(key not in known for key, *_ in item.dispositions):
        raise ActionError("Reverse fulfillment order line item does not exist", "input", code="NOT_FOUND")
    if any(kind == "RESTOCKED" and place is None for _, _, kind, place in item.dispositions):
        raise ActionError("Location is required to restock", "input", "returnLineItems", "dispositions")


def _refund_request(order: Order, returned: Return, processing: Processing) -> RefundRequest | None:
    money = processing.payouts or processing.shipping or processing.full_shipping or processing.duties
    if not money:
        return None
    wanted = Wanted(
        [WantedLine(*pieces_of(order, returned, item)) for item in processing.items],
        processing.shipping,
        full_shipping=processing.full_shipping,
        duties=processing.duties,
    )
    return RefundRequest(
        wanted,
        processing.payouts,
        order.exchange.presentment_currency,
        processing.note,
        allow_over_refunding=processing.allow_over_refunding,
        return_id=returned.id,
    )


def pieces_of(order: Order, returned: Return, item: Processed) -> tuple[LineItem, int, str]:
    """Which line item a processed return line is about, for a refund of kind RETURN."""
    line = next(one for one in returned.lines if one.id == item.return_line_id)
    return line_item_of(order, line.fulfillment_line_id), item.quantity, "RETURN"


def dispose(change: Change, order: Order, returned: Return, items: Iterable[tuple[int, int, str, int | None]]) -> None:
    """Say later what becomes of pieces that came back."""
    given = list(items)
    for key, count, kind, place in given:
        _put(change, returned, key, count, (kind, place))
    announce(change, order, returned)


def _dispose(change: Change, returned: Return, item: Processed) -> None:
    for key, count, kind, place in item.dispositions:
        _put(change, returned, key, count, (kind, place))


def _put(change: Change, returned: Return, key: int, count: int, what: tuple[str, int | None]) -> None:
    for expected in (line for whole in returned.reverse_fulfillment_orders for line in whole.lines):
        if expected.id == key:
            expected.dispositions.append(
                Disposition(change.new_id("ReverseFulfillmentOrderDisposition"), what[0], count, what[1])
            )

"""Process returns: book what arrived, send out what goes in exchange, and refund the rest in the same breath."""

from dataclasses import dataclass, field
from decimal import Decimal

from devstore.actions.disposing import check_dispositions, put_all
from devstore.actions.errors import ActionError
from devstore.actions.exchanges import check_pieces, hold_unpaid, send_out
from devstore.actions.refund_checks import Payout, RefundRequest, StoreCredit, check
from devstore.actions.refund_credit import check_credits
from devstore.actions.refunds import create_refund
from devstore.actions.returnable import line_item_of
from devstore.actions.returns import announce, must_be, reverse_lines
from devstore.change import Change
from devstore.refunding import Wanted, WantedDuty, WantedLine
from devstore.settling import Settlement, settle
from devstore.state.orders import LineItem, Order
from devstore.state.returns import Return, ReturnLine


@dataclass(frozen=True, slots=True)
class Processed:
    """Pieces of a return line that arrived and what becomes of them: (reverse line id, quantity, kind, location)."""

    return_line_id: int
    quantity: int
    dispositions: list[tuple[int, int, str, int | None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Processing:
    """What is processed at once: pieces that came, pieces that go (by exchange line), the money that goes back."""

    items: list[Processed]
    payouts: list[Payout] = field(default_factory=list)
    shipping: Decimal | None = None
    full_shipping: bool = False
    duties: list[WantedDuty] = field(default_factory=list)
    note: str | None = None
    allow_over_refunding: bool = False
    exchanges: dict[int, int] = field(default_factory=dict)
    credits: list[StoreCredit] = field(default_factory=list)
    settles_after: float | None = None
    settles_well: bool = False


def process_return(change: Change, order: Order, returned: Return, processing: Processing) -> None:
    """Book it all or nothing; emits returns/process and, with money or an exchange, what a refund emits."""
    must_be(returned, "OPEN", "Return is not open")
    _check(change, returned, processing)
    wanted, pieces = wanted_of(order, returned, processing), [(i.return_line_id, i.quantity) for i in processing.items]
    settled = settle(order, returned, wanted, pieces, processing.exchanges)
    request = _refund_request(order, returned, processing, settled)
    if request is not None:
        check(order, request)
        check_credits(change, order, request)
    _book(change, order, returned, processing, refunded=request is not None)
    returned.swapped = settled.swapped if returned.swapped is None else returned.swapped + settled.swapped
    packing = send_out(change, order, returned, processing.exchanges)
    if request is not None:
        create_refund(change, order, request)
    if packing.lines:
        hold_unpaid(change, packing)
    _close_when_done(change, returned)
    announce(change, order, returned, "returns/process")


def _check(change: Change, returned: Return, processing: Processing) -> None:
    if not (processing.items or processing.exchanges or processing.payouts or processing.credits):
        raise ActionError("Nothing to process", "input", "returnLineItems", code="BLANK")
    lines = {line.id: line for line in returned.lines}
    for item in processing.items:
        _check_processed(lines, processing.items, item)
        if {key for key, *_ in item.dispositions} - {one.id for one in reverse_lines(returned, item.return_line_id)}:
            raise ActionError("Reverse fulfillment order line item does not exist", "input", code="NOT_FOUND")
    check_dispositions(change, returned, [one for item in processing.items for one in item.dispositions])
    check_pieces(returned, processing.exchanges)


def _check_processed(lines: dict[int, ReturnLine], every: list[Processed], item: Processed) -> None:
    line = lines.get(item.return_line_id)
    if line is None:
        raise ActionError("Return line item does not exist", "input", "returnLineItems", code="NOT_FOUND")
    together = sum(one.quantity for one in every if one.return_line_id == line.id)
    if item.quantity <= 0 or together > line.quantity - line.processed:
        raise ActionError("Quantity exceeds what can be processed", "input", "returnLineItems")
    if sum(count for _, count, _, _ in item.dispositions) > item.quantity:
        raise ActionError("More is disposed of than is processed", "input", "returnLineItems", "dispositions")


def wanted_of(order: Order, returned: Return, processing: Processing) -> Wanted:
    """The same selection for a suggestion and for the refund itself."""
    return Wanted(
        [WantedLine(*pieces_of(order, returned, item)) for item in processing.items],
        processing.shipping,
        full_shipping=processing.full_shipping,
        duties=processing.duties,
    )


def _refund_request(
    order: Order, returned: Return, processing: Processing, settled: Settlement
) -> RefundRequest | None:
    """With money, or when goods pay for goods or fees, there is a record; else the pieces stay refundable."""
    money = processing.payouts or processing.credits or processing.shipping or processing.full_shipping
    if not (money or processing.duties or (processing.items and settled.swapped)):
        return None
    return RefundRequest(
        wanted_of(order, returned, processing),
        processing.payouts,
        order.exchange.presentment_currency,
        processing.note,
        allow_over_refunding=processing.allow_over_refunding,
        return_id=returned.id,
        settles_after=processing.settles_after,
        settles_well=processing.settles_well,
        credits=processing.credits,
    )


def pieces_of(order: Order, returned: Return, item: Processed) -> tuple[LineItem, int, str]:
    """Which line item a processed return line is about, for a refund of kind RETURN."""
    line = next(one for one in returned.lines if one.id == item.return_line_id)
    return line_item_of(order, line.fulfillment_line_id), item.quantity, "RETURN"


def _book(change: Change, order: Order, returned: Return, processing: Processing, *, refunded: bool) -> None:
    lines = {line.id: line for line in returned.lines}
    for item in processing.items:
        lines[item.return_line_id].processed += item.quantity
        lines[item.return_line_id].refunded += item.quantity if refunded else 0
        returned.fee_taken = True
    put_all(change, order, returned, [one for item in processing.items for one in item.dispositions])


def _close_when_done(change: Change, returned: Return) -> None:
    came = all(line.processed >= line.quantity for line in returned.lines)
    went = all(line.processed >= line.quantity for line in returned.exchanges)
    if came and went:
        returned.status, returned.closed_at = "CLOSED", change.now
        for expected in returned.reverse_fulfillment_orders:
            expected.status = "CLOSED"

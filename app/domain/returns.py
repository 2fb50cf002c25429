"""What may come back: only pieces that were fulfilled and that Shopify still calls returnable."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.orders import Return, ReturnStatus
from app.domain.problems import NotReturnable, Problem

NOTE_LIMIT = 255  # Shopify's limit of returnReasonNote
SETTLING = timedelta(seconds=30)  # an answer was lost: for so long a look may still miss what happened
LOOKS = 8
GONE = frozenset({ReturnStatus.CANCELED, ReturnStatus.DECLINED})


@dataclass(frozen=True, slots=True)
class ReturnableLine:
    """`gid` is the FulfillmentLineItem: what Shopify takes returns by."""

    gid: str
    line_item_gid: str
    title: str
    quantity: int
    variant_title: str = ""
    sku: str = ""
    fulfillment_name: str = ""


@dataclass(frozen=True, slots=True)
class ReturnReason:
    gid: str
    handle: str
    name: str


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """`line_item_gid` is filled in by `plan`; the way back from Shopify knows pieces by it."""

    fulfillment_line_gid: str
    quantity: int
    line_item_gid: str = ""


@dataclass(frozen=True, slots=True)
class ReturnSelection:
    lines: tuple[ReturnedLine, ...]
    reason_gid: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReturnOffer:
    """One look at an order over there: what can come back, for which reasons, and which returns it has."""

    lines: tuple[ReturnableLine, ...]
    reasons: tuple[ReturnReason, ...]
    returns: tuple[Return, ...]


def plan(offer: ReturnOffer, selection: ReturnSelection) -> ReturnSelection:
    """Check a selection against what can come back; raises NotReturnable with words for the agent."""
    if not selection.lines:
        raise NotReturnable(Problem.NOTHING_TO_RETURN)
    if selection.reason_gid not in {reason.gid for reason in offer.reasons}:
        raise NotReturnable(Problem.REASON_MISSING, "reason")
    if len(selection.note) > NOTE_LIMIT:
        raise NotReturnable(Problem.REASON_TOO_LONG, "note", limit=NOTE_LIMIT)
    by_gid = {line.gid: line for line in offer.lines}
    if len({line.fulfillment_line_gid for line in selection.lines}) < len(selection.lines):
        raise NotReturnable(Problem.UNKNOWN_LINE)
    lines = tuple(_checked(by_gid, chosen) for chosen in selection.lines)
    return ReturnSelection(lines, selection.reason_gid, selection.note)


def _checked(by_gid: dict[str, ReturnableLine], chosen: ReturnedLine) -> ReturnedLine:
    line = by_gid.get(chosen.fulfillment_line_gid)
    if line is None:
        raise NotReturnable(Problem.UNKNOWN_LINE)
    if chosen.quantity < 1:
        raise NotReturnable(Problem.BAD_QUANTITY, line.gid, given=chosen.quantity)
    if chosen.quantity > line.quantity:
        raise NotReturnable(Problem.TOO_MANY_TO_RETURN, line.gid, left=line.quantity, title=line.title)
    return ReturnedLine(line.gid, chosen.quantity, line.line_item_gid)


@dataclass(frozen=True, slots=True)
class ReturnUnderWay:
    """What the agent confirmed, which returns the order had then, and how far it got."""

    lines: tuple[ReturnedLine, ...]
    known_return_gids: frozenset[str]
    first_sent_at: datetime | None
    attempts: int


@dataclass(frozen=True, slots=True)
class SendReturn:
    """Nothing stands against asking Shopify."""


@dataclass(frozen=True, slots=True)
class FoundReturn:
    """It happened: this return is ours."""

    return_gid: str


@dataclass(frozen=True, slots=True)
class WaitForReturn:
    """It may have happened and cannot be seen yet."""


@dataclass(frozen=True, slots=True)
class ReviewReturn:
    """Stop; a person decides."""

    problem: Problem


Step = SendReturn | FoundReturn | WaitForReturn | ReviewReturn


def decide(under_way: ReturnUnderWay, offer: ReturnOffer, now: datetime) -> Step:
    """What to do next: returnCreate knows no key, so an unclear one is looked for before it is asked again."""
    possible = _all_left(under_way.lines, offer.lines)
    if under_way.first_sent_at is None:
        return SendReturn() if possible else ReviewReturn(Problem.QUANTITY_CHANGED)
    ours = _found(under_way, offer.returns)
    if ours:
        return FoundReturn(ours)
    if now - under_way.first_sent_at < SETTLING:
        return WaitForReturn()
    if possible:
        return SendReturn()
    return WaitForReturn() if under_way.attempts < LOOKS else ReviewReturn(Problem.NEVER_CONFIRMED)


def _all_left(wanted: Iterable[ReturnedLine], lines: Iterable[ReturnableLine]) -> bool:
    left = {line.gid: line.quantity for line in lines}
    return all(left.get(line.fulfillment_line_gid, 0) >= line.quantity for line in wanted)


def _found(under_way: ReturnUnderWay, returns: Iterable[Return]) -> str:
    wanted = _pieces((line.line_item_gid, line.quantity) for line in under_way.lines)
    for item in returns:
        new = item.gid not in under_way.known_return_gids and item.status not in GONE
        if new and _pieces((line.line_item_gid, line.quantity) for line in item.lines) == wanted:
            return item.gid
    return ""


def _pieces(lines: Iterable[tuple[str, int]]) -> dict[str, int]:
    pieces: dict[str, int] = {}
    for gid, quantity in lines:
        pieces[gid] = pieces.get(gid, 0) + quantity
    return pieces

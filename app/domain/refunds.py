"""What may be refunded, and what to do next with a refund on its way; every amount is Shopify's."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.money import MoneyBag
from app.domain.orders import Transaction, TransactionStatus
from app.domain.problems import NotRefundable, Problem

REASON_LIMIT = 200


class MoneyState(StrEnum):
    """Whether the money moved; NONE: a record without money."""

    NONE = "NONE"
    PENDING = "PENDING"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"


class RestockType(StrEnum):
    """CANCEL takes pieces off the order before they ship, RETURN puts shipped ones back in stock."""

    NO_RESTOCK = "NO_RESTOCK"
    CANCEL = "CANCEL"
    RETURN = "RETURN"


@dataclass(frozen=True, slots=True)
class SelectedLine:
    line_item_gid: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Selection:
    """What an agent chose. `notify`: Shopify sends its own refund mail."""

    lines: tuple[SelectedLine, ...]
    reason: str
    shipping: bool = False
    restock: bool = False
    notify: bool = False


@dataclass(frozen=True, slots=True)
class RefundableLine:
    """`left` can still be refunded; `unfulfilled` of the line were not shipped."""

    gid: str
    title: str
    left: int
    unfulfilled: int = 0
    ordered: int = 0
    variant_title: str = ""
    sku: str = ""
    image_url: str = ""
    unit_price: MoneyBag | None = None


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One line of the request; a selected line may become two, for shipped and unshipped pieces."""

    line_item_gid: str
    quantity: int
    restock_type: RestockType


@dataclass(frozen=True, slots=True)
class SuggestedTransaction:
    """How much goes back to which payment."""

    gateway: str
    parent_gid: str
    amount: MoneyBag
    label: str = ""


@dataclass(frozen=True, slots=True)
class RestockLocation:
    line_item_gid: str
    restock_type: str
    location_gid: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What Shopify computes for a planned refund, with both currencies of every amount."""

    amount: MoneyBag
    maximum: MoneyBag
    subtotal: MoneyBag
    tax: MoneyBag
    shipping: MoneyBag
    transactions: tuple[SuggestedTransaction, ...]
    locations: tuple[RestockLocation, ...] = ()


def left(refundable: int | None, ordered: int, refunded: int) -> int:
    """How many pieces can still be refunded: the least of what Shopify said and what its refunds leave."""
    known = max(0, ordered - refunded)
    return known if refundable is None else max(0, min(refundable, known))


def plan(lines: Iterable[RefundableLine], selection: Selection) -> tuple[PlannedLine, ...]:
    """Turn a selection into the lines of a request; raises NotRefundable with words for the agent."""
    if not selection.reason.strip():
        raise NotRefundable(Problem.REASON_MISSING, "reason")
    if len(selection.reason) > REASON_LIMIT:
        raise NotRefundable(Problem.REASON_TOO_LONG, "reason", limit=REASON_LIMIT)
    if not selection.lines and not selection.shipping:
        raise NotRefundable(Problem.NOTHING_SELECTED)
    by_gid = {line.gid: line for line in lines}
    seen: set[str] = set()
    planned: list[PlannedLine] = []
    for chosen in selection.lines:
        line = by_gid.get(chosen.line_item_gid)
        if line is None or chosen.line_item_gid in seen:
            raise NotRefundable(Problem.UNKNOWN_LINE)
        seen.add(chosen.line_item_gid)
        planned += _planned(line, chosen.quantity, restock=selection.restock)
    return tuple(planned)


def _planned(line: RefundableLine, quantity: int, *, restock: bool) -> list[PlannedLine]:
    if quantity < 1:
        raise NotRefundable(Problem.BAD_QUANTITY, line.gid, given=quantity)
    if quantity > line.left:
        raise NotRefundable(Problem.TOO_MANY, line.gid, left=line.left, title=line.title)
    if not restock:
        return [PlannedLine(line.gid, quantity, RestockType.NO_RESTOCK)]
    unshipped = min(quantity, line.unfulfilled)
    parts = ((unshipped, RestockType.CANCEL), (quantity - unshipped, RestockType.RETURN))
    return [PlannedLine(line.gid, pieces, kind) for pieces, kind in parts if pieces]


def check(suggestion: Suggestion) -> None:
    """Raise NotRefundable where a suggestion cannot become a refund."""
    if not suggestion.amount.presentment:
        raise NotRefundable(Problem.NO_MONEY)
    if suggestion.maximum.presentment < suggestion.amount.presentment:
        raise NotRefundable(Problem.OVER_MAXIMUM)


def marker(idempotency_key: str) -> str:
    """The mark in a refund's note by which we know our own again."""
    return f"Kakehashi R-{idempotency_key.replace('-', '')[:12].upper()}"


def money_state(transactions: Iterable[Transaction]) -> MoneyState:
    """Whether the money of a refund moved: its transactions say so, not the refund's existence."""
    states = {item.status for item in transactions}
    if not states:
        return MoneyState.NONE
    if states & {TransactionStatus.FAILURE, TransactionStatus.ERROR}:
        return MoneyState.FAILURE
    return MoneyState.SUCCESS if states == {TransactionStatus.SUCCESS} else MoneyState.PENDING

"""The words of refunds: what is left of a line, whether money moved, and the mark by which ours is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.money import MoneyBag
from app.domain.orders import Transaction, TransactionStatus


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


def left(refundable: int | None, ordered: int, refunded: int) -> int:
    """How many pieces can still be refunded: the least of what Shopify said and what its refunds leave."""
    known = max(0, ordered - refunded)
    return known if refundable is None else max(0, min(refundable, known))


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

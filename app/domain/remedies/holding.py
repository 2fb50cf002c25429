"""What of an order can still be stopped before it leaves, and which holds are ours to release."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.problems import NotPossible, Problem
from app.domain.refunds import marker
from app.domain.remedies.terms import Piece

OVER = frozenset({"CLOSED", "CANCELLED", "INCOMPLETE"})
"""Statuses of fulfillment orders from which nothing leaves any more."""


@dataclass(frozen=True, slots=True)
class Hold:
    """`ours`: this app placed it. `reason` is Shopify's word for it, as people read it."""

    gid: str
    reason: str
    handle: str = ""
    ours: bool = False


@dataclass(frozen=True, slots=True)
class FulfillmentOrder:
    """What leaves from one place; `can_hold` is what Shopify says of it."""

    gid: str
    status: str
    can_hold: bool
    holds: tuple[Hold, ...] = ()
    pieces: tuple[Piece, ...] = ()

    @property
    def holdable(self) -> bool:
        return self.status not in OVER and self.can_hold and not self.holds


def to_hold(orders: Sequence[FulfillmentOrder]) -> tuple[FulfillmentOrder, ...]:
    """Every one that can be held; raises NotPossible where there is none, with the reason."""
    if found := tuple(item for item in orders if item.holdable):
        return found
    waiting = [item for item in orders if item.status not in OVER]
    if not waiting:
        raise NotPossible(Problem.NOTHING_TO_HOLD)
    held = next((hold for item in waiting for hold in item.holds), None)
    if held is not None:
        raise NotPossible(Problem.ON_HOLD, reason=held.reason)
    raise NotPossible(Problem.AT_SERVICE)


def to_release(orders: Sequence[FulfillmentOrder]) -> tuple[tuple[FulfillmentOrder, tuple[Hold, ...]], ...]:
    """Each fulfillment order with its holds that are ours; raises NotPossible where there is none."""
    ours = ((item, tuple(hold for hold in item.holds if hold.ours)) for item in orders)
    if found := tuple((item, holds) for item, holds in ours if holds):
        return found
    foreign = next((hold for item in orders for hold in item.holds), None)
    if foreign is not None:
        raise NotPossible(Problem.HELD_BY_OTHERS, reason=foreign.reason)
    raise NotPossible(Problem.NOT_HELD)


def handle_of(key: str) -> str:
    """The handle of a remedy's holds: over there it can be on a fulfillment order only once."""
    return marker(key).replace(" ", "-").lower()


def found_hold(orders: Sequence[FulfillmentOrder], handle: str) -> str:
    """The first fulfillment order that we hold, once there is none left to hold; "" before."""
    if any(item.holdable for item in orders):
        return ""
    ours = (item.gid for item in orders if any(hold.ours and hold.handle == handle for hold in item.holds))
    return next(ours, "")

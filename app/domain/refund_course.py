"""What to do next with a refund on its way: send, wait, stop or rejoice; never twice is the rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.money import Money
from app.domain.problems import Problem
from app.domain.refunds import PlannedLine, RefundableLine, Suggestion

RESEND_FOR = timedelta(hours=23)  # Shopify forgets a key after 24 h; from then on the same bytes are a second refund
LOOKS = 8  # how often an unclear refund is looked up while its order disagrees with what was confirmed


@dataclass(frozen=True, slots=True)
class RefundNote:
    """A refund on the order, as far as a look-up needs it."""

    gid: str
    note: str


@dataclass(frozen=True, slots=True)
class RefundView:
    """One look at an order over there: what is left, what a refund would pay, which refunds it has.

    `suggestion` is None where less is left than was asked about: then there is nothing to compute.
    """

    lines: tuple[RefundableLine, ...]
    suggestion: Suggestion | None
    refunds: tuple[RefundNote, ...]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the agent confirmed, which refunds the order had when he looked, and how far it got."""

    planned: tuple[PlannedLine, ...]
    suggestion: Suggestion
    marker: str
    known_refund_gids: frozenset[str]
    first_sent_at: datetime | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Send:
    """Nothing stands against sending the stored bytes, for the first time or again."""


@dataclass(frozen=True, slots=True)
class Found:
    """It happened: this refund over there is ours."""

    refund_gid: str


@dataclass(frozen=True, slots=True)
class Wait:
    """It may have happened and cannot be seen yet: look again later."""


@dataclass(frozen=True, slots=True)
class Review:
    """Stop; a person decides."""

    problem: Problem


def decide(confirmed: Confirmed, view: RefundView, now: datetime) -> Send | Found | Wait | Review:
    """What to do next with a refund on its way, given a fresh look at its order."""
    ours = next((refund for refund in view.refunds if confirmed.marker in refund.note), None)
    if ours is not None:
        return Found(ours.gid)
    difference = _difference(confirmed, view)
    if confirmed.first_sent_at is None:
        return Review(difference) if difference else Send()
    if now - confirmed.first_sent_at >= RESEND_FOR:
        return Review(Problem.NEVER_CONFIRMED)
    if difference is None:
        return Send()
    return Wait() if confirmed.attempts < LOOKS else Review(Problem.NEVER_CONFIRMED)


def fits(planned: Iterable[PlannedLine], lines: Iterable[RefundableLine]) -> bool:
    """Whether so many pieces are left; of a line that was not told, Shopify itself is the judge."""
    left_now = {line.gid: line.left for line in lines}
    for line in planned:
        left_now[line.line_item_gid] = left_now.get(line.line_item_gid, line.quantity) - line.quantity
    return min(left_now.values(), default=0) >= 0


def _difference(confirmed: Confirmed, view: RefundView) -> Problem | None:
    if any(refund.gid not in confirmed.known_refund_gids for refund in view.refunds):
        return Problem.QUANTITY_CHANGED
    if view.suggestion is None or not fits(confirmed.planned, view.lines):
        return Problem.QUANTITY_CHANGED
    then, now = confirmed.suggestion, view.suggestion
    same = then.amount.presentment == now.amount.presentment and _split(then) == _split(now)
    return None if same else Problem.AMOUNT_CHANGED


def _split(suggestion: Suggestion) -> set[tuple[str, str, Money]]:
    return {(item.gateway, item.parent_gid, item.amount.presentment) for item in suggestion.transactions}

"""What to do next with a remedy on its way: send, wait, stop or rejoice; never twice is the rule."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from app.domain.orders import Transaction
from app.domain.problems import Problem
from app.domain.refunds import MoneyState
from app.domain.remedies.kinds import OrderRef, RemedyReason
from app.domain.remedies.terms import Terms, same_money

KEY_LIFE = timedelta(hours=23)  # Shopify forgets a key after 24 h; from then on the same bytes are a second refund
SETTLING = timedelta(minutes=2)  # a lost answer may still be at work over there, and a look may be a stale one
LOOKS = 8  # how often an unclear remedy is looked up while its order disagrees with what was confirmed


class Resend(Enum):
    """What stands against sending the stored bytes again once an answer was lost and nothing is to be seen.

    KEYED: Shopify knows the key and does it once. SEARCHED: no key, so only after a search has found nothing for
    long enough. CONVERGENT: doing it again changes nothing. NEVER: it leaves no trace, and twice would be wrong.
    """

    KEYED = "KEYED"
    SEARCHED = "SEARCHED"
    CONVERGENT = "CONVERGENT"
    NEVER = "NEVER"


@dataclass(frozen=True, slots=True)
class Ask:
    """What a kind's gateway is asked about. `choice` is the kind's own dataclass; `key` is "" before the confirm.

    `reason` and `note` are why, in the agent's words. `known` are the effects that were there when the agent looked
    (refund or return gids, as the kind has it), `sent_at` when it was first sent, `handle` what an earlier answer
    gave to follow it by, such as a job.
    """

    order: OrderRef
    choice: Any
    reason: RemedyReason = RemedyReason.OTHER
    note: str = ""
    key: str = ""
    known: frozenset[str] = frozenset()
    sent_at: datetime | None = None
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A fresh look: what it would do now, and which effects of its sort are there already.

    A new one among `seen` stops the remedy: the order is not what the agent looked at. New ones among `marks` do not;
    a search only must not take those for ours that were there before. Both come back as `Ask.known`.
    """

    terms: Terms
    seen: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done over there. `facts` are names to tell the customer, such as a return's name or a code."""

    gid: str
    money: MoneyState = MoneyState.NONE
    transactions: tuple[Transaction, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    refund_gid: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """It was taken and goes on over there; `handle` follows it. To be searched for, never to be sent again blindly."""

    handle: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the agent confirmed, which effects were there when he looked, and how far it got; `begun`: Shopify took
    it and is at work on it.
    """

    terms: Terms
    known: frozenset[str]
    resend: Resend
    first_sent_at: datetime | None
    last_sent_at: datetime | None
    attempts: int
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Send:
    """Nothing stands against sending the stored bytes, for the first time or again."""


@dataclass(frozen=True, slots=True)
class Found:
    """It happened: this is ours."""

    gid: str


@dataclass(frozen=True, slots=True)
class Wait:
    """It may have happened and cannot be seen yet: look again later."""


@dataclass(frozen=True, slots=True)
class Review:
    """Stop; a person decides."""

    problem: Problem


Step = Send | Found | Wait | Review


def decide(confirmed: Confirmed, found: str, sighting: Sighting | Problem, now: datetime) -> Step:
    """What to do next. `found` is our own effect where the search saw it; `sighting` a problem where it is not
    possible any more.
    """
    if found:
        return Found(found)
    difference = _difference(confirmed, sighting)
    if confirmed.first_sent_at is None:
        return Review(difference) if difference else Send()
    return _after_a_lost_answer(confirmed, difference, now)


def _after_a_lost_answer(confirmed: Confirmed, difference: Problem | None, now: datetime) -> Step:
    """It was sent, and a search has not found it."""
    if confirmed.resend is Resend.NEVER:
        return Review(Problem.NEVER_CONFIRMED)
    if confirmed.resend is Resend.KEYED and now - (confirmed.first_sent_at or now) >= KEY_LIFE:
        return Review(Problem.NEVER_CONFIRMED)
    settling = confirmed.resend is Resend.SEARCHED and now - (confirmed.last_sent_at or now) < SETTLING
    if difference is None and not settling and not confirmed.begun:
        return Send()
    return Wait() if settling or confirmed.attempts < LOOKS else Review(Problem.NEVER_CONFIRMED)


def _difference(confirmed: Confirmed, sighting: Sighting | Problem) -> Problem | None:
    if isinstance(sighting, Problem):
        return sighting
    if sighting.seen - confirmed.known:
        return Problem.QUANTITY_CHANGED
    return None if same_money(confirmed.terms, sighting.terms) else Problem.AMOUNT_CHANGED

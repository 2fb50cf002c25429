"""The ledger's words, and where two accounts of the same money differ; comparing never decides what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.money import Money
from app.domain.orders import OpenEnum
from app.domain.refunds import MoneyState


class Entry(OpenEnum):
    """What happened. Stored for good, so a word never changes its meaning.

    WITHDRAWN: undone in time; SENT: it went, `ANSWERED` or not (UNKNOWN); FOUND: looked up and seen over there;
    PUT_OFF: nothing was done, it is tried again; MONEY: a payment's state; EXTERNAL: not made here; DRIFT: an audit
    found a difference.
    """

    REQUESTED = "REQUESTED"
    APPROVAL_ASKED = "APPROVAL_ASKED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    SENT = "SENT"
    ANSWERED = "ANSWERED"
    FOUND = "FOUND"
    UNKNOWN = "UNKNOWN"
    PUT_OFF = "PUT_OFF"
    SUCCEEDED = "SUCCEEDED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"
    NEEDS_REVIEW = "NEEDS_REVIEW"
    MONEY = "MONEY"
    EXTERNAL = "EXTERNAL"
    DRIFT = "DRIFT"


class DriftKind(OpenEnum):
    """MISSING: we say it happened, Shopify has none; EXTRA: Shopify has one that is in no book of ours; FAILED:
    Shopify says that no money moved, we say it did.
    """

    MISSING = "MISSING"
    EXTRA = "EXTRA"
    CURRENCY = "CURRENCY"
    AMOUNT = "AMOUNT"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Deed:
    """One refund, payment or other thing as one book has it. `amount` is None where that book does not say, `state`
    is NONE there. `part_of` is the refund of a payment; `at` is when it happened.
    """

    gid: str
    amount: Money | None = None
    state: MoneyState = MoneyState.NONE
    at: datetime | None = None
    part_of: str = ""
    remedy_id: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One side's word about one order. Ours may have the same deed twice, in two books. `made` are things that are
    asked for by their gid alone. `whole`: nothing was left out; only then can anything be missing.
    """

    refunds: tuple[Deed, ...] = ()
    payments: tuple[Deed, ...] = ()
    made: tuple[Deed, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """What is old enough to be in every book and young enough to be looked at."""

    since: datetime
    until: datetime

    def holds(self, at: datetime | None) -> bool:
        return at is not None and self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class Difference:
    kind: DriftKind
    gid: str
    ours: Money | None = None
    theirs: Money | None = None
    remedy_id: int | None = None


def compare(ours: Account, theirs: Account, span: Span) -> tuple[Difference, ...]:
    """Where the two accounts of an order differ, each difference once: what a refund's row tells, its payments do not
    tell again.
    """
    refunds = _differences(ours.refunds, theirs.refunds, span, whole=theirs.whole)
    payments = _differences(ours.payments, theirs.payments, span, whole=theirs.whole)
    made = _differences(ours.made, theirs.made, span, whole=theirs.whole)
    told = {found.kind for found in refunds}
    return (*refunds, *(found for found in payments if found.kind not in told), *made)


def _differences(ours: Iterable[Deed], theirs: Iterable[Deed], span: Span, *, whole: bool) -> tuple[Difference, ...]:
    there = {deed.gid: deed for deed in theirs}
    found: dict[tuple[DriftKind, str], Difference] = {}
    known = set()
    for deed in ours:
        known.add(deed.gid)
        difference = _difference(deed, there.get(deed.gid), span, whole=whole)
        if difference:
            found.setdefault((difference.kind, deed.gid), difference)
    for deed in there.values():
        if deed.gid not in known and not deed.part_of and span.holds(deed.at):
            found[DriftKind.EXTRA, deed.gid] = Difference(DriftKind.EXTRA, deed.gid, None, deed.amount)
    return tuple(found.values())


def _difference(ours: Deed, theirs: Deed | None, span: Span, *, whole: bool) -> Difference | None:
    if theirs is None:
        surely = whole and span.holds(ours.at) and ours.state not in {MoneyState.PENDING, MoneyState.FAILURE}
        return Difference(DriftKind.MISSING, ours.gid, ours.amount, None, ours.remedy_id) if surely else None
    kind = _kind(ours, theirs)
    return Difference(kind, ours.gid, ours.amount, theirs.amount, ours.remedy_id) if kind else None


def _kind(ours: Deed, theirs: Deed) -> DriftKind | None:
    """A sum says nothing while its money is on its way, and less when it failed."""
    if theirs.state is MoneyState.FAILURE:
        return DriftKind.FAILED if ours.state in {MoneyState.SUCCESS, MoneyState.PENDING} else None
    if theirs.state is MoneyState.PENDING or None in (ours.amount, theirs.amount) or ours.amount == theirs.amount:
        return None
    return DriftKind.AMOUNT if _currency(ours) == _currency(theirs) else DriftKind.CURRENCY


def _currency(deed: Deed) -> str:
    return deed.amount.currency if deed.amount else ""

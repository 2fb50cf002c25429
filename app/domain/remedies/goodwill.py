"""Goodwill: what may be given, at which rate it counts, and by what it is known again where nothing marks it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.domain.money import Money, MoneyBag
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.refund import at_order_rate

__all__ = ["Credited", "at_order_rate", "check_amount", "code_of", "found_credit", "last_moment", "rate_of"]

CLOCKS = timedelta(minutes=5)  # that ours and Shopify's may differ by: too little would give a credit twice
OURS = "ADJUSTMENT"  # the event of a credit that somebody gave, not one that came back from an order
LETTERS = "ABCDEFGHJKMNPQRTUVWXYZ2346789"  # none that is taken for another when it is read out or copied
CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Credited:
    """One credit on a customer's account; nothing in it says who gave it."""

    gid: str
    amount: Money
    created_at: datetime
    event: str = OURS


def check_amount(amount: Money, currency: str) -> None:
    """Raise NotPossible unless it is an amount above zero that exists in this currency."""
    if amount.currency != currency:
        raise NotPossible(Problem.NOT_ITS_CURRENCY, "amount", currency=currency)
    if not Money.zero(currency) < amount:
        raise NotPossible(Problem.NO_AMOUNT, "amount")
    if not amount.is_whole():
        raise NotPossible(Problem.NOT_WHOLE, "amount", currency=currency)


def rate_of(sums: Iterable[MoneyBag]) -> MoneyBag:
    """The first of an order's sums that tells its rate: the total of a gift or of a free replacement is zero."""
    for bag in sums:
        if bag.is_one_currency or (bag.presentment and bag.shop):
            return bag
    raise NotPossible(Problem.NO_RATE)


def found_credit(given: Iterable[Credited], wanted: Money, known: frozenset[str], sent_at: datetime | None) -> str:
    """The gid of our credit, or "": a new one of this amount, given since we first sent it.

    Where somebody else gave the same in those minutes, his is taken for ours: rather one too few than one twice.
    """
    if sent_at is None:
        return ""
    new = (item for item in given if item.gid not in known and item.created_at >= sent_at - CLOCKS)
    same = (item for item in new if item.event == OURS and item.amount.currency == wanted.currency)
    return next((item.gid for item in same if item.amount.amount == wanted.amount), "")


def code_of(key: str) -> str:
    """The discount code of a key, always the same: KKH-7QXM-24TR."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest(), "big")
    letters = []
    for _ in range(CODE_LENGTH):
        number, at = divmod(number, len(LETTERS))
        letters.append(LETTERS[at])
    code = "".join(letters)
    return f"KKH-{code[:4]}-{code[4:]}"


def last_moment(day: date) -> str:
    """The end of a day for everybody: when it ends in the last place on earth."""
    return f"{day.isoformat()}T23:59:59-12:00"

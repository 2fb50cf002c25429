"""The facts a customer may be told of a remedy, in no language: never that money moved where it has not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.money import Money, MoneyBag
from app.domain.refunds import MoneyState
from app.domain.remedies.choices import Disposition
from app.domain.remedies.kinds import RemedyKind, RemedyReason
from app.domain.remedies.returns import EXCHANGE
from app.domain.remedies.terms import Notice, Piece, Terms

PAYING_BACK = frozenset({RemedyKind.REFUND, RemedyKind.RETURN_PROCESSING, RemedyKind.CANCELLATION})
UNNAMED = "Default Title"  # what Shopify calls the only variant of a product
UNCHARGED = frozenset({"PENDING", "AUTHORIZED", "VOIDED", "EXPIRED"})
"""Financial statuses of an order of which nothing was taken."""
OUR_FAULT = frozenset(
    {
        RemedyReason.DAMAGED,
        RemedyReason.DEFECTIVE,
        RemedyReason.WRONG_ITEM,
        RemedyReason.NOT_AS_DESCRIBED,
        RemedyReason.NOT_RECEIVED,
        RemedyReason.LATE,
        RemedyReason.OUT_OF_STOCK,
    }
)
NOT_HERE = frozenset({EXCHANGE, Disposition.MISSING.value, ""})
"""Fates of pieces that did not come back, or of which that is not known."""


@dataclass(frozen=True, slots=True)
class Item:
    """So many pieces, by the name the customer knows."""

    title: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Told:
    """The facts of a text, in no language; what is not known is None or empty, and then it is left out.

    Of money that goes back: `returned` by the payment it came from, `by_hand` by the shop itself, `credit` as store
    credit; `pending`: the first is still on its way. `amount` is something given. `later` is what a return will give,
    `owes` what he must still pay. `uncharged`: nothing was ever taken;
    `fault`: the shop has something to be sorry for.
    """

    returned: Money | None = None
    methods: tuple[str, ...] = ()
    by_hand: Money | None = None
    credit: Money | None = None
    pending: bool = False
    amount: Money | None = None
    balance: Money | None = None
    later: Money | None = None
    owes: Money | None = None
    items: tuple[Item, ...] = ()
    instead: tuple[Item, ...] = ()
    expires_on: date | None = None
    uncharged: bool = False
    fault: bool = False
    return_name: str = ""
    code: str = ""
    ending: str = ""
    address: str = ""
    words: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    label_url: str = ""

    @property
    def moves_money(self) -> bool:
        return bool(self.returned or self.by_hand or self.credit)


@dataclass(frozen=True, slots=True)
class Done:
    """A remedy that succeeded: what was confirmed, how its money stands, what Shopify and the choice name.

    `moved` is the sum of the transactions that Shopify told of, None where it told of none. `financial_status` is the
    order's, as far as we know it.
    """

    kind: RemedyKind
    terms: Terms
    money: MoneyState
    facts: Mapping[str, str]
    moved: Money | None = None
    financial_status: str = ""
    reason: RemedyReason = RemedyReason.OTHER


def told(done: Done) -> Told:
    """What may be said of it."""
    terms, facts = done.terms, done.facts
    return Told(
        **_back(done),
        amount=None if done.kind in PAYING_BACK else _presentment(terms.gives),
        balance=_money(facts.get("balance", "")),
        later=_presentment(terms.later),
        owes=_presentment(terms.owes),
        items=_items(piece for piece in terms.pieces if _is_told(done.kind, piece)),
        instead=_items(piece for piece in terms.pieces if piece.fate == EXCHANGE),
        expires_on=_day(facts.get("expires_on") or facts.get("ends_on") or ""),
        uncharged=_is_uncharged(done),
        fault=done.reason in OUR_FAULT,
        return_name=facts.get("return", ""),
        code=facts.get("code", ""),
        ending=facts.get("ending", ""),
        address=facts.get("to", ""),
        words=facts.get("words", "").strip(),
        tracking_number=facts.get("tracking_number", ""),
        tracking_url=facts.get("tracking_url", ""),
        label_url=facts.get("label_url", ""),
    )


def _is_told(kind: RemedyKind, piece: Piece) -> bool:
    """Of pieces that came back only those that did; of a cancelled order all go without saying."""
    if kind is RemedyKind.RETURN_PROCESSING:
        return piece.fate not in NOT_HERE
    return piece.fate != EXCHANGE and kind is not RemedyKind.CANCELLATION


def _back(done: Done) -> dict[str, Any]:
    """The money that goes back, by its ways. Nothing where Shopify tells of no movement, but for what the shop pays
    itself, or of another sum than was confirmed.
    """
    gives = done.terms.gives
    if done.kind not in PAYING_BACK or gives is None or not gives.presentment:
        return {}
    payments = done.terms.payments
    by_hand = _sum((item.amount for item in payments if item.by_hand), gives)
    credit = done.terms.store_credit.presentment if done.terms.store_credit else Money.zero(by_hand.currency)
    returned = gives.presentment - by_hand - credit
    is_told = done.money in {MoneyState.SUCCESS, MoneyState.PENDING}
    sums = (returned + by_hand + credit, returned + credit, returned + by_hand, returned)
    if (not is_told and (returned or credit)) or (done.moved is not None and done.moved not in sums):
        return {}
    return {
        "returned": returned or None,
        "methods": tuple(dict.fromkeys(item.label for item in payments if item.label and not item.by_hand)),
        "by_hand": by_hand or None,
        "credit": credit or None,
        "pending": done.money is MoneyState.PENDING and bool(returned or credit),
    }


def _presentment(bag: MoneyBag | None) -> Money | None:
    """What the customer sees of it; None for nothing."""
    return bag.presentment if bag and bag.presentment else None


def _sum(bags: Iterable[MoneyBag], like: MoneyBag) -> Money:
    return sum((item.presentment for item in bags), Money.zero(like.presentment.currency))


def _is_uncharged(done: Done) -> bool:
    if done.kind is not RemedyKind.CANCELLATION or done.terms.gives is not None:
        return False
    return Notice.AUTHORISATION_VOIDED in done.terms.notices or done.financial_status in UNCHARGED


def _items(pieces: Iterable[Piece]) -> tuple[Item, ...]:
    counted: dict[str, int] = {}
    for piece in pieces:
        variant = piece.variant_title if piece.variant_title != UNNAMED else ""
        title = " – ".join(part for part in (piece.title.strip(), variant.strip()) if part)
        if title and piece.quantity > 0:
            counted[title] = counted.get(title, 0) + piece.quantity
    return tuple(Item(title, quantity) for title, quantity in counted.items())


def _money(text: str) -> Money | None:
    """An amount as facts have it: "25.00 USD"."""
    amount, _, currency = text.partition(" ")
    try:
        return Money.of(Decimal(amount), currency) if currency else None
    except (ArithmeticError, ValueError):
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None

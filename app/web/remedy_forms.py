"""The shape of a remedy's form: one file a kind in remedy_choices reads it, strictly, into the kind's choice."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar

from app.desk.desk import Actor
from app.desk.reading.remedy_order import FormOrder
from app.domain.amounts import parse_amount
from app.domain.errors import NotFound, Rejected
from app.domain.money import Money
from app.domain.orders import OpenEnum
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.kinds import RemedyKind, RemedyReason
from app.domain.words import N_
from app.errands.runtime import Runtime
from app.plugins import discover

QUANTITY = "quantity"
LONGEST = 6  # digits of a quantity
Word = TypeVar("Word", bound=OpenEnum)


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it came. `locale`: by whose habits amounts are written."""

    form: Mapping[str, str]
    locale: str = "en"

    def text(self, name: str) -> str:
        return self.form.get(name, "").strip()

    def flag(self, name: str) -> bool:
        return name in self.form

    def money(self, name: str, currency: str) -> Money | None:
        """The amount, None where nothing was typed; raises Rejected for what has no one meaning."""
        if not self.text(name):
            return None
        try:
            return parse_amount(self.text(name), currency, self.locale)
        except Rejected as refusal:
            raise Rejected(refusal.template, name, **refusal.params) from None

    def amount(self, name: str, currency: str) -> Money:
        """An amount that has to be there."""
        amount = self.money(name, currency)
        if amount is None:
            raise NotPossible(Problem.NO_AMOUNT, name)
        return amount

    def day(self, name: str) -> date | None:
        try:
            return date.fromisoformat(self.text(name)) if self.text(name) else None
        except ValueError:
            raise Rejected(N_("Choose a day from the calendar."), name) from None

    def word(self, name: str, words: type[Word]) -> Word:
        """One of the words offered; what was never offered is refused."""
        word = words.__members__.get(self.form.get(name, ""))
        if word is None or word.value == "UNKNOWN":
            raise Rejected(N_("Choose one of what is offered."), name)
        return word

    def quantities(self, prefix: str = QUANTITY) -> Iterator[tuple[str, int]]:
        """The lines with a quantity, by the gid in their field's name; empty and 0 are not chosen."""
        for name, text in self.form.items():
            head, _, key = name.partition(":")
            count = _count(text, key) if head == prefix else 0
            if count:
                yield key, count


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose form about which order; `about` is the gid of the return that it is a step of, or ""."""

    runtime: Runtime
    shop_id: int
    actor: Actor
    order_id: int
    language: str
    about: str = ""
    words: str = ""


def _nothing(_asked: Asked) -> object:
    return None


def _as_typed(_asked: Asked, typed: Typed) -> Typed:
    return typed


def _named_reason(typed: Typed) -> RemedyReason:
    return RemedyReason(typed.text("reason") or RemedyReason.UNKNOWN)


@dataclass(frozen=True, slots=True)
class KindForm:
    """`read` makes the choice of what was typed; `needs` fetches what the form lists beyond the order, of Shopify;
    `brings` puts what came with the form, such as a file, where the choice can name it.

    `reasons` are those that make sense, all where none is named; `reason` tells which one it is.
    """

    kind: RemedyKind
    read: Callable[[Typed, FormOrder], Any]
    needs: Callable[[Asked], object] = _nothing
    reasons: tuple[RemedyReason, ...] = ()
    reason: Callable[[Typed], RemedyReason] = _named_reason
    brings: Callable[[Asked, Typed], Typed] = _as_typed

    @property
    def asks_reason(self) -> bool:
        return self.reason is _named_reason

    @property
    def template(self) -> str:
        return f"remedies/forms/_{self.kind.value.lower()}.html"

    @property
    def offered_reasons(self) -> tuple[RemedyReason, ...]:
        return self.reasons or tuple(reason for reason in RemedyReason if reason is not RemedyReason.UNKNOWN)


def step(_typed: Typed) -> RemedyReason:
    """The reason of a step of a return: it says by itself why."""
    return RemedyReason.OTHER


@cache
def forms() -> Mapping[RemedyKind, KindForm]:
    """Every kind that has a form, by its word."""
    return {module.FORM.kind: module.FORM for module in discover("app.web.remedy_choices").values()}


def form_of(name: str) -> KindForm:
    """The form by its name in an address, such as store-credit."""
    found = forms().get(RemedyKind(name.replace("-", "_")))
    if found is None:
        raise NotFound(N_("There is no such remedy."))
    return found


def _count(text: str, key: str) -> int:
    typed = unicodedata.normalize("NFKC", text).strip() or "0"
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST):
        raise NotPossible(Problem.BAD_QUANTITY, key, given=text.strip()[:20])
    return int(typed)

"""The shape of a condition: it reads one fact, and operators that fit its kind of value compare it.

A comparison with what is not known is None: neither true nor false, whatever the operator.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.money import Money, MoneyBag
from app.domain.rules.facts import Facts, fold
from app.domain.words import N_

Fact = str | bool | frozenset[str] | MoneyBag | None
Test = Callable[[Facts], bool | None]


class BrokenRule(ValueError):
    """A rule says something that nothing here understands."""


class ValueKind(StrEnum):
    WORDS = "words"
    CHOICE = "choice"
    TRUTH = "truth"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Operator:
    """`compare(fact, value)` gets a fact that is known; it answers None when the two cannot be compared."""

    label: str
    compare: Callable[[Any, Any], bool | None]


def _one_of(fact: str | frozenset[str], values: frozenset[str]) -> bool:
    return not values.isdisjoint(fact) if isinstance(fact, frozenset) else fact in values


def _in_currency(fact: MoneyBag, named: Money) -> Money | None:
    return next((money for money in (fact.presentment, fact.shop) if money.currency == named.currency), None)


def _over(fact: MoneyBag, named: Money) -> bool | None:
    money = _in_currency(fact, named)
    return None if money is None else named < money


def _at_most(fact: MoneyBag, named: Money) -> bool | None:
    money = _in_currency(fact, named)
    return None if money is None else money <= named


OPERATORS: Mapping[ValueKind, Mapping[str, Operator]] = {
    ValueKind.WORDS: {
        "contains_any": Operator(N_("contains any of"), lambda text, words: any(word in text for word in words)),
        "contains_all": Operator(N_("contains all of"), lambda text, words: all(word in text for word in words)),
        "contains_none": Operator(N_("contains none of"), lambda text, words: not any(word in text for word in words)),
    },
    ValueKind.CHOICE: {
        "is": Operator(N_("is"), _one_of),
        "is_not": Operator(N_("is not"), lambda fact, values: not _one_of(fact, values)),
    },
    ValueKind.TRUTH: {
        "is": Operator(N_("is"), lambda fact, value: fact is value),
    },
    ValueKind.MONEY: {
        "over": Operator(N_("is over"), _over),
        "at_most": Operator(N_("is at most"), _at_most),
    },
}


@dataclass(frozen=True, slots=True)
class Condition:
    """`label` and `value_kind` are all an editor needs to draw it; `choices` are offered where there are any."""

    label: str
    value_kind: ValueKind
    read: Callable[[Facts], Fact]
    choices: tuple[str, ...] = ()

    @property
    def operators(self) -> tuple[str, ...]:
        return tuple(OPERATORS[self.value_kind])

    def test(self, value: object, operator: str = "") -> Test:
        """Prepare the comparison once; BrokenRule where operator or value make no sense."""
        chosen = OPERATORS[self.value_kind].get(operator or self.operators[0])
        if chosen is None:
            raise BrokenRule(N_("there is no such comparison:") + f" {self.label} {operator!r}")
        prepared, read, compare = _PREPARE[self.value_kind](value), self.read, chosen.compare

        def holds(facts: Facts) -> bool | None:
            fact = read(facts)
            return None if fact is None else compare(fact, prepared)

        return holds

    def holds(self, facts: Facts, value: object, operator: str = "") -> bool | None:
        return self.test(value, operator)(facts)


def _folded(value: object) -> frozenset[str]:
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list | tuple) or not all(isinstance(word, str) and word.strip() for word in words):
        raise BrokenRule(N_("this is not a list of words:") + f" {value!r}")
    if not words:
        raise BrokenRule(N_("the list of words is empty"))
    return frozenset(fold(word.strip()) for word in words)


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise BrokenRule(N_("this is neither yes nor no:") + f" {value!r}")
    return value


def _money(value: object) -> Money:
    match value:
        case {"amount": str() | int() as amount, "currency": str() as currency} if len(currency) == len("USD"):
            try:
                return Money.of(amount, currency.upper())
            except ValueError as error:
                raise BrokenRule(N_("this is not an amount with its currency:") + f" {value!r}") from error
        case _:
            raise BrokenRule(N_("this is not an amount with its currency:") + f" {value!r}")


_PREPARE: Mapping[ValueKind, Callable[[object], Any]] = {
    ValueKind.WORDS: _folded,
    ValueKind.CHOICE: _folded,
    ValueKind.TRUTH: _truth,
    ValueKind.MONEY: _money,
}

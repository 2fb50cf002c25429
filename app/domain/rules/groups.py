"""Groups of conditions, all, any and none, two deep; three-valued, so that what is not known never holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.rules.condition import OPERATORS, BrokenRule, Condition, Test, ValueKind
from app.domain.rules.facts import Facts
from app.domain.words import N_
from app.plugins import discover

DEPTH = 2
REMEMBERED = 5_000
NO_CONDITIONS = N_("it has no conditions")
KINDS = frozenset({"all", "any", "none"})


def conditions() -> dict[str, Condition]:
    """Every condition there is, by the name of its file."""
    return {name: module.CONDITION for name, module in discover("app.domain.rules.conditions").items()}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison, prepared once; `words` say it in English."""

    words: str
    test: Test

    def holds(self, facts: Facts) -> bool | None:
        return self.test(facts)

    def blame(self, facts: Facts) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Group:
    every: tuple["Leaf | Group", ...] = ()
    some: tuple["Leaf | Group", ...] = ()
    never: tuple["Leaf | Group", ...] = ()

    def holds(self, facts: Facts) -> bool | None:
        verdict: bool | None = True
        for part in self._parts(facts):
            if part is False:
                return False
            verdict = None if part is None else verdict
        return verdict

    def _parts(self, facts: Facts) -> "list[bool | None]":
        parts = [item.holds(facts) for item in self.every]
        if self.some:
            parts.append(_any([item.holds(facts) for item in self.some]))
        if self.never:
            found = _any([item.holds(facts) for item in self.never])
            parts.append(None if found is None else not found)
        return parts

    def blame(self, facts: Facts) -> str:
        """The first part that did not hold, in words."""
        for item in self.every:
            if item.holds(facts) is not True:
                return item.blame(facts)
        if self.some and _any([item.holds(facts) for item in self.some]) is not True:
            return " or ".join(item.blame(facts) for item in self.some)
        return "none of: " + ", ".join(item.words for item in self.never)

    @property
    def words(self) -> str:
        said = [item.words for item in self.every]
        said += [" or ".join(item.words for item in self.some)] if self.some else []
        said += [f"not {item.words}" for item in self.never]
        return " and ".join(said) or NO_CONDITIONS


def _any(verdicts: "list[bool | None]") -> bool | None:
    if True in verdicts:
        return True
    return None if None in verdicts else False


_understood: dict[str, Group] = {}


def understand(spec: Mapping[str, Any]) -> Group:
    """Prepare a stored group, {"all": […], "any": […], "none": […]}; BrokenRule where it makes no sense.

    Prepared once per wording and process: preparing costs ten times as much as asking.
    """
    key = repr(spec)
    group = _understood.get(key)
    if group is None:
        if len(_understood) >= REMEMBERED:
            _understood.clear()
        group = _understood[key] = _group(spec, conditions(), DEPTH)
    return group


def _group(spec: Mapping[str, Any], known: Mapping[str, Condition], depth: int) -> Group:
    if depth == 0:
        raise BrokenRule(N_("groups go two deep at most"))
    if not set(spec) <= KINDS:
        raise BrokenRule(N_("a group is all, any or none, not:") + f" {', '.join(sorted(set(spec) - KINDS))}")
    parts = {kind: tuple(_item(item, known, depth) for item in spec.get(kind, ())) for kind in KINDS}
    return Group(parts["all"], parts["any"], parts["none"])


def _item(spec: Mapping[str, Any], known: Mapping[str, Condition], depth: int) -> Leaf | Group:
    if "condition" not in spec:
        return _group(spec, known, depth - 1)
    condition = known.get(spec["condition"])
    if condition is None:
        raise BrokenRule(N_("there is no such condition:") + f" {spec['condition']!r}")
    test = condition.test(spec.get("value"), spec.get("operator") or "")
    return Leaf(words_of(spec), test)


def words_of(spec: Mapping[str, Any]) -> str:
    """One stored condition in English; KeyError where nothing here knows it."""
    condition, value = conditions()[spec["condition"]], spec.get("value")
    if condition.value_kind is ValueKind.TRUTH:
        return condition.label if value else f"not: {condition.label}"
    operator = spec.get("operator") or condition.operators[0]
    return f"{condition.label} {OPERATORS[condition.value_kind][operator].label} {said(value)}"


def leaves_of(spec: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every stored condition of a group, however deep."""
    for item in (item for kind in KINDS for item in spec.get(kind, ())):
        if "condition" in item:
            yield item
        else:
            yield from leaves_of(item)


def said(value: object) -> str:
    """A condition's value as a person writes it."""
    match value:
        case {"amount": amount, "currency": currency}:
            return f"{amount} {currency}"
        case list() | tuple():
            return ", ".join(str(item) for item in value)
        case _:
            return str(value)

"""What a list of terms would change in a glossary: each line is new, changed, the same, or wrong with its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Rejected
from app.domain.translating.glossary import Given, Key, key, read
from app.domain.words import N_


class Fate(StrEnum):
    """What an import would do with one line."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Planned:
    """A good line: `before` is the translation that it replaces."""

    line: int
    given: Given
    fate: Fate
    before: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that cannot be used, and why."""

    line: int
    given: Given
    problem: Rejected


def plan(lines: Iterable[tuple[int, Given]], known: Mapping[Key, Given]) -> tuple[list[Planned], list[Wrong]]:
    """What importing `lines` would do to a glossary that holds `known`."""
    good: list[Planned] = []
    wrong: list[Wrong] = []
    met: dict[Key, int] = {}
    for number, given in lines:
        try:
            entry = read(given)
            at = _once(entry, met)
        except Rejected as problem:
            wrong.append(Wrong(number, given, problem))
            continue
        met[at] = number
        good.append(_planned(number, entry, known.get(at)))
    return good, wrong


def _once(entry: Given, met: Mapping[Key, int]) -> Key:
    at = key(entry.term, entry.source, entry.target)
    if at in met:
        raise Rejected(N_("The same term stands in line %(line)s already."), "term", line=met[at])
    return at


def _planned(number: int, entry: Given, before: Given | None) -> Planned:
    if before is None:
        return Planned(number, entry, Fate.NEW)
    same = (before.term, before.translation, before.note) == (entry.term, entry.translation, entry.note)
    return Planned(number, entry, Fate.SAME if same else Fate.CHANGED, before.translation)

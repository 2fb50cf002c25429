"""Whether every sentence that says no still does, and none does that did not: "can" and "cannot" differ in few letters."""

from dataclasses import dataclass
from typing import ClassVar

from app.domain.guard.alignment import Bead, align
from app.domain.guard.negations import Polarity, knows, polarity
from app.domain.guard.pair import Finding, Level, Pair
from app.domain.guard.prose import bare

ALWAYS = frozenset({"lexical"})  # "out of stock" stands for a no whatever else is said
IN_BOTH = frozenset({"still", "ask"})  # "not yet" and "still", or two questions: each side has its half


@dataclass(frozen=True, slots=True)
class _Judged:
    """A bead and the negations of its two sides."""

    bead: Bead
    before: Polarity
    after: Polarity

    @property
    def is_lost(self) -> bool:
        return bool(self.before.count) and not self.after.count and not _stands_in(self.before, self.after)

    @property
    def is_added(self) -> bool:
        return bool(self.after.count) and not self.before.count and not _stands_in(self.after, self.before)


class Negation:
    name: ClassVar[str] = "negation"

    def look(self, pair: Pair) -> Finding | None:
        if not (knows(pair.source) and knows(pair.target)):
            return None
        judged = [_judged(bead, pair) for bead in align(pair.draft, pair.text, pair.source, pair.target)]
        count = sum(each.before.count for each in judged)
        lost = [each for each in judged if each.is_lost]
        added = [each for each in judged if each.is_added]
        if not (lost or added):
            return Finding(self.name, Level.GREEN, count) if count else None
        said = [f"− {each.bead.written}" for each in lost] + [f"+ {each.bead.sent}" for each in added]
        marks = tuple(unit.text for each in (*lost, *added) for unit in each.bead.text)
        return Finding(self.name, _level(lost, added), max(count, 1), " · ".join(said), marks)


def _judged(bead: Bead, pair: Pair) -> _Judged:
    """A sentence that one side lacks is told by `completeness`; here it says nothing."""
    if not bead.draft or not bead.text:
        return _Judged(bead, Polarity(), Polarity())
    before = polarity(bare(bead.written), pair.source)
    return _Judged(bead, before, polarity(bare(bead.sent), pair.target))


def _stands_in(negated: Polarity, plain: Polarity) -> bool:
    """Whether the plain side has another word for the no; one that the negated side has beside its own is none."""
    other = plain.classes - negated.classes - IN_BOTH
    return bool(plain.classes & ALWAYS or other or plain.classes & negated.classes & IN_BOTH)


def _level(lost: list[_Judged], added: list[_Judged]) -> Level:
    """As many lost as added, one after the other: the no has moved to the next sentence rather than gone."""
    return Level.AMBER if len(lost) == len(added) else Level.RED


CHECK = Negation()

"""Whether every sentence that says no still does, and none does that did not: "can" and "cannot" differ in few letters."""

import re
from dataclasses import dataclass
from typing import ClassVar

from app.domain.guard.alignment import Bead, align
from app.domain.guard.negations import Polarity, knows, polarity
from app.domain.guard.pair import Finding, Level, Pair
from app.domain.guard.prose import bare

QUESTION = re.compile(r"[?？]\s*$|か。?\s*$")
CLAUSE = re.compile(r"[,;:，、；：—–。！？]|[.!?]\s|\b(?:and|but|und|aber|et|mais|y|pero|e|ma|mas|en|maar)\b|(?<=[고만며]) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A bead and the negations of its two sides; `clauses`: how many of them say no, where both do."""

    bead: Bead
    before: Polarity
    after: Polarity
    clauses: tuple[int, int] = (0, 0)

    @property
    def is_lost(self) -> bool:
        none_left = bool(self.before.count) and not self.after.count
        return (none_left or self.clauses[0] > self.clauses[1]) and not _stands_in(self.before, self.after)

    @property
    def is_added(self) -> bool:
        none_before = bool(self.after.count) and not self.before.count
        return (none_before or self.clauses[1] > self.clauses[0]) and not _stands_in(self.after, self.before)


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
    """A sentence that one side lacks is told by `completeness`; here it says nothing. Nor does a negative question."""
    if not bead.draft or not bead.text or _are_questions(bead):
        return _Judged(bead, Polarity(), Polarity())
    written, sent = bare(bead.written), bare(bead.sent)
    before, after = polarity(written, pair.source), polarity(sent, pair.target)
    both = before.count and after.count and before.count != after.count
    return _Judged(bead, before, after, _by_clause(written, sent, pair) if both else (0, 0))


def _are_questions(bead: Bead) -> bool:
    """"Has it not arrived?" asks the same as "Has it arrived?"."""
    return len(bead.draft) == len(bead.text) == 1 and all(QUESTION.search(side) for side in (bead.written, bead.sent))


def _by_clause(written: str, sent: str, pair: Pair) -> tuple[int, int]:
    """How many clauses say no on each side; nothing is counted where the sentence is built in another way."""
    sides = [
        [bool(polarity(clause, language).count) for clause in CLAUSE.split(text) if clause.strip()]
        for text, language in ((written, pair.source), (sent, pair.target))
    ]
    return (sum(sides[0]), sum(sides[1])) if len(sides[0]) == len(sides[1]) else (0, 0)


def _stands_in(negated: Polarity, plain: Polarity) -> bool:
    """Whether the plain side has another word for the no; one that the negated side has beside its own is none."""
    here, there = negated.classes, plain.classes
    return bool(
        there & {"lexical", "instead"}
        or (there - here) & {"free", "fine"}
        or ("only" in there and "until" in here)
        or "still" in there & here
    )


def _level(lost: list[_Judged], added: list[_Judged]) -> Level:
    """As many lost as added, one after the other: the no has moved to the next sentence rather than gone."""
    return Level.AMBER if len(lost) == len(added) else Level.RED


CHECK = Negation()

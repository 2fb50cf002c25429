"""Whether every sentence that says no still does, and none that did not: "can" and "cannot" differ by few letters."""

import re
from dataclasses import dataclass
from typing import ClassVar

from app.domain.guard.alignment import Bead, align
from app.domain.guard.negations import knows, negations, stand_ins
from app.domain.guard.pair import Finding, Level, Pair
from app.domain.guard.prose import bare

QUESTION = re.compile(r"[?？]\s*$|か。?\s*$")
CLAUSE = re.compile(
    r"[,;:，、；：—–。！？]|[.!?]\s|\b(?:and|und|et|y|e|en)\b|(?<=[고만며]) ",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Judged:
    """Sentences that say the same and how many negations they have: in all, and where both have some, by clauses."""

    bead: Bead
    before: int = 0
    after: int = 0
    is_lost: bool = False
    is_added: bool = False


class Negation:
    name: ClassVar[str] = "negation"

    def look(self, pair: Pair) -> Finding | None:
        if not (knows(pair.source) and knows(pair.target)):
            return None
        judged = [_judged(bead, pair) for bead in align(pair.draft, pair.text, pair.source, pair.target)]
        count = sum(each.before for each in judged)
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
        return _Judged(bead)
    written, sent = bare(bead.written), bare(bead.sent)
    before, after = negations(written, pair.source), negations(sent, pair.target)
    if before == after:
        return _Judged(bead, before, after)
    here, there = stand_ins(written, pair.source), stand_ins(sent, pair.target)
    more, less = before, after
    if before and after:
        more, less = _by_clause(written, sent, pair)
        here, there = here - there, there - here
    is_lost = more > less and not _stands_in(here, there)
    return _Judged(bead, before, after, is_lost, less > more and not _stands_in(there, here))


def _are_questions(bead: Bead) -> bool:
    """Whether both only ask: "Has it not arrived?" asks what "Has it arrived?" does."""
    return len(bead.draft) == len(bead.text) == 1 and all(QUESTION.search(side) for side in (bead.written, bead.sent))


def _by_clause(written: str, sent: str, pair: Pair) -> tuple[int, int]:
    """How many clauses say no on each side; nothing is counted where the sentence is built in another way."""
    sides = [
        [bool(negations(clause, language)) for clause in CLAUSE.split(text) if clause.strip()]
        for text, language in ((written, pair.source), (sent, pair.target))
    ]
    return (sum(sides[0]), sum(sides[1])) if len(sides[0]) == len(sides[1]) else (0, 0)


def _stands_in(negated: frozenset[str], plain: frozenset[str]) -> bool:
    """Whether the plain side has another word for the no; one that the negated side has beside its own is none."""
    return bool(
        plain & {"lexical", "instead"}
        or (plain - negated) & {"free", "fine"}
        or ("only" in plain and "until" in negated)
        or "still" in plain & negated
    )


def _level(lost: list[_Judged], added: list[_Judged]) -> Level:
    """As many lost as added, one after the other: the no has moved to the next sentence rather than gone."""
    return Level.AMBER if len(lost) == len(added) else Level.RED


CHECK = Negation()

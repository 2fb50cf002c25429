"""Which sentences of the draft stand in which of the text, judged by length, topics and facts."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.domain.guard.concepts import concepts, facts
from app.domain.guard.lengths import measure
from app.domain.translating.segments import sentences

MOST = 120  # sentences on a side; longer texts are not aligned
# What a step costs before anything is compared: one to one, merged or split, left out or added.
STEPS = {(1, 1): 0.0, (2, 1): 2.4, (1, 2): 2.4, (3, 1): 4.6, (1, 3): 4.6, (2, 2): 4.3, (1, 0): 2.8, (0, 1): 2.8}
SPREAD = 0.21  # how far lengths of the same sentence lie apart, as a logarithm
SMOOTH = 8.0
CONCEPT, FACT = 0.7, 1.6
SEAMLESS = 1.2  # two sentences that became one leave a seam in it: a comma, a dash, an "and"
UNCOVERED = 0.8
SPLICED = 0.5  # as many commas as sentences: Chinese and Japanese like to go on where others stop
SEAM = re.compile(r"[,;:，、；：–—(（]|(?:\b(?:and|und|et|y|e|en)\b)|[고며만서니데] ", re.IGNORECASE)
BAND, NARROWEST = 0.3, 4  # how far from the diagonal two ends may lie, as a share of the sentences and in sentences


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence with what is compared of it."""

    text: str
    length: float
    concepts: int
    facts: frozenset[str]
    seams: int = 0


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences of the draft and of the text that say the same; one side is empty where the other lacks it."""

    draft: tuple[Unit, ...]
    text: tuple[Unit, ...]

    @property
    def written(self) -> str:
        return " ".join(unit.text for unit in self.draft)

    @property
    def sent(self) -> str:
        return " ".join(unit.text for unit in self.text)


@lru_cache(maxsize=16)
def align(draft: str, text: str, source: str, target: str) -> tuple[Bead, ...]:
    """The cheapest way through both texts in order; () where they are too long for it."""
    before, after = units(draft, source), units(text, target)
    if max(len(before), len(after)) > MOST:
        return ()
    steps = _cheapest(before, after)
    beads = []
    row, column = len(before), len(after)
    while row or column:
        rows, columns = steps[row][column]
        beads.append(Bead(before[row - rows : row], after[column - columns : column]))
        row, column = row - rows, column - columns
    return tuple(reversed(beads))


def units(text: str, language: str) -> tuple[Unit, ...]:
    """The sentences that have letters or digits at all."""
    worded = (sentence for sentence in sentences(text) if any(map(str.isalnum, sentence)))
    return tuple(
        Unit(one, measure(one, language), concepts(one, language), facts(one), len(SEAM.findall(one[:-1])))
        for one in worded
    )


@dataclass(frozen=True, slots=True)
class _Span:
    """One to three sentences in a row, and the same as if they were one."""

    parts: tuple[Unit, ...]
    whole: Unit


def _spans(side: tuple[Unit, ...]) -> list[list[_Span | None]]:
    """For every end of a span those of no, one, two and three sentences."""
    return [
        [None, *(_span(side[end - size : end]) if size <= end else None for size in range(1, 4))]
        for end in range(len(side) + 1)
    ]


def _span(parts: tuple[Unit, ...]) -> _Span:
    if len(parts) == 1:
        return _Span(parts, parts[0])
    spoken = 0
    for part in parts:
        spoken |= part.concepts
    named = frozenset[str]().union(*(part.facts for part in parts))
    return _Span(parts, Unit("", sum(part.length for part in parts), spoken, named, seams=len(parts)))


def _cheapest(before: tuple[Unit, ...], after: tuple[Unit, ...]) -> list[list[tuple[int, int]]]:
    """For every pair of ends the step that leads there at the least cost; ends far from the diagonal are left out."""
    rows, columns = len(before), len(after)
    ours, theirs = _spans(before), _spans(after)
    cost = [[math.inf] * (columns + 1) for _ in range(rows + 1)]
    steps = [[(0, 0)] * (columns + 1) for _ in range(rows + 1)]
    cost[0][0] = 0.0
    band = max(BAND * max(rows, columns), abs(rows - columns) + NARROWEST)
    for row in range(rows + 1):
        for column in range(columns + 1):
            if row + column and abs(row - column) <= band:
                cost[row][column], steps[row][column] = min(_arrivals(row, column, cost, ours[row], theirs[column]))
    return steps


def _arrivals(
    row: int, column: int, cost: list[list[float]], ours: list[_Span | None], theirs: list[_Span | None]
) -> Iterator[tuple[float, tuple[int, int]]]:
    """What each step costs that ends here."""
    for (rows, columns), price in STEPS.items():
        if rows <= row and columns <= column:
            near = cost[row - rows][column - columns] + price
            draft, text = ours[rows], theirs[columns]
            yield (
                (near if draft is None or text is None or near == math.inf else near + _distance(draft, text)),
                (
                    rows,
                    columns,
                ),
            )


def _distance(draft: _Span, text: _Span) -> float:
    """Low where both sides are of a length, speak of the same and name the same facts."""
    before, after = draft.whole, text.whole
    ratio = math.log((after.length + SMOOTH) / (before.length + SMOOTH)) / SPREAD
    shared, apart = (before.concepts & after.concepts).bit_count(), (before.concepts ^ after.concepts).bit_count()
    near = ratio * ratio / 2 + CONCEPT * (apart / 2 - min(shared, 4))
    if before.facts or after.facts:
        near += FACT * (len(before.facts ^ after.facts) / 2 - min(len(before.facts & after.facts), 4))
    return near + _strain(draft.parts, after) + _strain(text.parts, before)


def _strain(parts: tuple[Unit, ...], whole: Unit) -> float:
    """What speaks against several sentences being one: nothing of a part is in it, and it has no seam."""
    if len(parts) == 1:
        return 0.0
    strange = sum(bool(part.concepts or part.facts) and not _touches(part, whole) for part in parts)
    return UNCOVERED * strange + _joint(whole.seams, len(parts))


def _joint(seams: int, parts: int) -> float:
    """A sentence without a seam is hardly made of several, one with as many seams as sentences quite likely."""
    if not seams:
        return SEAMLESS * (parts - 1)
    return -SPLICED if seams >= parts else 0.0


def _touches(part: Unit, whole: Unit) -> bool:
    return bool(part.concepts & whole.concepts or part.facts & whole.facts)

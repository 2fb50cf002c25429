"""Which sentences of the draft stand in which of the text, judged by length, by what they speak of and by their facts."""

import math
from dataclasses import dataclass
from functools import lru_cache

from app.domain.guard.concepts import concepts, facts
from app.domain.guard.lengths import measure
from app.domain.translating.segments import sentences

MOST = 120  # sentences on a side; longer texts are not aligned
# What a step costs before anything is compared: one to one, merged or split, left out or added.
STEPS = {(1, 1): 0.0, (2, 1): 1.4, (1, 2): 1.4, (3, 1): 3.0, (1, 3): 3.0, (2, 2): 2.6, (1, 0): 3.4, (0, 1): 3.4}
SPREAD = 0.34  # how far lengths of the same sentence lie apart, as a logarithm
SMOOTH = 8.0
CONCEPT, FACT = 0.7, 1.6


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence with what is compared of it."""

    text: str
    length: float
    concepts: int
    facts: frozenset[str]


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
    return tuple(Unit(one, measure(one, language), concepts(one, language), facts(one)) for one in worded)


def _cheapest(before: tuple[Unit, ...], after: tuple[Unit, ...]) -> list[list[tuple[int, int]]]:
    width = len(after) + 1
    cost = [[math.inf] * width for _ in range(len(before) + 1)]
    steps = [[(0, 0)] * width for _ in range(len(before) + 1)]
    cost[0][0] = 0.0
    for row in range(len(before) + 1):
        for column in range(width):
            for (rows, columns), price in STEPS.items():
                if rows > row or columns > column or cost[row - rows][column - columns] == math.inf:
                    continue
                near = cost[row - rows][column - columns] + price
                if near + LEAST < cost[row][column]:
                    near += _distance(before[row - rows : row], after[column - columns : column])
                    if near < cost[row][column]:
                        cost[row][column], steps[row][column] = near, (rows, columns)
    return steps


LEAST = -12.0  # no step earns more than this by what it shares


def _distance(draft: tuple[Unit, ...], text: tuple[Unit, ...]) -> float:
    """Low where both sides are of a length, speak of the same and name the same facts."""
    if not draft or not text:
        return 0.0
    lengths = sum(unit.length for unit in draft), sum(unit.length for unit in text)
    ratio = math.log((lengths[1] + SMOOTH) / (lengths[0] + SMOOTH)) / SPREAD
    here, there = _spoken(draft), _spoken(text)
    shared, apart = (here & there).bit_count(), (here ^ there).bit_count()
    facts_here = frozenset().union(*(unit.facts for unit in draft))
    facts_there = frozenset().union(*(unit.facts for unit in text))
    same, other = len(facts_here & facts_there), len(facts_here ^ facts_there)
    return ratio * ratio / 2 + CONCEPT * (apart / 2 - min(shared, 4)) + FACT * (other / 2 - min(same, 4))


def _spoken(sentences_: tuple[Unit, ...]) -> int:
    found = 0
    for unit in sentences_:
        found |= unit.concepts
    return found

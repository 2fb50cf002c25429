"""How the guard does on the corpus: errors caught and faithful pairs held up, counted by half, kind and language."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from app.domain.guard.pair import Finding, Pair
from app.domain.guard.verdict import examine
from tests.domain.guard.corpus import Correct, Half, Planted, correct, planted


@dataclass(frozen=True, slots=True)
class Share:
    part: int
    whole: int

    @property
    def percent(self) -> float:
        return 100 * self.part / self.whole


def alarms(pair: Pair) -> frozenset[Finding]:
    return frozenset(examine(pair).red)


@cache
def false_alarms() -> tuple[Correct, ...]:
    return tuple(row for row in correct() if alarms(row.pair))


@cache
def missed() -> tuple[Planted, ...]:
    """An error counts as caught only by an alarm that the faithful pair does not raise too."""
    usual = {row.id: {finding.check: finding.detail for finding in alarms(row.pair)} for row in false_alarms()}
    return tuple(row for row in planted() if not _is_new(alarms(row.pair), usual.get(row.of, {})))


def _is_new(raised: frozenset[Finding], usual: dict[str, str]) -> bool:
    return any(usual.get(finding.check) != finding.detail for finding in raised)


def alarmed(half: Half | None = None) -> Share:
    """The share of faithful pairs that are held up."""
    return Share(_count(false_alarms(), half), _count(correct(), half))


def caught(half: Half | None = None) -> Share:
    """The share of planted errors that are held up."""
    whole = _count(planted(), half)
    return Share(whole - _count(missed(), half), whole)


def caught_by(trait: Callable[[Planted], str]) -> dict[str, Share]:
    whole, lost = Counter(map(trait, planted())), Counter(map(trait, missed()))
    return {name: Share(count - lost[name], count) for name, count in whole.items()}


def kind_of(row: Planted) -> str:
    return row.kind


def language_of(row: Correct | Planted) -> str:
    return row.pair.target


def _count(rows: Iterable[Correct | Planted], half: Half | None) -> int:
    return sum(half is None or row.half is half for row in rows)


def table() -> str:
    """Misses and false alarms by kind and language; of the held-out half nothing else may be told."""
    told = [f"{half}: {_line(half)}" for half in Half]
    lost = Counter((row.half, row.kind, row.pair.target) for row in missed())
    cried = Counter((row.half, found.check, row.pair.target) for row in false_alarms() for found in alarms(row.pair))
    told += [f"  missed, {', '.join(key)}: {count}" for key, count in sorted(lost.items())]
    told += [f"  held up, {', '.join(key)}: {count}" for key, count in sorted(cried.items())]
    return "\n".join(told)


def _line(half: Half) -> str:
    good, cried = caught(half), alarmed(half)
    return (
        f"{good.part} of {good.whole} errors caught ({good.percent:.1f} %), "
        f"{cried.part} of {cried.whole} faithful pairs held up ({cried.percent:.1f} %)"
    )

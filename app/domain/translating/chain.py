"""Which engines are asked for a pair of languages, in which order, and through which third language where none can."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

PIVOTS = ("en", "es")  # what most engines speak; the second for those that go between Romance languages only


@dataclass(frozen=True, slots=True)
class Link:
    """An engine as the chain sees it. `pairs` None: it cannot say what it speaks, so it is tried.

    `why_not`: a sentence where it may not be asked at all now: switched off, spent, resting.
    """

    engine_id: int
    pairs: frozenset[tuple[str, str]] | None = None
    why_not: str = ""

    def goes(self, source: str, target: str) -> bool:
        if self.pairs is None:
            return True
        return (source, target) in self.pairs or (not source and any(to == target for _from, to in self.pairs))


@dataclass(frozen=True, slots=True)
class Leg:
    """One call: this engine from this language into that one."""

    engine_id: int
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Route:
    """One way from source to target: one leg, or two through `pivot`."""

    legs: tuple[Leg, ...]
    pivot: str = field(default="")


def routes(links: Sequence[Link], source: str, target: str) -> tuple[Route, ...]:
    """Every way worth trying: the direct ones in the shop's order, a third language only where there is none."""
    usable = [link for link in links if not link.why_not]
    direct = [Route((Leg(link.engine_id, source, target),)) for link in usable if link.goes(source, target)]
    return tuple(direct) if direct or not source else tuple(_through(usable, source, target))


def refusals(links: Iterable[Link]) -> tuple[str, ...]:
    """Why engines were passed over, once each."""
    return tuple(dict.fromkeys(link.why_not for link in links if link.why_not))


def _through(links: Sequence[Link], source: str, target: str) -> list[Route]:
    """Only engines that say what they speak: to try each pair of all others would cost two calls a failure."""
    found = []
    known = [link for link in links if link.pairs is not None]
    for pivot in PIVOTS:
        if pivot in (source, target):
            continue
        there = next((link for link in known if link.goes(source, pivot)), None)
        onward = next((link for link in known if link.goes(pivot, target)), None)
        if there is not None and onward is not None:
            legs = (Leg(there.engine_id, source, pivot), Leg(onward.engine_id, pivot, target))
            found.append(Route(legs, pivot))
    return found

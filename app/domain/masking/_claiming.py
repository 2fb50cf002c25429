"""All kinds over one page: which places are taken, and under whose name each is counted."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from app.domain.masking._kind import GONE, Kind, Page
from app.plugins import discover


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    start: int
    end: int
    rank: int
    name: str


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind, the one that names first in front."""
    found = [module.KIND for module in discover("app.domain.masking").values() if hasattr(module, "KIND")]
    return tuple(sorted(found, key=lambda kind: kind.rank))


def claims(page: Page) -> list[Claim]:
    """Places in order, none touching another's characters."""
    taken = _merged(claim for kind in kinds() if kind.is_private for claim in _claims(kind, page))
    for kind in kinds():
        if not kind.is_private:
            more = list(_claims(kind, _without(page, taken)))
            taken = _merged([*taken, *more]) if more else taken
    return taken


def _claims(kind: Kind, page: Page) -> Iterable[Claim]:
    return (Claim(start, end, kind.rank, kind.name) for start, end in kind.find(page) if start < end)


def _merged(found: Iterable[Claim]) -> list[Claim]:
    merged: list[Claim] = []
    for claim in sorted(found):
        last = merged[-1] if merged else None
        if last is None or claim.start >= last.end:
            merged.append(claim)
            continue
        named = min(last, claim, key=lambda one: one.rank)
        merged[-1] = replace(named, start=last.start, end=max(last.end, claim.end))
    return merged


def _without(page: Page, taken: list[Claim]) -> Page:
    parts, at = [], 0
    for claim in taken:
        parts += [page.text[at : claim.start], GONE * (claim.end - claim.start)]
        at = claim.end
    return replace(page, text="".join([*parts, page.text[at:]]))

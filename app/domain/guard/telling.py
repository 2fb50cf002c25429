"""A finding from what was compared: what is missing (−), added (+), and told otherwise (≈)."""

from collections.abc import Hashable, Iterable
from dataclasses import replace
from decimal import Decimal

from app.domain.guard.comparing import Compared
from app.domain.guard.durations import LASTS
from app.domain.guard.found import Found, Strength
from app.domain.guard.pair import Finding, Level, Pair


def finding(check: str, result: Compared, pair: Pair) -> Finding | None:
    """RED where something is missing or added, AMBER where it is only told otherwise; None with nothing to compare."""
    result = replace(result, missing=_needed(result.missing), added=_needed(result.added))
    if not (result.count or result.missing or result.added or result.apart):
        return None
    level = Level.RED if result.missing or result.added else Level.AMBER if result.apart else Level.GREEN
    return Finding(check, level, result.count, detail(result, pair), marks(result))


def _needed(found: list[Found]) -> list[Found]:
    return [each for each in found if each.strength is not Strength.LOOSE]


def detail(result: Compared, pair: Pair) -> str:
    told = (
        _listed("−", (_shown(each, result.added) for each in result.missing)),
        _listed("+", (_shown(each, result.missing) for each in result.added)),
        _listed("≈", (_otherwise(before, after, pair) for before, after in result.apart)),
    )
    return " · ".join(filter(None, told))


def marks(result: Compared) -> tuple[str, ...]:
    """The pieces of the text, once each."""
    shown = [
        *(_shown(each, result.missing) for each in result.added),
        *(after.literal for _, after in result.apart),
    ]
    return tuple(dict.fromkeys(each.strip() for each in shown if each.strip()))


def _shown(found: Found, others: Iterable[Found]) -> str:
    """With its unit or limit where the number alone would look the same on both sides."""
    is_alike = any(found.bare == each.bare or not found.means.isdisjoint(each.means) for each in others)
    return found.told if is_alike else found.literal


def _listed(sign: str, told: Iterable[str]) -> str:
    words = ", ".join(word.strip() for word in told)
    return f"{sign} {words}" if words else ""


def _otherwise(before: Found, after: Found, pair: Pair) -> str:
    """Where one writing has two meanings, both: 1.000 (de 1000, en 1)."""
    if before.bare != after.bare or before.means == after.means:
        return f"{before.literal.strip()} → {after.literal.strip()}"
    ours, theirs = _meant(before), _meant(after)
    return f"{after.literal.strip()} ({pair.source} {ours}, {pair.target} {theirs})"


def _meant(found: Found) -> str:
    return "/".join(sorted({_value(means) for means in found.means if not _lasts(means)}))


def _lasts(means: Hashable) -> bool:
    return isinstance(means, tuple) and means[0] in LASTS


def _value(means: Hashable) -> str:
    if isinstance(means, Decimal):
        return f"{means.normalize():f}"
    if isinstance(means, tuple) and isinstance(means[0], Decimal):
        return f"{means[0].normalize():f}"
    if isinstance(means, tuple):
        return "-".join(f"{number:02}" for number in means if number)
    return str(means)

"""Dates and times of day mean the same moment; a month, weekday or near day in words must not become another."""

from typing import ClassVar

from app.domain.guard.comparing import Compared, compared
from app.domain.guard.found import Found, Kind, Strength
from app.domain.guard.pair import Finding, Pair
from app.domain.guard.telling import finding

EXACT = (Kind.DATE, Kind.TIME)
WORDS = (Kind.MONTH, Kind.WEEKDAY, Kind.DAY)


class Dates:
    name: ClassVar[str] = "dates"

    def look(self, pair: Pair) -> Finding | None:
        kinds = compared(pair)
        whole = Compared()
        for part in (*(kinds[kind] for kind in EXACT), *(_of_words(kinds[kind]) for kind in WORDS)):
            whole.count += part.count
            whole.missing += part.missing
            whole.added += part.added
            whole.apart += part.apart
        return finding(self.name, whole, pair)


def _of_words(result: Compared) -> Compared:
    """Another day is an error; one said on one side only mostly is not, unless digits told it."""
    if result.missing and result.added:
        return result
    return Compared(result.count, _digits(result.missing), _digits(result.added), result.apart)


def _digits(found: list[Found]) -> list[Found]:
    return [each for each in found if each.strength is Strength.DIGITS]


CHECK = Dates()

"""Dates and times of day mean the same moment; a month, weekday or near day in words must not become another."""

from dataclasses import replace
from typing import ClassVar

from app.domain.guard.comparing import Compared, compared
from app.domain.guard.found import Found, Kind
from app.domain.guard.pair import Finding, Level, Pair
from app.domain.guard.telling import finding

EXACT = (Kind.DATE, Kind.TIME)
WORDS = (Kind.MONTH, Kind.WEEKDAY, Kind.DAY)


class Dates:
    name: ClassVar[str] = "dates"

    def look(self, pair: Pair) -> Finding | None:
        kinds = compared(pair)
        certain, lone = Compared(), Compared()
        for kind in (*EXACT, *WORDS):
            result = kinds[kind]
            is_certain = kind in EXACT or (result.missing and result.added)
            _add(result, certain if is_certain else lone)
        found = finding(self.name, _both(certain, lone, with_lone=False), pair)
        if found is None or found.level is not Level.GREEN or not (lone.missing or lone.added):
            return found
        told = finding(self.name, _both(certain, lone, with_lone=True), pair)
        return replace(told, level=Level.AMBER) if told and told.detail else found


def _add(part: Compared, whole: Compared) -> None:
    whole.count += part.count
    whole.missing += part.missing
    whole.added += part.added
    whole.apart += part.apart


def _both(certain: Compared, lone: Compared, *, with_lone: bool) -> Compared:
    """A weekday on one side only mostly is no error; near days (today) are not even told."""
    count = certain.count + lone.count
    if not with_lone:
        return Compared(count, certain.missing, certain.added, [*certain.apart, *lone.apart])
    return Compared(count, _told(lone.missing), _told(lone.added), lone.apart)


def _told(found: list[Found]) -> list[Found]:
    return [each for each in found if each.kind is not Kind.DAY]


CHECK = Dates()

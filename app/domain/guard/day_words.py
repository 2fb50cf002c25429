"""Finds months without a day, weekdays and near days such as tomorrow: words that must not become another."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from app.domain.guard.calendar_words import (
    DOUBTFUL,
    EAST_DAY,
    SHORT_DAYS,
    SHORT_OF,
    SIGNED_DAYS,
    month_pattern,
    months,
    near_days,
    weekdays,
)
from app.domain.guard.found import Found, Kind, Strength
from app.domain.guard.number_words import LATIN
from app.domain.guard.numerals import han

EAST_MONTH = re.compile(
    r"(?:(\d{4}) ?[年년] ?)?(?<!\d)(\d{1,2}|[一二三四五六七八九十]{1,2}) ?[月월](?![間间간曜]|以?[内內])"
)
ASKED_BY = (
    r"(?:(?:in|by|of|until|till|since|for|from|around|before|after|early|late|mid|this|next|last|en|de|desde|hasta|fin"
    r"|mi|début|depuis|a|di|em|até)[ -])"
)
MONTHS = 12


def month_words(text: str, language: str) -> Iterator[Found]:
    """In November, 11月に, 2026年11月."""
    for match in EAST_MONTH.finditer(text):
        yield from _east_month(match)
    pattern = _month_words(language)
    for match in pattern.finditer(text) if pattern else ():
        name = match["m"].casefold()
        is_written_so = match["m"][0].isupper() or language not in {"en", "de"}
        if is_written_so and (match["by"] or name not in DOUBTFUL.get(language, ())):
            yield _word(Kind.MONTH, match.start("m"), match["m"], months(language)[name])


def weekday_words(text: str, language: str) -> Iterator[Found]:
    for match in EAST_DAY.finditer(text):
        sign = next(group for group in match.groups() if group)
        yield _word(Kind.WEEKDAY, match.start(), match.group(), SIGNED_DAYS[sign])
    if known := weekdays(language):
        pattern, names = known
        for match in pattern.finditer(text):
            yield _word(Kind.WEEKDAY, match.start(), match.group(), names[match.group().casefold()])
    if short := SHORT_DAYS.get(language):
        order = SHORT_OF[language].split()
        length = len(order[0])
        for match in re.finditer(short, text):
            yield _word(Kind.WEEKDAY, match.start(), match[1], order.index(match[1][:length].casefold()))


def near_words(text: str, language: str) -> Iterator[Found]:
    if known := near_days(language):
        pattern, days = known
        for match in pattern.finditer(text):
            yield _word(Kind.DAY, match.start(), match.group(), days[match.group().casefold()])


@lru_cache(maxsize=64)
def _month_words(language: str) -> re.Pattern[str] | None:
    names = month_pattern(language)
    if not names:
        return None
    return re.compile(rf"(?<![{LATIN}])(?P<by>{ASKED_BY})?(?P<m>{names})(?![{LATIN}])", re.IGNORECASE)


def _east_month(match: re.Match[str]) -> Iterator[Found]:
    month = int(match[2]) if match[2].isdecimal() else int(han(match[2]))
    if not 1 <= month <= MONTHS:
        return
    parts = (tuple(Decimal(number) for number in (match[1], month) if number),)
    if match[1]:
        means = frozenset({(int(match[1]), month, 0)})
        yield Found(Kind.DATE, match.start(), match.group(), means, also=means, bare=match.group(), parts=parts)
    else:
        strength = Strength.DIGITS if match[2].isdecimal() else Strength.WORD
        yield Found(Kind.MONTH, match.start(), match.group(), frozenset({month}), strength, parts=parts)


def _word(kind: Kind, start: int, literal: str, value: int) -> Found:
    return Found(kind, start, literal, frozenset({value}), Strength.WORD)

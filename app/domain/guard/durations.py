"""How long a number lasts by the unit after it: 14 days are two weeks, quinze jours too, and 5 days never 5 weeks."""

import re
from collections.abc import Hashable
from dataclasses import replace
from decimal import Decimal

from app.domain.guard.found import Found, Kind
from app.domain.guard.number_words import LATIN

HOURS = "時間|[个個]?小[时時]|[个個]?[钟鐘][头頭]|시간"
DAYS = "(?:営業)?日|[个個]?(?:[营營][业業]|工作)[日天]|天|(?:영업)?일"
WEEKS = "[週周](?!年)|[个個]?星期|주(?![년문])"
UNITS = {
    ("minutes", 1): rf"(?:min(?:ut(?:e[sn]?|os?|[oi]))?)(?![{LATIN}])|分(?:間|[钟鐘]|(?=以|程|ほ))|분(?!의)",
    ("minutes", 60): rf"(?:hours?|Stunden?|Std|heures?|horas?|ore|h)(?![{LATIN}])|{HOURS}",
    ("minutes", 1440): (
        r"(?:(?:business |working |calendar )?days?|(?:Werk|Arbeits|Geschäfts|Kalender)?tage?n?|jours?|d[ií]as?"
        rf"|giorn[io])(?![{LATIN}])|{DAYS}"
    ),
    ("minutes", 10080): rf"(?:weeks?|Wochen?|semaines?|semanas?|settiman[ae])(?![{LATIN}])|{WEEKS}",
    ("months", 1): rf"(?:months?|Monate?n?|mois|mes(?:es)?|mes[ei])(?![{LATIN}])|[ヶかカヵ箇個个]月|개월|달",
    ("months", 12): rf"(?:years?|Jahre?n?|ans?|années?|años?|ann[io]|anos?)(?![{LATIN}])|年|년",
}
AFTER = {unit: re.compile(rf"[ -]?(?:{words})", re.IGNORECASE) for unit, words in UNITS.items()}
LASTS = frozenset(name for name, _ in UNITS)
ROMANCE = {"fr", "es", "it", "pt"}
WEEKS_IN_DAYS = {Decimal(8): 7, Decimal(15): 14}  # both ends of a week are counted there


def lasting(found: Found, text: str, language: str) -> Found:
    """The same number with its duration among what it means."""
    if found.kind is not Kind.NUMBER:
        return found
    end = found.start + len(found.literal)
    matches = ((unit, pattern.match(text, end)) for unit, pattern in AFTER.items())
    unit, behind = next(((unit, match.end() - end) for unit, match in matches if match), (None, 0))
    values = [value for value in found.means if isinstance(value, Decimal)]
    if unit is None or not values:
        return found
    counted: list[Decimal] = [
        *values,
        *(Decimal(WEEKS_IN_DAYS[value]) for value in values if _counts_both_ends(value, unit, language)),
    ]
    name, length = unit
    lasts: frozenset[Hashable] = frozenset((name, value * length) for value in counted)
    return replace(found, means=found.means | lasts, aside=(0, behind))


def last_otherwise(before: Found, after: Found) -> bool:
    """5 days are not 5 weeks; of two numbers one of which has no unit beside it nothing is told."""
    ours, theirs = _durations(before), _durations(after)
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def has_other_unit(before: Found, after: Found) -> bool:
    """The same, of two that are written alike and may have another value each: 1.000 Tage and 1.000 days."""
    ours, theirs = _units(before), _units(after)
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def may_be_hours(found: Found) -> bool:
    """Whether a number can be told as the time of a day is: 5 horas are five hours or five o'clock, never 5 weeks."""
    durations = _durations(found)
    hours = {("minutes", value * 60) for value in found.means if isinstance(value, Decimal)}
    return not durations or not durations.isdisjoint(hours)


def _durations(found: Found) -> frozenset[Hashable]:
    return frozenset(means for means in found.means if isinstance(means, tuple) and means[0] in LASTS)


def _units(found: Found) -> frozenset[Hashable]:
    values = [value for value in found.means if isinstance(value, Decimal) and value]
    lasts = [means for means in found.means if isinstance(means, tuple) and means[0] in LASTS]
    return frozenset((name, length / value) for name, length in lasts for value in values)


def _counts_both_ends(value: Decimal, unit: tuple[str, int], language: str) -> bool:
    return language in ROMANCE and unit == ("minutes", 1440) and value in WEEKS_IN_DAYS

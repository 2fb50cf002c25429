"""How long a number lasts by the unit after it: 14 days are two weeks, 24 hours a day, quinze jours two weeks too."""

import re
from collections.abc import Hashable
from dataclasses import replace
from decimal import Decimal

from app.domain.guard.found import Found, Kind
from app.domain.guard.number_words import LATIN

UNITS = {
    ("hours", 1): rf"(?:hours?|Stunden?|heures?|horas?|ore|h)(?![{LATIN}])|時間|小时|小時|시간",
    ("hours", 24): rf"(?:days?|Tage?n?|jours?|d[ií]as?|giorn[io])(?![{LATIN}])|日|天|일",
    ("hours", 168): rf"(?:weeks?|Wochen?|semaines?|semanas?|settiman[ae])(?![{LATIN}])|週|周|[个個]?星期|주",
    ("months", 1): rf"(?:months?|Monate?n?|mois|mes(?:es)?|mes[ei])(?![{LATIN}])|[ヶかカヵ箇個个]月|개월|달",
    ("months", 12): rf"(?:years?|Jahre?n?|ans?|années?|años?|ann[io]|anos?)(?![{LATIN}])|年|년",
}
AFTER = {unit: re.compile(rf"[ -]?(?:{words})", re.IGNORECASE) for unit, words in UNITS.items()}
ROMANCE = {"fr", "es", "it", "pt"}
WEEKS_IN_DAYS = {Decimal(8): 7, Decimal(15): 14}  # both ends of a week are counted there


def lasting(found: Found, text: str, language: str) -> Found:
    """The same number with its duration among what it means."""
    if found.kind is not Kind.NUMBER:
        return found
    end = found.start + len(found.literal)
    unit = next((unit for unit, pattern in AFTER.items() if pattern.match(text, end)), None)
    values = [value for value in found.means if isinstance(value, Decimal)]
    if unit is None or not values:
        return found
    counted: list[Decimal] = [
        *values,
        *(Decimal(WEEKS_IN_DAYS[value]) for value in values if _counts_both_ends(value, unit, language)),
    ]
    name, length = unit
    lasts: frozenset[Hashable] = frozenset((name, value * length) for value in counted)
    return replace(found, means=found.means | lasts)


def _counts_both_ends(value: Decimal, unit: tuple[str, int], language: str) -> bool:
    return language in ROMANCE and unit == ("hours", 24) and value in WEEKS_IN_DAYS

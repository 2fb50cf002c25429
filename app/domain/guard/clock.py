"""Finds times of day in a text: 14:00, 2 pm, 午後2時, 오후 2시, 14 Uhr, 14h30."""

import re
from collections.abc import Iterator
from decimal import Decimal

from app.domain.guard.found import Found, Kind
from app.domain.guard.number_words import LATIN, base
from app.domain.guard.numerals import han

FORENOON = "午前|上午|早上|清晨|凌晨|朝の?|오전|아침|새벽"
AFTERNOON = "午後|下午|晚上|傍晚|夕方|夜の?|오후|저녁|밤"
NOON = "中午|正午|昼の?|낮"
EARLY = r"a\. ?m\.|am|AM|a\.m|de la mañana|du matin|morgens|vormittags|früh|in the morning|del mattino|da manhã"
LATE = (
    r"p\. ?m\.|pm|PM|p\.m|de la tarde|de la noche|de l['’]après-midi|du soir|nachmittags|abends|in the afternoon"
    r"|in the evening|at night|del pomeriggio|di sera|da tarde|da noite"
)
AFTER = rf"(?: ?(?:(?P<early>{EARLY})|(?P<late>{LATE}))(?![{LATIN}]))?"
FROM = r"(?:(?<![\d.,:])(?P<f>\d{1,2})(?::(?P<fm>\d{2}))?(?: ?(?:-|–|—|~|至|到|から) ?| (?:to|bis|à|a|a las|and|und|et|y) ))?"
BEFORE = rf"(?:(?P<am>{FORENOON})|(?P<pm>{AFTERNOON})|(?P<noon>{NOON}))? ?"
NATIVE = {word: hour for hour, word in enumerate("한 두 세 네 다섯 여섯 일곱 여덟 아홉 열 열한 열두".split(), 1)}
HOUR = rf"(?:\d{{1,2}}|[一二三四五六七八九十两兩]{{1,3}}|{'|'.join(sorted(NATIVE, key=len, reverse=True))})"
CLOCK = re.compile(
    rf"(?<![\d:.]){BEFORE}(?<!\d)(?P<h>\d{{1,2}}):(?P<m>\d{{2}})(?::\d{{2}})?(?![\d:]|%)"
    rf"(?: ?(?:Uhr|h|hs|horas|heures|点|點|時|o'clock)(?![{LATIN}間间]))?{AFTER}"
)
EAST = re.compile(rf"{FROM}{BEFORE}(?<!\d)(?P<h>{HOUR}) ?(?:時|时|点|點|시)(?![間间간])(?:[钟鐘整正]|(?P<half> ?[半반])|(?P<quarter>一刻)| ?(?P<m>\d{{1,2}}) ?(?:分|분))?")  # fmt: skip
WEST = re.compile(
    rf"{FROM}(?<![\d.,:])(?P<h>\d{{1,2}}) ?(?:h(?:eures?)?(?![{LATIN}]) ?(?P<m>\d{{2}})?|hs?\b|horas\b|Uhr(?: (?P<u>\d{{2}})\b)?|o['’]clock)"
    rf"(?![{LATIN}]){AFTER}"
)
DOTTED = re.compile(r"(?<![\d.,:])(?P<h>\d{1,2})\.(?P<m>\d{2}) ?(?:Uhr|h\b)")
WITH_LETTERS = re.compile(
    rf"(?:{FROM})(?<![\d.,:])(?P<h>\d{{1,2}})(?:\.(?P<m>\d{{2}}))? ?(?:(?P<early>{EARLY})|(?P<late>{LATE}))(?![{LATIN}])"
)
TOLD = re.compile(r"(?<=\ba las )(?P<h>\d{1,2})(?![\d:.,])(?P<half> y media)?" + AFTER)
OPEN_TWELVE = {"en", "ja", "zh", "ko", "es"}  # 2:00 may be 14:00 there
DAY, HALF_DAY, HOURS = 60, 12, 24


def times(text: str, language: str) -> Iterator[Found]:
    """Every time of day; a range's first hour shares what is said of the second. May tell one place twice."""
    for pattern in (CLOCK, DOTTED, WITH_LETTERS, WEST, EAST, TOLD):
        for match in pattern.finditer(text):
            yield from _of(match, language)


def _of(match: re.Match[str], language: str) -> Iterator[Found]:
    told = match.groupdict()
    hour, minute = _hour(told["h"]), _minute(told)
    if hour >= HOURS or minute >= DAY:
        return
    half = _half(told)
    start = match.start()
    if told.get("f") and int(told["f"]) < HOURS:
        start = match.start("h")
        first = match.string[match.start("f") : match.end("fm") if told["fm"] else match.end("f")]
        yield _found(
            first, match.start("f"), _readings(int(told["f"]), int(told["fm"] or 0), half, language, is_first=True)
        )
    elif told.get("f"):
        return
    readings = _readings(hour, minute, half, language, padded=told["h"].startswith("0"))
    yield _found(match.string[start : match.end()], start, readings)


def _hour(written: str) -> int:
    if written.isdecimal():
        return int(written)
    return NATIVE.get(written) or int(han(written))


def _minute(told: dict[str, str | None]) -> int:
    if told.get("half"):
        return 30
    return 15 if told.get("quarter") else int(told.get("m") or told.get("u") or 0)


def _half(told: dict[str, str | None]) -> str:
    """am, pm or nothing said."""
    if told.get("am") or told.get("early"):
        return "am"
    return "pm" if told.get("pm") or told.get("late") or told.get("noon") else ""


def _readings(hour: int, minute: int, half: str, language: str, *, is_first: bool = False, padded: bool = False) -> frozenset[tuple[int, int]]:  # fmt: skip
    """Minutes with every hour of the day that it may be."""
    early, late = (hour % HALF_DAY, minute), (hour % HALF_DAY + HALF_DAY, minute)
    if hour > HALF_DAY or padded:
        return frozenset({(hour, minute)})
    if half == "am" or (half == "pm" and not is_first):
        return frozenset({early if half == "am" else late})
    both = half or base(language) in OPEN_TWELVE
    return frozenset({early, late}) if both else frozenset({(hour, minute)})


def _found(literal: str, start: int, readings: frozenset[tuple[int, int]]) -> Found:
    parts = [
        tuple(Decimal(number) for number in ((hour, minute) if minute else (hour,)))
        for hour, minute in sorted(readings | {(hour % HALF_DAY or HALF_DAY, minute) for hour, minute in readings})
    ]
    means: frozenset[object] = frozenset(readings)
    return Found(Kind.TIME, start, literal, means, also=means, bare=literal, parts=tuple(parts))

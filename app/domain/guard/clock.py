"""Finds times of day in a text: 14:00, 2 pm, 午後2時, 오후 2시, 14 Uhr, 14h30."""

import re
from collections.abc import Hashable, Iterator
from decimal import Decimal

from app.domain.guard.found import Found, Kind, Strength
from app.domain.guard.number_words import LATIN, base
from app.domain.guard.numerals import han

FORENOON = "午前|上午|早上|清晨|凌晨|朝の?|오전|아침|새벽"
AFTERNOON = "午後|下午|晚上|傍晚|夕方|夜の?|오후|저녁|밤"
NOON = "中午|正午|昼の?|낮"
EARLY = r"a\. ?m\.|am|AM|a\.m|de la mañana|du matin|morgens|vormittags|früh|in the morning|del mattino|da manhã"
LATE = (
    r"p\. ?m\.|pm|PM|p\.m|de la tarde|de la noche|de l['’]après-midi|du soir|nachmittags|abends|in the afternoon"
    r"|in the evening|at night|noon|mittags|del pomeriggio|di sera|da tarde|da noite"
)
AFTER = rf"(?: ?(?:(?P<early>{EARLY})|(?P<late>{LATE}))(?![{LATIN}]))?"
FROM = (
    r"(?:(?<![\d.,:])(?P<f>\d{1,2})(?::(?P<fm>\d{2}))?"
    r"(?: ?(?:-|–|—|~|至|到|から) ?| (?:to|bis|à|a|a las|and|und|et|y) ))?"
)
BEFORE = rf"(?:(?:(?P<am>{FORENOON})|(?P<pm>{AFTERNOON})|(?P<noon>{NOON})) ?)?"
NATIVE_HOURS = ["한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두"]
NATIVE = {word: hour for hour, word in enumerate(NATIVE_HOURS, 1)}
KOREAN_HOUR = "|".join(sorted(NATIVE, key=len, reverse=True))
HOUR = rf"(?:\d{{1,2}}|[一二三四五六七八九十两兩]{{1,3}}|(?<![가-힣])(?:{KOREAN_HOUR}))"
CLOCK = re.compile(
    rf"(?<![\d:.]){BEFORE}(?<!\d)(?P<h>\d{{1,2}}):(?P<m>\d{{2}})(?::\d{{2}})?(?![\d:]|%)"
    rf"(?: ?(?:Uhr|h|hs|horas|heures|点|點|時|o'clock)(?![{LATIN}間间]))?{AFTER}"
)
EAST = re.compile(
    rf"{FROM}{BEFORE}(?<!\d)(?P<h>{HOUR}) ?(?:[時时点點]|시)(?![間间간])"
    r"(?:(?P<sharp>[钟鐘整正])|(?P<half> ?[半반])|(?P<quarter>一刻)| ?(?P<m>\d{1,2}) ?[分분])?"
)
WEST = re.compile(
    rf"{FROM}(?<![\d.,:])(?P<h>\d{{1,2}}) ?"
    rf"(?:h(?:eures?)?(?![{LATIN}]) ?(?P<m>\d{{2}})?|hs?\b|horas\b|Uhr(?: (?P<u>\d{{2}})\b)?|o['’]clock)"
    rf"(?![{LATIN}]){AFTER}"
)
DOTTED = re.compile(r"(?<![\d.,:])(?P<h>\d{1,2})\.(?P<m>\d{2}) ?(?:Uhr|h\b)")
WITH_LETTERS = re.compile(
    rf"(?:{FROM})(?<![\d.,:])(?P<h>\d{{1,2}})(?:\.(?P<m>\d{{2}}))? ?"
    rf"(?:(?P<early>{EARLY})|(?P<late>{LATE}))(?![{LATIN}])"
)
TOLD = re.compile(r"(?<=\ba las )(?P<h>\d{1,2})(?![\d:.,])(?P<half> y media)?" + AFTER)
# May stand for 12:00 and 0:00, and are never missed.
MIDNIGHT = re.compile(r"midnight|mitternacht|minuit|medianoche|mezzanotte|真夜中|午夜|半夜|자정", re.IGNORECASE)
MIDDAY = re.compile(rf"(?<![{LATIN}])(?:noon|midday|midi|mediodía|mezzogiorno)|mittag|正午|中午|정오", re.IGNORECASE)
OPEN_TWELVE = {"en", "ja", "zh", "ko", "es"}  # 2:00 may be 14:00 there
MINUTES, HALF_PAST, HALF_DAY, HOURS = 60, 30, 12, 24


def times(text: str, language: str) -> Iterator[Found]:
    """Every time of day; a range's first hour shares what is said of the second. May tell one place twice."""
    for pattern in (CLOCK, DOTTED, WITH_LETTERS, WEST, EAST, TOLD):
        for match in pattern.finditer(text):
            if base(language) != "ja" or not re.search("[点點]", match.group()):  # 3点 are three things
                yield from _of(match, language)
    for pattern, hour in ((MIDDAY, HALF_DAY), (MIDNIGHT, 0)):
        for match in pattern.finditer(text):
            yield _found(match.group(), match.start(), frozenset({(hour, 0)}), Strength.LOOSE)


def _of(match: re.Match[str], language: str) -> Iterator[Found]:
    told = match.groupdict()
    hour, minute = _hour(told["h"]), _minute(told)
    first = int(told.get("f") or 0)
    if hour >= HOURS or minute >= MINUTES or first >= HOURS:
        return
    half = _half(told)
    start = match.start()
    if told.get("f"):
        start = match.start("h")
        end = match.end("fm") if told["fm"] else match.end("f")
        readings = _both(first, int(told["fm"] or 0)) if half else _readings(first, int(told["fm"] or 0), "", language)
        yield _found(match.string[match.start("f") : end], match.start("f"), readings)
    readings = frozenset({(hour, minute)}) if told["h"].startswith("0") else _readings(hour, minute, half, language)
    is_sure = told["h"].isdecimal() or half or told.get("sharp")
    strength = Strength.DIGITS if is_sure else Strength.LOOSE  # 两点 may be two points
    yield _found(match.string[start : match.end()], start, readings, strength)


def _hour(written: str) -> int:
    if written.isdecimal():
        return int(written)
    return NATIVE.get(written) or int(han(written))


def _minute(told: dict[str, str | None]) -> int:
    if told.get("half"):
        return HALF_PAST
    return 15 if told.get("quarter") else int(told.get("m") or told.get("u") or 0)


def _half(told: dict[str, str | None]) -> str:
    """am, pm, noon (either), or nothing said."""
    names = {"am": "am", "early": "am", "pm": "pm", "late": "pm", "noon": "noon"}
    return next((half for group, half in names.items() if told.get(group)), "")


def _both(hour: int, minute: int) -> frozenset[tuple[int, int]]:
    if hour > HALF_DAY:
        return frozenset({(hour, minute)})
    return frozenset({(hour % HALF_DAY, minute), (hour % HALF_DAY + HALF_DAY, minute)})


def _readings(hour: int, minute: int, half: str, language: str) -> frozenset[tuple[int, int]]:
    """Hour and minute, with every hour of the day that it may be."""
    if hour > HALF_DAY:
        return frozenset({(hour, minute)})
    if half in {"am", "pm"}:
        return frozenset({(hour % HALF_DAY + (HALF_DAY if half == "pm" else 0), minute)})
    return _both(hour, minute) if half or base(language) in OPEN_TWELVE else frozenset({(hour, minute)})


def _found(
    literal: str, start: int, readings: frozenset[tuple[int, int]], strength: Strength = Strength.DIGITS
) -> Found:
    hours = readings | {(hour % HALF_DAY or HALF_DAY, minute) for hour, minute in readings}
    parts = tuple(tuple(map(Decimal, (hour, minute) if minute else (hour,))) for hour, minute in sorted(hours))
    halves = tuple((Decimal(hour), Decimal("0.5")) for hour, minute in sorted(hours) if minute == HALF_PAST)
    means: frozenset[Hashable] = frozenset(readings)
    return Found(Kind.TIME, start, literal, means, strength, also=means, bare=literal, parts=parts + halves)

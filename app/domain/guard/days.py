"""Finds dates in a text, however they are written; day or month first by the habit of the language."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from app.domain.guard.calendar_words import month_pattern, months
from app.domain.guard.found import Found, Kind
from app.domain.guard.number_words import LATIN, base
from app.domain.guard.numerals import han, read

MONTH_FIRST = {"en", "ja", "zh", "ko"}
DOTTED = {"de", "ko", "nl", "da", "nb", "fi", "cs", "pl", "ru", "tr", "it"}
LAST_DAY = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
HAN_DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
UNTIL = r" ?(?:-|–|—|~|から|至|到|에서|부터) ?"
EAST = re.compile(
    rf"(?:(?P<y>\d{{2,4}}|[〇零一二三四五六七八九]{{4}}) ?[年년] ?)?(?<!\d)(?P<m>{HAN_DAY}) ?[月월] ?"
    rf"(?P<d>{HAN_DAY}) ?[日号號일](?:{UNTIL}(?P<e>{HAN_DAY}) ?[日号號일])?(?![間间])"
)
YEAR_FIRST = re.compile(
    r"(?<![\d.,/-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)|(?<!\d)(\d{4})\. (\d{1,2})\. (\d{1,2})\.?"
)
THREE = re.compile(r"(?<![\d.,/-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d]|[./]\d)")
TWO = re.compile(r"(?<![\d.,/-])(?!24/7)(\d{1,2})/(\d{1,2})(?![\d/]|[.,]\d)")
TWO_DOTTED = re.compile(
    r"(?<![\d.,/-])(\d{1,2})\. ?(\d{1,2})\.(?! ?\d)"
    r"|(?:(?<=\bam )|(?<=\bvom )|(?<=\bbis )|(?<=\bzum )|(?<=\bab )|(?<=\bden )|(?<=\bdem )|(?<=\bseit ))"
    r"(\d{1,2})\.(\d{1,2})(?![\d.,]\d)"
)
DAY_END = r"(?:\.|st|nd|rd|th|er|º|ª|°)?"
AND = r" ?(?:-|–|—|~| bis| to| au| al| a| y| und| and| et|&|/)(?: le| el| dem| den| the)? ?"
TO = r" ?(?:-|–|—|~| to| bis) ?"
LINK = r"(?: of the| of| de| del| d['’]|-)? ?"


@lru_cache(maxsize=64)
def _words(language: str) -> tuple[re.Pattern[str], ...]:
    names = month_pattern(language)
    if not names:
        return ()
    year = r"(?:\.?,? ?(?:(?:de|del|of) )?(?P<y>\d{4}))?(?!\d)"
    month = rf"(?<![{LATIN}])(?P<m>{names})(?![{LATIN}])"
    day = rf"(?<![\d.,:])(?P<d>\d{{1,2}}){DAY_END}(?:{AND}(?P<e>\d{{1,2}}){DAY_END})?"
    after = (
        r"\.? (?:the )?(?P<d>\d{1,2})(?!\d|:\d|[.,]\d| ?[%€$£])(?:st|nd|rd|th|\.(?= ))?"
        rf"(?:{TO}(?P<e>\d{{1,2}})(?![\d:])(?:st|nd|rd|th)?)?"
    )
    case = re.NOFLAG if language in {"en", "de"} else re.IGNORECASE
    written = re.sub(r"[^\W\d_]+", lambda name: _capital(name.group(), language), names)
    month = month.replace(names, written)
    return (
        re.compile(rf"{day}{LINK}{month}{year}", case),
        re.compile(rf"{month}{after}(?:,? (?P<y>\d{{4}}))?(?!\d)", case),
        re.compile(rf"{month}\.? (?:(?:de|del|of) )?(?P<y>\d{{4}})(?!\d)", case),
    )


def _capital(name: str, language: str) -> str:
    return f"(?:{name.capitalize()}|{name.upper()})" if language in {"en", "de"} else name


def days(text: str, language: str) -> Iterator[Found]:
    """Every date that has a day, or a month with its year."""
    for pattern in (EAST, *_words(language)):
        for match in pattern.finditer(text):
            yield from _named(match, language)
    for match in YEAR_FIRST.finditer(text):
        whole, month, day = (int(piece) for piece in match.groups() if piece and piece.isdecimal())
        yield from _numeric(match, [(whole, month, day)], language)
    for match in THREE.finditer(text):
        first, sign, second, year = match.groups()
        yield from _numeric(match, _orders(first, second, sign, language, year), language)
    for match in TWO.finditer(text):
        yield from _numeric(match, _orders(match[1], match[2], "/", language), language)
    if base(language) in DOTTED:
        for match in TWO_DOTTED.finditer(text):
            first, second = (piece for piece in match.groups() if piece)
            yield from _numeric(match, _orders(first, second, ".", language), language)


def _orders(first: str, second: str, sign: str, language: str, year: str = "") -> list[tuple[int, int, int]]:
    """All that the two may be, the likelier first; year 0 where none is written."""
    whole = int(year) + (2000 if len(year) == 2 else 0) if year else 0  # noqa: PLR2004  # two digits of a year
    by_day, by_month = (whole, int(second), int(first)), (whole, int(first), int(second))
    starts_with_month = base(language) in MONTH_FIRST and not (sign == "." and base(language) != "ko")
    return [by_month, by_day] if starts_with_month else [by_day, by_month]


def _numeric(match: re.Match[str], orders: list[tuple[int, int, int]], language: str) -> Iterator[Found]:
    real = [order for order in orders if _is_real(*order[1:])]
    if not real:
        return
    written = match.group()
    runs = tuple(Decimal(run) for run in re.findall(r"\d+", written))
    values = read(written.rstrip("."), language)[0] if written.count(".") else frozenset[Decimal]()
    also = frozenset(real)
    yield Found(
        Kind.DATE, match.start(), written, frozenset(real[:1]), also=also, bare=written,
        parts=(runs, *((value,) for value in values)),
    )  # fmt: skip


def _named(match: re.Match[str], language: str) -> Iterator[Found]:
    told = match.groupdict()
    month = _number(told["m"], language)
    year = _number(told["y"], language) if told["y"] else 0
    ends = [day for day in (told.get("d"), told.get("e")) if day] or [""]
    year += 2000 if 0 < year < 100 else 0  # noqa: PLR2004  # two digits of a year
    dates = [(year, month, _number(day, language) if day else 0) for day in ends]
    if all(_is_real(month, day) for _, month, day in dates):
        yield from _each(match, dates)


def _each(match: re.Match[str], dates: list[tuple[int, int, int]]) -> Iterator[Found]:
    """A range's first day keeps the words up to the second."""
    ends_first = match.end()
    if len(dates) > 1:
        ends_first = match.start("e")
        yield _found(match.string[match.start("e") : match.end()], match.start("e"), dates[1])
    first = _found(match.string[match.start() : ends_first], match.start(), dates[0])
    day = ((Decimal(dates[0][2]),),) if len(dates) > 1 else ()  # from the 5th to 8 May
    yield replace(first, parts=first.parts + day)


def _found(literal: str, start: int, date: tuple[int, int, int]) -> Found:
    year, month, day = date
    parts = tuple(Decimal(number) for number in (year, month, day) if number)
    return Found(Kind.DATE, start, literal, frozenset({date}), also=frozenset({date}), bare=literal, parts=(parts,))


def _number(written: str, language: str) -> int:
    if written.isdecimal():
        return int(written)
    return months(language).get(written.casefold()) or int(han(written))


def _is_real(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 0 <= day <= LAST_DAY.get(month, 31)  # noqa: PLR2004  # a year has twelve

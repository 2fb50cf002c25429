"""Finds amounts of money in a text: a number with a currency before or after it, alone or in a range."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from app.domain.guard.currencies import PREFIX, STARTS, SUFFIX, Named, named
from app.domain.guard.found import Found, Kind, Strength
from app.domain.guard.reckoned import DIGITAL, Value, reckon, signed, word_number

RANGE = r"(?: ?(?:-|–|—|~|から|至|到|에서) ?| (?:to|bis|à|a|al) )"


@dataclass(frozen=True, slots=True)
class _Piece:
    """One number of an amount as it stands in the text: `literal` with its currency where that is beside it."""

    number: str
    start: int
    end: int
    shares: bool = False


BEFORE = re.compile(
    rf"(?=[{STARTS}])(?P<pre>{PREFIX}) ?-?(?P<a>{DIGITAL})(?:{RANGE}(?:{PREFIX})? ?(?P<b>{DIGITAL}))?"
    rf"(?: ?(?P<post>{SUFFIX})(?! ?\d))?"
)
AFTER = re.compile(rf"(?=\d)(?<!\d)(?P<c>{DIGITAL})(?:{RANGE}(?P<d>{DIGITAL}))?[ -]?(?P<suf>{SUFFIX})")


@lru_cache(maxsize=16)
def _worded(language: str) -> re.Pattern[str] | None:
    """Fifty dollars, 五十元."""
    number = word_number(language)
    return re.compile(rf"(?P<c>{number})(?:{RANGE}(?P<d>{number}))?[ -]?(?P<suf>{SUFFIX})(?! ?\d)") if number else None


def moneys(text: str, language: str) -> Iterator[Found]:
    """Every amount, with all that it may mean: each reading of the number with each currency of that name."""
    for match in _matches(text, language):
        currency = _currency(match.groupdict(), language)
        for piece in _pieces(match):
            value = reckon(piece.number, language)
            if value is not None:
                yield _found(text, piece, signed(value, text, piece.start, is_listed=False), currency)


def _matches(text: str, language: str) -> Iterator[re.Match[str]]:
    """From left to right, none over another: in 50 € 40 £ the first sign is the first number's."""
    patterns = filter(None, (BEFORE, AFTER, _worded(language)))
    ends = 0
    for match in sorted(
        chain(*(each.finditer(text) for each in patterns)), key=lambda each: (each.start(), -each.end())
    ):
        if match.start() >= ends:
            ends = match.end()
            yield match


def _pieces(match: re.Match[str]) -> Iterator[_Piece]:
    first, second = ("a", "b") if "pre" in match.groupdict() else ("c", "d")
    if match[second] is None:
        yield _Piece(match[first], match.start(), match.end())
        return
    yield _Piece(match[first], match.start(), match.end(first), shares=True)
    yield _Piece(match[second], match.start(second), match.end())


def _currency(told: dict[str, str | None], language: str) -> Named:
    """Of $50 USD both must agree."""
    first = named(told.get("pre") or told.get("suf") or "", language)
    after = told.get("post")
    both = first.codes & named(after, language).codes if after else first.codes
    return Named(both or first.codes, first.of_hundred, first.is_weight)


def _found(text: str, piece: _Piece, value: Value, currency: Named) -> Found:
    hundred = Decimal(100) if currency.of_hundred else Decimal(1)
    bare = value.bare if hundred == 1 else ""
    told_alone = currency.is_weight or piece.shares
    return Found(
        Kind.AMOUNT,
        piece.start,
        text[piece.start : piece.end],
        frozenset((each / hundred, code) for each in value.means for code in currency.codes),
        also=frozenset((each / hundred, code) for each in value.also for code in currency.codes),
        strength=Strength.LOOSE if value.strength is not Strength.DIGITS and 1 in value.means else Strength.DIGITS,
        bare=bare,
        parts=tuple((each,) for each in value.means) if told_alone else (),
    )

"""Finds amounts of money in a text: a number with a currency before or after it, alone or in a range."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from app.domain.guard.currencies import PREFIX, SUFFIX, Named, named
from app.domain.guard.found import Found, Kind, Strength
from app.domain.guard.reckoned import DIGITAL, Value, any_number, reckon, signed

RANGE = r"(?: ?(?:-|–|—|~|から|至|到|에서) ?| (?:to|bis|à|a|al) )"


@dataclass(frozen=True, slots=True)
class _Piece:
    """One number of an amount as it stands in the text: `literal` with its currency where that is beside it."""

    number: str
    at: int
    start: int
    end: int
    shares: bool = False


@lru_cache(maxsize=16)
def _pattern(language: str) -> re.Pattern[str]:
    number = any_number(language)
    before = (
        rf"(?P<pre>{PREFIX}) ?-?(?P<a>{DIGITAL})(?:{RANGE}(?:{PREFIX})? ?(?P<b>{DIGITAL}))?"
        rf"(?: ?(?P<post>{SUFFIX})(?! ?\d))?"
    )
    after = rf"(?<!\d)(?P<c>{number})(?:{RANGE}(?P<d>{number}))?[ -]?(?P<suf>{SUFFIX})"
    return re.compile(f"{before}|{after}")


def moneys(text: str, language: str) -> Iterator[Found]:
    """Every amount, with all that it may mean: each reading of the number with each currency of that name."""
    for match in _pattern(language).finditer(text):
        currency = _currency(match, language)
        for piece in _pieces(match):
            value = reckon(piece.number, language)
            if value is not None:
                yield _found(text, piece, signed(value, text, piece.start, is_listed=False), currency)


def _pieces(match: re.Match[str]) -> Iterator[_Piece]:
    first, second = ("a", "b") if match["pre"] else ("c", "d")
    if match[second] is None:
        yield _Piece(match[first], match.start(first), match.start(), match.end())
        return
    yield _Piece(match[first], match.start(first), match.start(), match.end(first), shares=True)
    yield _Piece(match[second], match.start(second), match.start(second), match.end())


def _currency(match: re.Match[str], language: str) -> Named:
    """Of $50 USD both must agree."""
    first = named(match["pre"] or match["suf"], language)
    if not (match["pre"] and match["post"]):
        return first
    both = first.codes & named(match["post"], language).codes
    return Named(both or first.codes)


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

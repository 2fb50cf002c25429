"""One thing found in a text that a translation must not change: what it says, not how it is written."""

import unicodedata
from collections.abc import Hashable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

GONE = "\ufffc"  # stands where something was already found, so that nobody finds it again
SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
LIKE = {"￥": "¥", "￦": "₩", "￡": "£", "￠": "¢", "−": "-", "‐": "-", "‑": "-", "﹣": "-", "〜": "~", "∼": "~"}
Meaning = frozenset[Hashable]


class Kind(StrEnum):
    """By the check that tells of it; MONTH, WEEKDAY and DAY are words that the dates tell of."""

    PLACEHOLDER = "placeholders"
    LINK = "links"
    ADDRESS = "addresses"
    ORDER = "order_names"
    TRACKING = "tracking"
    AMOUNT = "amounts"
    DATE = "dates"
    TIME = "times"
    MONTH = "months"
    WEEKDAY = "weekdays"
    DAY = "days"
    NUMBER = "numbers"


class Strength(StrEnum):
    """DIGITS must be on both sides. A WORD (three, 三) may stand for them and must not become another number.
    LOOSE words (one, a, both, third) may stand for digits and are never missed.
    """

    DIGITS = "digits"
    WORD = "word"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True)
class Found:
    """`means` holds one meaning, or several where the writing leaves it open; `also` what it means elsewhere.

    `bare` is the writing that may be kept as it is; `parts` are the plain numbers it may be told as instead; `bound`
    says whether it is a limit (bounds.py). `told` is the literal with what makes it a limit or a time, which takes
    `aside` signs before and behind it.
    """

    kind: Kind
    start: int
    literal: str
    means: Meaning
    strength: Strength = Strength.DIGITS
    also: Meaning = frozenset()
    bare: str = ""
    parts: tuple[tuple[Hashable, ...], ...] = ()
    bound: str = ""
    aside: tuple[int, int] = (0, 0)
    told: str = ""

    def within(self, text: str) -> "Found":
        """The same with the words as they stand in the text that was folded."""
        return replace(self, literal=text[self.start : self.start + len(self.literal)])


@lru_cache(maxsize=4096)
def _folded(sign: str) -> str:
    if sign in SPACES:
        return " "
    if sign in LIKE:
        return LIKE[sign]
    if "\uff01" <= sign <= "\uff5e":
        return chr(ord(sign) - 0xFEE0)
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


def fold(text: str) -> str:
    """Full-width signs, spaces and the digits of any script as plain ones, each where it stood."""
    return text if text.isascii() else "".join(map(_folded, text))


def without(text: str, start: int, end: int) -> str:
    return text[:start] + GONE * (end - start) + text[end:]

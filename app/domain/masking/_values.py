"""Given words as a pattern: bounded where their script has words, any width, and not where they say something else."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from app.domain.masking._folding import fold
from app.domain.masking._words import COMMON

SPACED = "0-9A-Za-z\u00c0-\u024f\u0300-\u03ff\u0400-\u058f\u05d0-\u06ff\u0900-\u097f\u1e00-\u1fff"
KATAKANA = "\u30a1-\u30fa\u30fc"
CLOSE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
"""Scripts that write names without a blank between their parts, or words together."""
HIRAGANA = re.compile(r"[\u3041-\u309f]{1,3}")
SHORT_KATAKANA = re.compile(r"[\u30a1-\u30fc]{1,2}")
WORD = re.compile(r"[^\W_]++")
BETWEEN = re.compile(r"[\s,;]++")
SHORT, LEAST = 3, 4
LONGEST = 300


def is_telling(value: str) -> bool:
    """Whether finding this in a text means the customer: not "2", "May" or かな, which are words of every text."""
    told = fold(value)
    words = WORD.findall(told)
    letters = "".join(words)
    if not letters or len(value) > LONGEST:
        return False
    if CLOSE.search(told):
        return len(letters) > 1 and not HIRAGANA.fullmatch(letters) and not SHORT_KATAKANA.fullmatch(letters)
    if len(words) > 1 or any(letter.isdigit() for letter in letters):
        return len(letters) >= LEAST
    return len(letters) >= SHORT and letters.lower() not in COMMON


def is_common(value: str) -> bool:
    """Written as it is only: three letters, or words that together may be ordinary, as in the name Will May."""
    words = WORD.findall(fold(value).lower())
    return (len(words) == 1 and len(words[0]) <= SHORT) or all(word in COMMON for word in words)


def spellings(value: str) -> Iterator[str]:
    """A word composed, decomposed and without its accents: people write their own name in all three ways."""
    composed, decomposed = unicodedata.normalize("NFC", value), unicodedata.normalize("NFD", value)
    yield from {composed, decomposed}
    if not CLOSE.search(composed):
        yield "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def digits_of(text: str) -> str:
    return "".join(letter for letter in text if letter.isdecimal())


def pattern_of(values: Iterable[tuple[str, bool]]) -> re.Pattern[str] | None:
    """Any of the values, the longest first; with each, whether capitals count."""
    told = sorted({(fold(value).strip(), exact) for value, exact in values}, key=lambda one: (-len(one[0]), one))
    sources = [_source(value, exact) for value, exact in told if BETWEEN.sub("", value)]
    return re.compile("|".join(sources)) if sources else None


def _source(value: str, exact: bool) -> str:
    """A name may be parted in another way than here; a term that counts as written is written so."""
    parts = [value] if exact and "\n" not in value else [part for part in BETWEEN.split(value) if part]
    joined = "".join([_joined(before, part) for before, part in zip(["", *parts], parts, strict=False)])
    whole = f"{_edge(parts[0][0], '(?<!')}{joined}{_edge(parts[-1][-1], '(?!')}"
    return whole if exact else f"(?i:{whole})"


def _joined(before: str, part: str) -> str:
    if not before:
        return re.escape(part)
    least = 0 if CLOSE.fullmatch(before[-1]) and CLOSE.fullmatch(part[0]) else 1
    return rf"[\s,;・]{{{least},4}}{re.escape(part)}"


def _edge(letter: str, look: str) -> str:
    return next((f"{look}[{letters}])" for letters in (SPACED, KATAKANA) if _class(letters).fullmatch(letter)), "")


@cache
def _class(letters: str) -> re.Pattern[str]:
    return re.compile(f"[{letters}]")

"""Scripts: which letters a language is written with, and the two ways of writing Chinese; hanzi.txt has the pairs."""

import re
from functools import cache
from importlib import resources

WIDE = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
KANA = re.compile(r"[\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f]+")
HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]+")
LATIN = re.compile(r"[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]+")
CYRILLIC = re.compile(r"[\u0400-\u052f]+")
GREEK = re.compile(r"[\u0370-\u03ff]+")
ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3]+")
HEBREW = re.compile(r"[\u05d0-\u05ea]+")
THAI = re.compile(r"[\u0e01-\u0e5b]+")
DEVANAGARI = re.compile(r"[\u0900-\u0963]+")

FIRST_RARE = 0xC9  # the first byte of the second half of Big5, where rare characters and variants stand

SCRIPTS = {
    "Han": HAN,
    "Kana": KANA,
    "Hangul": HANGUL,
    "Latin": LATIN,
    "Cyrillic": CYRILLIC,
    "Greek": GREEK,
    "Arabic": ARABIC,
    "Hebrew": HEBREW,
    "Thai": THAI,
    "Devanagari": DEVANAGARI,
}
# The scripts a language's own words are written in; what is not here is written in Latin letters.
OWN = {
    "ja": ("Kana", "Han"),
    "zh-Hans": ("Han",),
    "zh-Hant": ("Han",),
    "ko": ("Hangul",),
    **dict.fromkeys(("ru", "uk", "bg", "be", "mk"), ("Cyrillic",)),
    "sr": ("Cyrillic", "Latin"),
    "el": ("Greek",),
    **dict.fromkeys(("ar", "fa", "ur"), ("Arabic",)),
    **dict.fromkeys(("he", "yi"), ("Hebrew",)),
    "th": ("Thai",),
    **dict.fromkeys(("hi", "mr", "ne"), ("Devanagari",)),
}
LATIN_TONGUES = """
en de fr es it pt nl sv da nb nn fi et lv lt pl cs sk sl hr hu ro sq tr az vi id ms tl ca gl eu ga cy is mt af sw la eo
"""
IN_LATIN = frozenset(LATIN_TONGUES.split())


def own_scripts(language: str) -> tuple[str, ...]:
    """The scripts of a language's own words, () where that is not known."""
    return OWN.get(language, ("Latin",) if language in IN_LATIN else ())


def is_dense(language: str) -> bool:
    """Whether a language is written without spaces between its words, or nearly so."""
    return language in {"ja", "zh-Hans", "zh-Hant", "th"}


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    return tuple((pair[0], pair[1]) for line in _lines("hanzi.txt") for pair in line.split())


@cache
def simplified() -> frozenset[str]:
    """Characters written so in simplified Chinese only."""
    return frozenset(pair[0] for pair in _pairs() if not _is_common(pair[0]))


@cache
def traditional() -> frozenset[str]:
    """Characters written so in traditional Chinese only (Japanese and Korean use many of them)."""
    return frozenset(pair[1] for pair in _pairs())


@cache
def _to_simplified() -> dict[int, str]:
    return {ord(old): new for new, old in _pairs()}


def as_simplified(text: str) -> str:
    """The same text in simplified characters, as far as one stands for one: enough to look words up."""
    return text.translate(_to_simplified())


@cache
def is_japanese_form(character: str) -> bool:
    """Whether a Han character is written so in Japanese only: 気, 売, 読."""
    return _has("cp932", character) and not _has("gb2312", character) and not _has("big5", character)


@cache
def is_chinese_form(character: str) -> bool:
    """Whether Japanese does not write a Han character so: 们, 这, 单, and the old forms 發, 變."""
    return not _has("cp932", character) or character in _old_forms()


@cache
def _old_forms() -> frozenset[str]:
    return frozenset("".join(_lines("kyujitai.txt")))


def _lines(name: str) -> list[str]:
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def _is_common(character: str) -> bool:
    """Whether Big5 counts it among its frequent characters: 后 and 里 are traditional too, with another meaning."""
    return _has("big5", character) and character.encode("big5")[0] < FIRST_RARE


def _has(encoding: str, character: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True

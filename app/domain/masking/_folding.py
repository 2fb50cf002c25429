"""Texts in one form for looking: as long as they were, so that a place found in one is the same place in the other."""

import unicodedata
from functools import cache

DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63")
WIDE_MARKS = frozenset("＠＃＋－．／＿")
"""Full-width marks that stand inside numbers and addresses; brackets, commas and colons end them and stay."""


def fold(text: str) -> str:
    """Every digit 0 to 9, every blank " ", every dash "-", full-width letters narrow."""
    if text.isascii():
        return text
    return text.translate({ord(letter): _folded(letter) for letter in set(text) if not letter.isascii()})


@cache
def _folded(letter: str) -> str:
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if letter in DASHES:
        return "-"
    if unicodedata.category(letter) == "Zs":
        return " "
    if letter in WIDE_MARKS or "Ａ" <= letter <= "Ｚ" or "ａ" <= letter <= "ｚ":
        return unicodedata.normalize("NFKC", letter)
    return letter

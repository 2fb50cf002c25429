"""Characters that nobody sees are for machines only: they hide words from people or from us, so none goes out."""

import re
import unicodedata
from functools import cache

KEPT = frozenset("\t\n\r\u200c\u200d\ufe0f\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")
UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0")
SELECTORS = (("\ufe00", "\ufe0e"), ("\U000e0100", "\U000e01ef"))
JOINERS = re.compile(r"(?<![^\x00-\x7f\s\u200c\u200d])[\u200c\u200d]++|[\u200c\u200d]++(?![^\x00-\x7f\s\u200c\u200d])")
ROW = re.compile(r"([\u200c\u200d\ufe0f])[\u200c\u200d\ufe0f]++")


def cleaned(text: str) -> str:
    """The text without characters of no width, direction marks, tags and control signs.

    A joiner stays between two letters or pictures that may need it, and never several in a row.
    """
    if text.isascii() and text.isprintable():
        return text
    seen = text.translate({ord(letter): None for letter in set(text) if _is_unseen(letter)})
    return JOINERS.sub("", ROW.sub(r"\1", seen))


@cache
def _is_unseen(letter: str) -> bool:
    if letter in KEPT:
        return False
    if letter in UNSEEN or any(first <= letter <= last for first, last in SELECTORS):
        return True
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs"}

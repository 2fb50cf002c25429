"""Text without what people leave out when they type: case, width, diacritics; and where in the text each part stood."""

import re
import unicodedata
from functools import lru_cache

MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]")  # Latin to Cyrillic, Hebrew, Arabic
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "œ": "oe", "ı": "i", "þ": "th"})
HALF_WIDTH = re.compile("[\uff66-\uff9f]+")


def clean(text: str) -> str:
    """The text as it is shown: composed, and half-width kana with their voicing marks in one."""
    return unicodedata.normalize("NFC", HALF_WIDTH.sub(lambda kana: _wide(kana.group()), text))


def fold(shown: str) -> tuple[str, list[int]]:
    """What `clean` gave, folded, and for each of its characters its place there."""
    folded: list[str] = []
    places: list[int] = []
    for at, character in enumerate(shown):
        for part in _folded(character):
            folded.append(part)
            places.append(at)
    return "".join(folded), places


@lru_cache(maxsize=8192)
def _folded(character: str) -> str:
    if character.isdecimal():  # ١٠٤٢ and １０４２ are 1042
        return str(unicodedata.decimal(character))
    small = _wide(_wide(character).casefold())
    bare = MARKS.sub("", unicodedata.normalize("NFD", small))
    return unicodedata.normalize("NFC", bare).translate(LETTERS)


def _wide(text: str) -> str:
    return unicodedata.normalize("NFKC", text)

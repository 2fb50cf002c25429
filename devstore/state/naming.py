"""How a full name is written: family name first and unspaced where it is written in Han, kana or Hangul."""

import unicodedata

FAMILY_FIRST = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")


def full_name(first: str, last: str) -> str:
    """First and last name as one, in the order of its script."""
    if last and unicodedata.name(last[0], "").startswith(FAMILY_FIRST):
        return f"{last}{first}"
    return f"{first} {last}".strip()

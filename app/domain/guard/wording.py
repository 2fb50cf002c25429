"""Whether a name or term stands in a text, whatever its case, accents, blanks and endings."""

import re
import unicodedata
from functools import lru_cache

from app.domain.guard.number_words import LATIN
from app.domain.guard.writing import own_scripts

WHOLE, SHORTEST_STEM = 4, 3
PLURALS = r"(?:'s|’s|s|es|n|en|e|er)?"


@lru_cache(maxsize=32)
def plain(text: str) -> str:
    """Without case, accents, doubled blanks, and the difference of full and half width."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(sign for sign in apart if not "\u0300" <= sign <= "\u036f")
    return re.sub(r"[\s\-‐‑–·・]+", " ", unicodedata.normalize("NFKC", bare)).replace("’", "'").strip()


def is_latin(name: str) -> bool:
    """All its letters are of our alphabet."""
    letters = [sign for sign in plain(name) if sign.isalpha()]
    return bool(letters) and all(re.match(f"[{LATIN}]", sign) for sign in letters)


def is_written_in_latin(language: str) -> bool:
    return "Latin" in own_scripts(language)


def has_word(text: str, word: str, *, inflected: bool = False) -> bool:
    return _pattern(plain(word), inflected=inflected).search(plain(text)) is not None


def cut_out(text: str, word: str) -> str:
    return _pattern(plain(word), inflected=True).sub("\ufffc", plain(text))


def has_stems(text: str, expected: str, language: str) -> bool:
    """Every word of `expected`, with whatever ending its language gives it; compounds may hold it."""
    here = plain(text)
    if plain(expected) in here:
        return True
    if not is_latin(expected) or not is_written_in_latin(language):
        return plain(expected).replace(" ", "") in here.replace(" ", "")
    return all(_has_stem(here, word, language) for word in plain(expected).split())


def _has_stem(here: str, word: str, language: str) -> bool:
    stem = word if len(word) <= WHOLE else word[: max(WHOLE, len(word) - 2)]
    starts = "" if language in {"de", "nl", "sv", "da", "nb", "fi"} and len(stem) > WHOLE else rf"(?<![{LATIN}])"
    ends = "" if len(stem) >= SHORTEST_STEM else rf"(?![{LATIN}])"
    return re.search(f"{starts}{re.escape(stem)}{ends}", here) is not None


@lru_cache(maxsize=1024)
def _pattern(word: str, *, inflected: bool) -> re.Pattern[str]:
    """Letters of our alphabet end where the word ends; other scripts put no blanks there."""
    starts = rf"(?<![{LATIN}])" if re.match(f"[{LATIN}]", word) else ""
    if not re.search(f"[{LATIN}]$", word):
        return re.compile(starts + re.escape(word))
    ends = f"{PLURALS}(?![{LATIN}])" if inflected else rf"(?:'s|s)?(?![{LATIN}])"
    return re.compile(starts + re.escape(word) + ends)

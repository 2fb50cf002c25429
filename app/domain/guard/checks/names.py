"""Names of people, products and carriers stay as they are written; in another script that can only be told."""

import re
import unicodedata
from typing import ClassVar

from app.domain.guard.pair import Finding, Level, Pair
from app.domain.guard.wording import has_word, is_latin, is_written_in_latin, plain

PERSON = 2  # words: a first name and a family name
SHORTEST = 3
LATIN_WORD = re.compile(r"[a-z]{2,}")
HONORIFIC = r"(?<![a-z])(?:mrs?\.?|ms\.?|miss|herrn?|frau|m\.|mme|madame|monsieur|sr\.?|sra\.?|senora?|don|dona)"
HONORIFIC_AFTER = "(?:様|さま|さん|先生|女士|小姐|씨|님|고객님)"


class Names:
    name: ClassVar[str] = "names"

    def look(self, pair: Pair) -> Finding | None:
        wanted = tuple(dict.fromkeys(word for name in pair.names for word in _said(name, pair.draft)))
        if not wanted:
            return None
        missing = [name for name in wanted if not _stays(name, pair.text)]
        altered = [name for name in missing if _is_altered(name, pair)]
        level = Level.RED if altered else Level.AMBER if missing else Level.GREEN
        return Finding(self.name, level, len(wanted), "− " + ", ".join(missing) if missing else "")


def _is_altered(name: str, pair: Pair) -> bool:
    """Not merely written in the other language's script: half of it stays, or other letters stand in its place."""
    if not is_latin(name):
        return False
    if is_written_in_latin(pair.target):
        return True
    here, before = set(LATIN_WORD.findall(plain(pair.text))), set(LATIN_WORD.findall(plain(pair.draft)))
    return bool(here - before) or bool(here & set(plain(name).split()))


def _said(name: str, draft: str) -> tuple[str, ...]:
    """The name where the draft has it, else the one of its two words that the draft calls a person by."""
    if not name.strip():
        return ()
    if has_word(draft, name):
        return (" ".join(name.split()),)
    words = name.split()
    if len(words) != PERSON or not all(word.isalpha() and word[0].isupper() for word in words):
        return ()
    return tuple(word for word in words if len(word) >= SHORTEST and is_latin(word) and _is_called(word, draft))


def _is_called(word: str, draft: str) -> bool:
    return has_word(draft, word) and word in unicodedata.normalize("NFC", draft)


def _stays(name: str, text: str) -> bool:
    """Whole; or with an honorific in the place of a person's other name."""
    if has_word(text, name):
        return True
    words = name.split()
    return len(words) == PERSON and any(_is_addressed(word, plain(text)) for word in words if len(word) >= SHORTEST)


def _is_addressed(word: str, text: str) -> bool:
    found = re.escape(plain(word))
    return re.search(rf"{HONORIFIC} {found}(?![a-z])|(?<![a-z])(?<![a-z] ){found} ?{HONORIFIC_AFTER}", text) is not None


CHECK = Names()

"""Names of people, products and carriers stay as they are written; in another script that can only be told."""

import unicodedata
from typing import ClassVar

from app.domain.guard.pair import Finding, Level, Pair
from app.domain.guard.wording import has_word, is_latin, is_written_in_latin, plain

PERSON = 2  # words: a first name and a family name
SHORTEST = 3


class Names:
    name: ClassVar[str] = "names"

    def look(self, pair: Pair) -> Finding | None:
        wanted = tuple(dict.fromkeys(word for name in pair.names for word in _said(name, pair.draft)))
        if not wanted:
            return None
        missing = [name for name in wanted if not _stays(name, pair.text)]
        gone = [name for name in missing if is_latin(name) and is_written_in_latin(pair.target)]
        level = Level.RED if gone else Level.AMBER if missing else Level.GREEN
        return Finding(self.name, level, len(wanted), "− " + ", ".join(missing) if missing else "")


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
    """Whole; or, of several words, the last or the first with an honorific in place of the other."""
    return plain(name) in plain(text)


CHECK = Names()

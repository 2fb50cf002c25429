"""Whether a sentence says no, and with what an other language could have said it instead; the words: negations.toml."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from app.domain.guard.writing import as_simplified

CLASSES = ("lexical", "free", "fine", "only", "until", "still", "instead")
SPENT = ("neutral", "free", "fine", "also", "instead")  # what they match is no negation, whatever it holds


@dataclass(frozen=True, slots=True)
class _Lexicon:
    strong: re.Pattern[str]
    spent: re.Pattern[str]
    classes: tuple[tuple[str, re.Pattern[str]], ...]


def knows(language: str) -> bool:
    """Whether the language's negations are on the list."""
    return _key(language) in _table()


@lru_cache(maxsize=512)
def negations(sentence: str, language: str) -> int:
    """How many negations one sentence, or several that belong together, has for certain."""
    lexicon = _lexicon(_key(language))
    return len(lexicon.strong.findall(lexicon.spent.sub(" · ", _plain(sentence, language))))


@lru_cache(maxsize=64)
def stand_ins(sentence: str, language: str) -> frozenset[str]:
    """The classes of words in a sentence that may stand for a negation of another language."""
    plain = _plain(sentence, language)
    return frozenset(name for name, pattern in _lexicon(_key(language)).classes if pattern.search(plain))


def _plain(sentence: str, language: str) -> str:
    return (as_simplified(sentence) if language.startswith("zh") else sentence).replace("’", "'")


def _key(language: str) -> str:
    return "zh" if language.startswith("zh") else language


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(resources.files(__package__).joinpath("negations.toml").read_text("utf-8"))


@cache
def _lexicon(key: str) -> _Lexicon:
    rows = _table()[key]
    spent = [pattern for name in SPENT for pattern in rows.get(name, [])]
    named = tuple((name, _any(rows[name])) for name in CLASSES if name in rows)
    return _Lexicon(_any(rows["strong"]), _any(spent), named)


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)

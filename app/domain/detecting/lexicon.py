"""The words of lexicon.toml: how much each one speaks for which language, typed with its accents or without."""

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import chain, pairwise

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
WHOLE, BARE = 3.0, 2.0  # a word of one language alone; the same typed without its accents
MOST = 200  # words; a longer text repeats itself
TYPED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss"})


def score(text: str) -> dict[str, float]:
    """What the words say, by language."""
    found: defaultdict[str, float] = defaultdict(float)
    said = list(words(text))
    for word in chain(said, map("_".join, pairwise(said))):
        for language, weight in _weights(word).items():
            found[language] += weight
    return found


def words(text: str) -> Iterator[str]:
    """Lower-case words; an elision that is no known word itself counts as its two halves (l'ordine)."""
    for match in WORD.findall(text.replace("İ", "i").lower())[:MOST]:
        word = match.replace("’", "'")
        if "'" in word and word not in _whole():
            yield from word.split("'")
        else:
            yield word


def knows(word: str) -> bool:
    """Whether any language has this small word."""
    return word.lower() in _whole()


def languages() -> frozenset[str]:
    """Those that words are listed of."""
    return frozenset(_book())


def bare(word: str) -> str:
    """A word as it is typed on a keyboard without its accents."""
    plain = unicodedata.normalize("NFD", word.translate(TYPED))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _weights(word: str) -> Mapping[str, float]:
    return _whole().get(word) or _bare().get(word) or {}


@cache
def _whole() -> dict[str, dict[str, float]]:
    return _weighed({language: set(text.split()) for language, text in _book().items()}, WHOLE)


@cache
def _bare() -> dict[str, dict[str, float]]:
    return _weighed({language: {bare(word) for word in text.split()} for language, text in _book().items()}, BARE)


def _weighed(lists: Mapping[str, set[str]], weight: float) -> dict[str, dict[str, float]]:
    holders: dict[str, list[str]] = {}
    for language, listed in lists.items():
        for word in listed:
            holders.setdefault(word, []).append(language)
    return {word: dict.fromkeys(languages, weight / len(languages)) for word, languages in holders.items()}


@cache
def _book() -> dict[str, str]:
    text = resources.files("app.domain.detecting").joinpath("lexicon.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)

"""The small words by which a sentence shows its language: those that no other language of the list has."""

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources


@cache
def _words() -> dict[str, frozenset[str]]:
    text = resources.files(__package__).joinpath("function_words.toml").read_text("utf-8")
    return {language: frozenset(words.split()) for language, words in tomllib.loads(text).items()}


def knows(language: str) -> bool:
    """Whether the language's small words are on the list."""
    return language in _words()


def counts(words: Iterable[str], language: str) -> int:
    """How many different words are small words of this language and of no other."""
    return len(_own(language).intersection(map(_plain, words)))


def strangest(words: Sequence[str], target: str) -> tuple[str, int]:
    """The language but the target's whose small words are most among these, and how many; "" if fewer than ours."""
    plain = set(map(_plain, words))
    ours = plain & _words().get(target, frozenset())
    found = [
        (language, count)
        for language, theirs in _words().items()
        if language != target and (count := _weight(plain, language, target)) >= len(ours - theirs)
    ]
    return max(found, key=lambda pair: pair[1], default=("", 0))


def _weight(words: set[str], language: str, target: str) -> int:
    """Small words of this language alone; those it shares, but not with the target, weigh one less all together."""
    shared = words & _words()[language] - _words().get(target, frozenset())
    return max(len(words & _own(language)), len(shared) - 1)


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")


def is_of(word: str, language: str) -> bool:
    """Whether a word is a small word of this language and of no other."""
    return _plain(word) in _own(language)


@cache
def _own(language: str) -> frozenset[str]:
    others = (words for name, words in _words().items() if name != language)
    return _words().get(language, frozenset()).difference(*others)

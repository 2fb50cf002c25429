"""What of a text is language: without links, addresses, codes, names, kept terms and what stands quoted in both."""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.domain.guard.pair import Pair

LINK = re.compile(r"https?://[^\s<>\"'「」（）、。，]+|\bwww\.[\w./?=&%-]+", re.IGNORECASE)
ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
PLACEHOLDER = re.compile(r"\{\{.{0,80}?\}\}|\{%.{0,80}?%\}|\{\w{0,40}\}|%\(\w{1,40}\)s|⟦\d{1,4}⟧", re.DOTALL)
CODE = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z0-9-]{0,24}\d)#?[A-Za-z0-9]{1,25}(?:[-_/.][A-Za-z0-9]{1,25}){0,6}")
QUOTED = re.compile(
    r"“([^”\n]{1,80})”|„([^“”\n]{1,80})[“”]|\"([^\"\n]{1,80})\"|「([^」\n]{1,80})」|『([^』\n]{1,80})』|«\s?([^»\n]{1,80}?)\s?»"
)
LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")


@dataclass(frozen=True, slots=True)
class Prose:
    """Both texts with blanks in place of what no language changes; line ends and sentence marks stay."""

    draft: str
    text: str


@lru_cache(maxsize=16)
def prose(pair: Pair) -> Prose:
    """The words of both texts that translation has to touch."""
    kept = _kept(pair)
    return Prose(_bare(pair.draft, kept), _bare(pair.text, kept))


def bare(text: str) -> str:
    """A single text without links, addresses, placeholders and codes."""
    for pattern in (LINK, ADDRESS, PLACEHOLDER, CODE):
        text = pattern.sub(" ", text)
    return text


def without_names(text: str, names: tuple[str, ...]) -> str:
    """A text without the names of people and products."""
    return _without(text, tuple(name for name in names if len(name) > 1))


def _kept(pair: Pair) -> tuple[str, ...]:
    terms = [word for term in pair.terms for word in (term.term, term.expected)]
    quoted = _quotes(pair.draft) & _quotes(pair.text)
    words = {word.strip() for word in (*pair.names, *terms, *quoted)}
    return tuple(sorted((word for word in words if len(word) > 1), key=lambda word: (-len(word), word)))


def _quotes(text: str) -> set[str]:
    return {next(filter(None, match.groups()), "") for match in QUOTED.finditer(text)}


def _bare(text: str, kept: tuple[str, ...]) -> str:
    return bare(_without(text, kept))


def _without(text: str, words: tuple[str, ...]) -> str:
    return re.sub("|".join(map(_whole, words)), " ", text, flags=re.IGNORECASE) if words else text


def _whole(word: str) -> str:
    """A pattern for a word that is not part of a longer Latin one: Anna, not Hanna."""
    before = "(?<![A-Za-z\u00c0-\u024f])" if LETTER.match(word[0]) else ""
    after = "(?![A-Za-z\u00c0-\u024f])" if LETTER.match(word[-1]) else ""
    return before + re.escape(word) + after

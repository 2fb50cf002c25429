"""The shop's glossary as decisions: what can be a term, what a list would change, which term counts for a pair."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Rejected
from app.domain.languages import canonical
from app.domain.shielding import CLOSE, OPEN
from app.domain.translating.scripts import EASTERN, THAI, is_eastern
from app.domain.translating.terms import Term
from app.domain.words import N_

LONGEST = 200
LONGEST_NOTE = 500
SHORTEST = 2  # letters of a script that spells; one character of these others can be a word
WORD_SCRIPTS = (*EASTERN, THAI)
EAST = frozenset({"ja", "zh-Hans", "zh-Hant", "ko"})
SHORTEST_TITLE = 3
Key = tuple[str, str, str]


class Origin(StrEnum):
    """How a term came into the glossary."""

    HAND = "HAND"
    IMPORT = "IMPORT"
    SUGGESTION = "SUGGESTION"


@dataclass(frozen=True, slots=True)
class Given:
    """A term as somebody typed it or a file holds it."""

    term: str = ""
    translation: str = ""
    source: str = ""
    target: str = ""
    note: str = ""


def key(term: str, source: str, target: str) -> Key:
    """What is once in a glossary: the same word, however it is capitalised, for the same languages."""
    return unicodedata.normalize("NFKC", term).casefold(), source, target


def read(given: Given) -> Given:
    """The term as it is kept; Rejected says what to change."""
    term, translation, note = (_tidy(text) for text in (given.term, given.translation, given.note))
    _check_words(term, "term")
    if translation:
        _check_words(translation, "translation")
    if translation == term:
        raise Rejected(
            N_("This is translated into itself. For a word that stays as it is, leave the translation empty."),
            "translation",
        )
    if len(note) > LONGEST_NOTE:
        raise Rejected(N_("At most %(count)s characters fit here."), "note", count=LONGEST_NOTE)
    source, target = _language(given.source, "source"), _language(given.target, "target")
    if source and source == target:
        raise Rejected(N_("The two languages must differ."), "target")
    return Given(term, translation, source, target, note)


def fitting(terms: Iterable[Term], source: str, target: str) -> tuple[Term, ...]:
    """The terms for this pair of languages, of each word only the most exactly meant one, longest first."""
    best: dict[str, Term] = {}
    for term in terms:
        word = key(term.term, "", "")[0]
        if term.fits(source, target) and (word not in best or _exactness(term) > _exactness(best[word])):
            best[word] = term
    return tuple(sorted(best.values(), key=lambda term: (-len(term.term), term.term)))


def titles(names: Iterable[str], source: str, target: str) -> tuple[Term, ...]:
    """Products' titles as kept terms. One in East Asian script is left to be translated for who cannot read it."""
    readable = [name for name in map(_tidy, names) if target in EAST or not is_eastern(name)]
    return tuple(
        Term(name, "", source, target)
        for name in dict.fromkeys(readable)
        if SHORTEST_TITLE <= len(name) <= LONGEST and _has_letters(name) and not _has_token(name)
    )


def within(terms: Sequence[Term], text: str) -> tuple[Term, ...]:
    """Those that stand in the text, whatever their capitals."""
    folded = key(text, "", "")[0]
    return tuple(term for term in terms if key(term.term, "", "")[0] in folded)


def _exactness(term: Term) -> int:
    return bool(term.source) + 2 * bool(term.target)


def _tidy(text: str) -> str:
    shown = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    return " ".join(unicodedata.normalize("NFC", shown).split())


def _check_words(words: str, field: str) -> None:
    if not words:
        raise Rejected(N_("Write the term."), field)
    if len(words) > LONGEST:
        raise Rejected(N_("At most %(count)s characters fit here."), field, count=LONGEST)
    if not _has_letters(words) or _has_token(words):
        raise Rejected(N_("A term is made of words, not of signs alone."), field)
    if field == "term" and len(words) < SHORTEST and not any(script.search(words) for script in WORD_SCRIPTS):
        raise Rejected(N_("A single letter would be found in every word. Write at least two."), field)


def _has_letters(words: str) -> bool:
    return any(sign.isalnum() for sign in words)


def _has_token(words: str) -> bool:
    return OPEN in words or CLOSE in words


def _language(tag: str, field: str) -> str:
    """An empty tag is any language; what is no tag is refused."""
    given = tag.strip()
    if not given or given == "*":
        return ""
    if not (known := canonical(given)):
        raise Rejected(N_("“%(given)s” is not a language such as ja, de or zh-Hant."), field, given=given[:LONGEST])
    return known

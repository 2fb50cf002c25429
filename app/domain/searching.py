"""The words a text is found by, the same for what was written and for what is asked; nothing here knows a text.

Scripts with blanks give words; Han, kana, hangul, Thai and their like give overlapping pairs of characters, and the
last character alone, so that every character begins a word. Case, width and diacritics are folded away.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.folding import clean, fold

LONGEST_TEXT = 20_000  # characters of a text that are looked at
LONGEST_WORD = 40
LONGEST_QUERY = 200
MOST_PHRASES = 12
SHORTEST_PREFIX = 2  # one letter alone begins half of all words
STRETCH = 1000  # characters that are looked through at a time for what to show
BEFORE, AROUND = 40, 160  # characters of an excerpt before its first mark, and in all

_PAIRED = (
    "\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003134f\u0e01-\u0e4e\u0e80-\u0edf\u1000-\u109f\u1780-\u17d3"
)
_WORD = rf"(?:(?![{_PAIRED}])[^\W_]|[\u0900-\u0dff])+"  # Indian vowel signs are no letters to `re`, but of a word
_PIECE = re.compile(
    rf"(?P<order>\#\s?[a-z]{{0,6}}-?[0-9]{{3,10}}(?:-[a-z0-9]{{1,4}})?(?![a-z0-9]))"
    rf"|(?P<pairs>[{_PAIRED}]+)"
    rf"|(?P<words>{_WORD}(?:[-_.@/'’:+&]{_WORD})*)"
)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand beside each other in this order; of the last only the beginning where `is_begun`."""

    words: tuple[str, ...]
    is_begun: bool = False

    def __str__(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an excerpt; what was asked for is marked."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    """A word and the part of the folded text that it stands for."""

    word: str
    start: int
    end: int


def words(text: str) -> str:
    """What is kept of a text: its words in order, a blank between them."""
    folded, _places = fold(clean(text[:LONGEST_TEXT]))
    return " ".join(token.word for token in _tokens(folded))


def phrases(query: str) -> tuple[Phrase, ...]:
    """What all must be found; what is written together, such as an address or a SKU, is found together."""
    folded, _places = fold(clean(query[:LONGEST_QUERY].strip()))
    matches = list(_PIECE.finditer(folded))
    asked = (_phrase(match, is_last=match is matches[-1]) for match in matches)
    return tuple(dict.fromkeys(asked))[:MOST_PHRASES]


def excerpt(text: str, asked: Sequence[Phrase]) -> tuple[Piece, ...]:
    """The place where a text has what was asked for, else its beginning; joined again it is one line."""
    shown = clean(text[:LONGEST_TEXT])
    spans = _first_spans(shown, asked)
    start = _cut(shown, max(0, spans[0][0] - BEFORE) if spans else 0)
    end = _cut(shown, min(len(shown), start + AROUND))
    pieces = [Piece("… ")] if start else []
    at = start
    for first, last in spans:
        if first >= end:
            break
        pieces += [Piece(shown[at:first]), Piece(shown[first : min(last, end)], is_marked=True)]
        at = min(last, end)
    pieces += [Piece(shown[at:end]), Piece(" …" if end < len(shown) else "")]
    return tuple(Piece(line, piece.is_marked) for piece in pieces if (line := _SPACES.sub(" ", piece.text)))


def _phrase(match: re.Match[str], *, is_last: bool) -> Phrase:
    found = [token.word for token in _tokens_of(match)]
    if match["order"]:
        return Phrase((found[0],), is_begun=is_last)
    if match["pairs"]:  # without the last character, which only stands alone where the text ends there
        return Phrase(tuple(found[:-1])) if len(found) > 1 else Phrase((found[0],), is_begun=True)
    return Phrase(tuple(found), is_begun=is_last and len(found[-1]) >= SHORTEST_PREFIX)


def _tokens(folded: str) -> list[_Token]:
    return [token for match in _PIECE.finditer(folded) for token in _tokens_of(match)]


def _tokens_of(match: re.Match[str]) -> Iterator[_Token]:
    text, start = match.group(), match.start()
    if match["pairs"]:
        for at in range(len(text)):
            pair = text[at : at + 2]
            yield _Token(pair, start + at, start + at + len(pair))
        return
    if match["order"]:
        yield _Token(_SPACES.sub("", text), start, match.end())
    for word in re.finditer(_WORD, text):
        yield _Token(word.group()[:LONGEST_WORD], start + word.start(), start + word.end())


def _first_spans(shown: str, asked: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Those of the first stretch that has any: the rest of a long text would be read for nothing."""
    for at in range(0, len(shown), STRETCH):
        if spans := _spans(shown[at : at + STRETCH + AROUND], asked):
            return [(at + first, at + last) for first, last in spans]
    return []


def _spans(shown: str, asked: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Where the phrases stand in the text, in order and without overlapping."""
    folded, places = fold(shown)
    tokens = _tokens(folded)
    found = sorted(
        (places[tokens[at].start], places[_end(tokens[at + len(phrase.words) - 1], phrase) - 1] + 1)
        for phrase in asked
        for at in range(len(tokens) - len(phrase.words) + 1)
        if _stands(phrase, tokens[at : at + len(phrase.words)])
    )
    merged: list[tuple[int, int]] = []
    for first, last in found:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def _stands(phrase: Phrase, tokens: Sequence[_Token]) -> bool:
    *firsts, last = (token.word for token in tokens)
    wanted = phrase.words[-1]
    return tuple(firsts) == phrase.words[:-1] and (last.startswith(wanted) if phrase.is_begun else last == wanted)


def _end(token: _Token, phrase: Phrase) -> int:
    """A pair of characters is marked as far as it was asked for, a word as a whole."""
    one = phrase.is_begun and len(phrase.words[-1]) == 1
    return token.start + 1 if one else token.end


def _cut(text: str, at: int) -> int:
    """A place near where a word ends; never before a mark that belongs to the character before it."""
    blank = text.rfind(" ", max(0, at - 15), at)
    near = blank + 1 if 0 < at < len(text) and blank >= 0 else at
    while 0 < near < len(text) and unicodedata.category(text[near]).startswith("M"):
        near -= 1
    return near

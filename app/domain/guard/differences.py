"""Where a back-translation says something else than the draft: words that only one of them has, marked in both."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from app.domain.guard.concepts import same_as
from app.domain.guard.stop_words import is_small, negative, stem

TOKEN = re.compile(
    r"[\u3400-\u4dbf\u4e00-\u9fff々〆]+|[\u30a1-\u30fa\u30fc-\u30ff]+|[\u3041-\u3096]+|[\uac00-\ud7a3]+"
    r"|\d+(?:[.,:/-]\d+)*|(?:(?![\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3])[^\W\d_])+(?:['’][^\W\d_]+)?"
    r"|\s+|.",
    re.DOTALL,
)
MOST = 2_000  # words; in longer texts, which take long where they repeat themselves, only what is missing is marked


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; all pieces joined are the text. `changed`: the other text has no word for it."""

    text: str
    changed: bool = False


def differences(draft: str, back: str, language: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces. Case, punctuation, endings, small words and the order of words make no difference."""
    ours, theirs = _tokens(draft, language), _tokens(back, language)
    here = [(place, key) for place, (_, key) in enumerate(ours) if key]
    there = [(place, key) for place, (_, key) in enumerate(theirs) if key]
    changed_here, changed_there = _unmatched(here, there)
    return _pieces(ours, changed_here), _pieces(theirs, changed_there)


def _tokens(text: str, language: str) -> list[tuple[str, str]]:
    """Each token with what it is compared by, "" where it is not compared."""
    found: list[tuple[str, str]] = []
    for token in TOKEN.findall(text):
        if language.startswith("zh") and "\u3400" <= token[0] <= "\u9fff":
            found.extend((sign, _key(sign, language)) for sign in token)
        else:
            found.append((token, _key(token, language)))
    return found


def _key(token: str, language: str) -> str:
    plain = unicodedata.normalize("NFKC", token).casefold().replace("’", "'")
    if not any(map(str.isalnum, plain)):
        return ""
    if any(map(str.isdecimal, plain)):
        return plain
    lexicon = "zh" if language.startswith("zh") else language
    if no := negative(plain, lexicon):
        return no
    if is_small(plain, lexicon) or (lexicon == "ja" and "\u3041" <= plain[0] <= "\u3096"):
        return ""
    return same_as(plain, language) or stem(plain, lexicon)


def _unmatched(here: Sequence[tuple[int, str]], there: Sequence[tuple[int, str]]) -> tuple[set[int], set[int]]:
    """The places of words that have no like in the other text; a number must stand in the same order as well."""
    ours, theirs = [key for _, key in here], [key for _, key in there]
    left, right = set(range(len(ours))), set(range(len(theirs)))
    if max(len(ours), len(theirs)) <= MOST:
        for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
            left -= set(range(block.a, block.a + block.size))
            right -= set(range(block.b, block.b + block.size))
    _cancel_moved(ours, theirs, left, right)
    return {here[place][0] for place in left}, {there[place][0] for place in right}


def _cancel_moved(ours: Sequence[str], theirs: Sequence[str], left: set[int], right: set[int]) -> None:
    """Take out the words that only moved."""
    waiting: dict[str, list[int]] = {}
    for place in sorted(right, reverse=True):
        waiting.setdefault(theirs[place], []).append(place)
    for place in sorted(left):
        if waiting.get(ours[place]) and not ours[place][0].isdecimal():
            right.discard(waiting[ours[place]].pop())
            left.discard(place)


def _pieces(tokens: Sequence[tuple[str, str]], changed: set[int]) -> tuple[Piece, ...]:
    """Neighbours of a kind in one piece; what stands between two changed words is marked with them."""
    marks = [place in changed for place in range(len(tokens))]
    for first, second in pairwise(sorted(changed)):
        if all(not tokens[place][1] for place in range(first + 1, second)) and second - first <= len("x, x"):
            marks[first : second + 1] = [True] * (second + 1 - first)
    pieces: list[Piece] = []
    start = 0
    for place in range(1, len(tokens) + 1):
        if place == len(tokens) or marks[place] != marks[start]:
            pieces.append(Piece("".join(token for token, _ in tokens[start:place]), marks[start]))
            start = place
    return tuple(pieces) if tokens else ()

"""A message in several languages: what it is cut into, and what the parts add up to."""

import re
from collections.abc import Iterable, Sequence

from app.domain.detecting import letters, lexicon, scripts

CUT = re.compile(r"(?<=[.!?！？؟…])\s|(?<=[。！？])|\n|[\"«»„“”「」『』]")
MOST = 24
ENOUGH, ENOUGH_OWN_SCRIPT = 18, 6  # letters that may be a sentence of another language
SHARE = 15  # percent; less is a quotation, a name or a mistake
EVEN = 20  # percent; closer than this, what is expected tells which is the main one


def cut(text: str) -> list[str]:
    """The first sentences, lines and quotations."""
    return [piece for piece in CUT.split(text) if piece.strip()][:MOST]


def can_be_foreign(piece: str, script: str) -> bool:
    """Whether a piece says enough to be called a sentence of another language: an address or a title does not."""
    size = sum(map(str.isalpha, piece))
    if script != scripts.LATIN:
        return size >= ENOUGH_OWN_SCRIPT and script in letters.WRITTEN_IN
    return size >= ENOUGH and sum(map(lexicon.knows, lexicon.words(piece))) >= scripts.SENTENCE


def shares(sizes: Iterable[tuple[str, int]], known: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Languages with their part in percent, main one first; empty where there is only one."""
    total: dict[str, int] = {}
    for language, size in sizes:
        total[language] = total.get(language, 0) + size
    whole = sum(total.values()) or 1
    parts = [(language, round(100 * size / whole)) for language, size in total.items() if language]
    found = sorted((part for part in parts if part[1] >= SHARE), key=lambda part: -part[1])
    if len(found) < 2:  # noqa: PLR2004 - several are two
        return ()
    if found[0][1] - found[1][1] < EVEN and found[1][0] in known[:1]:
        found[:2] = found[1::-1]
    return tuple(found)

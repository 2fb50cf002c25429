"""A text in pieces that fit into one call: parted between sentences, measured as they leave, nothing hidden cut."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.shielding import Cover, Shielded
from app.domain.translating.segments import split

BREAK = re.compile(r"[\s、，]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """From `start` to `end` of the covered text; `gap` is the white space behind it."""

    cover: Cover
    start: int
    end: int
    gap: str = ""

    @property
    def text(self) -> str:
        return self.cover.text[self.start : self.end]

    @property
    def shielded(self) -> Shielded:
        return self.cover.part(self.start, self.end)


def parted(cover: Cover, start: int, end: int) -> tuple[Piece, ...]:
    """Sentence by sentence; those that share something hidden, such as an address of two lines, stay together."""
    found: list[Piece] = []
    at = start
    for segment in split(cover.text[start:end]):
        stop = at + len(segment.text)
        if found and cover.crosses(found[-1].end, at):
            found[-1] = Piece(cover, found[-1].start, stop, segment.gap)
        else:
            found.append(Piece(cover, at, stop, segment.gap))
        at = stop + len(segment.gap)
    return tuple(found)


def packed(parts: Iterable[Piece], longest: int) -> tuple[Piece, ...]:
    """As few pieces as fit into `longest` characters each, as they leave; inside a sentence only one that alone is
    longer is cut.
    """
    found: list[Piece] = []
    for part in (cut for whole in parts for cut in _cut(whole, longest)):
        joined = Piece(part.cover, found[-1].start, part.end, part.gap) if found else part
        if found and _size(joined) <= longest:
            found[-1] = joined
        else:
            found.append(part)
    return tuple(found)


def _size(piece: Piece) -> int:
    return len(piece.shielded.text)


def _cut(piece: Piece, longest: int) -> Iterable[Piece]:
    """At blanks and commas; where none is near enough, anywhere."""
    cover, start = piece.cover, piece.start
    while piece.end - start > 1 and _size(Piece(cover, start, piece.end)) > longest:

        def size(at: int, start: int = start) -> int:
            return _size(Piece(cover, start, at))

        found = (match.end() for match in BREAK.finditer(cover.text, start, piece.end))
        spots = [at for at in found if not cover.crosses(at, at)]
        near = bisect_right(spots, longest, key=size)
        anywhere = range(start + 1, piece.end)
        at = spots[near - 1] if near else anywhere[max(bisect_right(anywhere, longest, key=size), 1) - 1]
        yield Piece(cover, start, at)
        start = at
    yield Piece(cover, start, piece.end, piece.gap)

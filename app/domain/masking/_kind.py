"""The shape of a kind: it reads a page and says where, character by character, it must not be read by others."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from app.domain.masking._folding import fold

Span = tuple[int, int]
GONE = "\ue000"
"""Stands, in a page's text, where something is claimed already; no pattern's class of characters holds it."""


@dataclass(frozen=True, slots=True)
class Page:
    """`text` is `raw` with every digit, blank, dash and full-width letter in one form, each in its old place.

    `terms` are the shop's own words, `known` what it knows of the customer.
    """

    raw: str
    text: str
    terms: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    @classmethod
    def of(cls, raw: str, terms: Iterable[str] = (), known: Iterable[str] = ()) -> "Page":
        return cls(raw, fold(raw), tuple(terms), tuple(known))


class Kind(Protocol):
    """A plug-in. `name` is counted under, `label` says it to people; the lowest `rank` names what several found.

    What is private is looked for in the whole text, and where two overlap both go; the rest only in what is left.
    """

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def rank(self) -> int: ...
    @property
    def is_private(self) -> bool: ...
    def find(self, page: Page) -> Iterator[Span]: ...


@dataclass(frozen=True, slots=True)
class ByPattern:
    """A kind that one or more patterns tell; nothing in them may repeat without an end inside a repetition."""

    name: str
    label: str
    rank: int
    patterns: tuple[re.Pattern[str], ...]
    is_private: bool = True

    def find(self, page: Page) -> Iterator[Span]:
        for pattern in self.patterns:
            yield from (match.span() for match in pattern.finditer(page.text))

"""What a translator must not touch or see is a token ⟦n⟧ on its way there and exactly itself again, or nothing is."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.masking._claiming import Claim, claims
from app.domain.masking._cleaning import cleaned
from app.domain.masking._kind import Page
from app.domain.masking.amount import AMOUNT
from app.domain.masking.code import CODE
from app.domain.masking.email import PLAIN
from app.domain.masking.link import FULL
from app.domain.masking.number import NUMBER
from app.domain.masking.order_name import NAME
from app.domain.words import N_

OPEN, CLOSE = "\u27e6", "\u27e7"
# Some engines put blanks or marks of direction inside, or other brackets around; a text's own brackets are hidden,
# so none of these can mean anything else.
WITHIN = r"[\s\u200b-\u200f\u061c\u2066-\u2069]{0,4}"
TOKEN = re.compile(rf"(?:[\u27e6\u301a]|\[\s?\[|［\s?［){WITHIN}(\d{{1,6}}){WITHIN}(?:[\u27e7\u301b]|\]\s?\]|］\s?］)")
PATTERN = re.compile("|".join(f"(?:{kind.pattern})" for kind in (FULL, PLAIN, NAME, CODE, AMOUNT, NUMBER)))
"""What is in no language, found fast and roughly: for guessing a text's language, never for hiding."""
STRAY = re.compile("[\u27e6\u27e7\u301a\u301b]")


class LostToken(ValueError):
    """The translator dropped, doubled or invented a token: its text cannot be trusted. Words, then how many stayed."""


@dataclass(frozen=True, slots=True)
class Shielded:
    """`text` may be shown to a translator; `hidden[n]` stands behind ⟦n⟧; `masked` counts the hidden by kind."""

    text: str
    hidden: tuple[str, ...]
    masked: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cover:
    """A text in which all that must be hidden was found once, so that no part of it shows what the whole hides."""

    text: str
    claims: tuple[Claim, ...]

    def part(self, start: int, end: int) -> Shielded:
        """Tokens count from 0. What reaches over an end is hidden up to there, and counted where it begins."""
        parts, hidden, at = [], [], start
        inside = [claim for claim in self.claims if claim.start < end and claim.end > start]
        for number, claim in enumerate(inside):
            first, last = max(claim.start, start), min(claim.end, end)
            parts += [self.text[at:first], f"{OPEN}{number}{CLOSE}"]
            hidden.append(self.text[first:last])
            at = last
        masked = Counter(claim.name for claim in inside if claim.start >= start)
        return Shielded("".join([*parts, self.text[at:end]]), tuple(hidden), dict(masked))

    def crosses(self, start: int, end: int) -> bool:
        """Whether something hidden begins before `start` and goes on behind `end`."""
        return any(claim.start < start and claim.end > end for claim in self.claims)


def cover(text: str, terms: Iterable[str] = (), known: Iterable[str] = ()) -> Cover:
    """Find whatever must survive unchanged or must not be seen.

    `terms` are the shop's own words, such as product names; `known` what it knows of the customer (masking/facts.py).
    """
    return Cover(text, tuple(claims(Page.of(text, terms, known))))


def hide(text: str, terms: Iterable[str] = (), known: Iterable[str] = ()) -> Shielded:
    """Replace all of it in the whole text."""
    return cover(text, terms, known).part(0, len(text))


def kept(translated: str, hidden: tuple[str, ...]) -> str:
    """The translation with its tokens as they are written here; raises LostToken unless each is there exactly once."""
    found = sorted(int(match.group(1)) for match in TOKEN.finditer(translated))
    if found != list(range(len(hidden))):
        raise LostToken(
            N_("The translation lost or changed order names, numbers or links."), f"({len(set(found))}/{len(hidden)})"
        )
    if STRAY.search(TOKEN.sub("", translated)):
        raise LostToken(N_("The translation lost or changed order names, numbers or links."))
    return TOKEN.sub(lambda match: f"{OPEN}{int(match.group(1))}{CLOSE}", translated)


def restore(translated: str, hidden: tuple[str, ...]) -> str:
    """Put everything back in its place; raises as `kept`."""
    return TOKEN.sub(lambda match: hidden[int(match.group(1))], kept(translated, hidden))


def protected(text: str) -> tuple[str, ...]:
    """What `hide` would hide, in order: the things two texts must have in common."""
    return hide(text).hidden


def cleaned_for_engine(text: str) -> str:
    """What people cannot see is not shown to engines either; first this, then `hide`. The original stays as it is."""
    return cleaned(text)

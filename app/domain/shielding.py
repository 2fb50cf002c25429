"""What a translator must not touch or see is a token ⟦n⟧ on its way there and exactly itself again, or nothing is."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.masking._claiming import claims
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


def hide(text: str, terms: Iterable[str] = (), known: Iterable[str] = ()) -> Shielded:
    """Replace whatever must survive unchanged or must not be seen.

    `terms` are the shop's own words, such as product names; `known` what it knows of the customer (masking/facts.py).
    """
    found = claims(Page.of(text, terms, known))
    parts, at = [], 0
    for number, claim in enumerate(found):
        parts += [text[at : claim.start], f"{OPEN}{number}{CLOSE}"]
        at = claim.end
    hidden = tuple(text[claim.start : claim.end] for claim in found)
    return Shielded("".join([*parts, text[at:]]), hidden, dict(Counter(claim.name for claim in found)))


def restore(translated: str, hidden: tuple[str, ...]) -> str:
    """Put everything back in its place; raises LostToken unless each token is there exactly once."""
    found = sorted(int(match.group(1)) for match in TOKEN.finditer(translated))
    if found != list(range(len(hidden))):
        raise LostToken(
            N_("The translation lost or changed order names, numbers or links."), f"({len(set(found))}/{len(hidden)})"
        )
    if STRAY.search(TOKEN.sub("", translated)):
        raise LostToken(N_("The translation lost or changed order names, numbers or links."))
    return TOKEN.sub(lambda match: hidden[int(match.group(1))], translated)


def protected(text: str) -> tuple[str, ...]:
    """What `hide` would hide, in order: the things two texts must have in common."""
    return hide(text).hidden


def cleaned_for_engine(text: str) -> str:
    """What people cannot see is not shown to engines either; first this, then `hide`. The original stays as it is."""
    return cleaned(text)

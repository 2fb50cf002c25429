"""What a reply must not lose between the agent's words and the customer's: numbers, amounts, order names, links."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.order_names import order_names

LINK = re.compile(r"https?://[^\s<>\"'「」（）、。]+", re.IGNORECASE)
ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
NUMBER = re.compile(r"\d{1,15}(?:[.,'’\u00a0\u202f]\d{1,15}){0,6}")


@dataclass(frozen=True, slots=True)
class Check:
    """`name` is order_names, numbers, links or addresses; `detail` lists what is missing or was added."""

    name: str
    ok: bool
    detail: str = ""


def compare(draft: str, text: str) -> tuple[Check, ...]:
    """Compare what was written with what would be sent; order does not matter, how often does."""
    return (
        _check("order_names", order_names, draft, text),
        _check("numbers", _numbers, draft, text),
        _check("links", _links, draft, text),
        _check("addresses", lambda words: tuple(ADDRESS.findall(words)), draft, text),
    )


def _check(name: str, find: Callable[[str], tuple[str, ...]], draft: str, text: str) -> Check:
    before, after = Counter(find(draft)), Counter(find(text))
    missing = ", ".join(sorted((before - after).elements()))
    added = ", ".join(sorted((after - before).elements()))
    detail = " · ".join(part for part in (missing and f"− {missing}", added and f"+ {added}") if part)
    return Check(name, not detail, detail)


def _links(text: str) -> tuple[str, ...]:
    return tuple(link.rstrip(".,;:!?)]") for link in LINK.findall(text))


def _numbers(text: str) -> tuple[str, ...]:
    """Numbers outside links and addresses; 1,000 and 1.000 differ, as a promise in writing does."""
    plain = unicodedata.normalize("NFKC", ADDRESS.sub(" ", LINK.sub(" ", text)))
    return tuple(NUMBER.findall(plain))

"""Whether a number is the most or the least that is promised: up to 50 € is not at least 50 €; words: bounds.toml."""

import re
import tomllib
from dataclasses import replace
from enum import StrEnum
from functools import cache
from importlib import resources

from app.domain.guard.found import Found, Kind
from app.domain.guard.negations import negations
from app.domain.guard.number_words import base
from app.domain.guard.writing import as_simplified

BEFORE, BEHIND = 30, 24  # signs that are looked at on either side
EASTERN = {"ja", "zh", "ko"}
CLAUSE = re.compile(r"[;!?。、，；！？\n]|[.,](?!\d)|:(?!\d)")


class Bound(StrEnum):
    NONE = ""
    MOST = "most"
    LEAST = "least"


def bounded(found: Found, text: str, language: str) -> Found:
    """The same number with its limit; none where its clause says no, which may turn the limit round."""
    if found.kind not in {Kind.AMOUNT, Kind.NUMBER} or base(language) not in _rows():
        return found
    end = found.start + len(found.literal)
    before = _last(text[max(0, found.start - BEFORE) : found.start])
    behind = _first(text[end : end + BEHIND])
    limits = _limits(before, behind, base(language), is_amount=found.kind is Kind.AMOUNT)
    if len(limits) != 1 or negations(before + found.literal + behind, language):
        return found
    (bound, (first, last)) = limits.popitem()
    return replace(found, bound=bound, aside=(first, max(last, found.aside[1])))


def bound_otherwise(before: Found, after: Found) -> bool:
    """Of two numbers one of which has no limit nothing is told."""
    return bool(before.bound and after.bound) and before.bound != after.bound


def _limits(before: str, behind: str, language: str, *, is_amount: bool) -> dict[Bound, tuple[int, int]]:
    """What the number is, and how many signs on either side say so."""
    if language == "zh":
        before, behind = as_simplified(before), as_simplified(behind)
    found = {}
    for bound in (Bound.MOST, Bound.LEAST):
        leading, following = _patterns(language, bound, is_amount=is_amount)
        first, last = leading.search(before), following.match(behind)
        if first or last:
            found[bound] = (len(first.group()) if first else 0, last.end() if last else 0)
    return found


def _last(text: str) -> str:
    return CLAUSE.split(text)[-1].replace("’", "'")


def _first(text: str) -> str:
    return CLAUSE.split(text)[0]


@cache
def _patterns(language: str, bound: Bound, *, is_amount: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Before the number and behind it, its unit between."""
    row = _rows()[language]
    leading = [*row[f"{bound}_before"], *(row.get(f"amounts_{bound}", []) if is_amount else [])]
    unit, edge = (r"[^\s\d]{0,5}? ?", "") if language in EASTERN else (r"(?:[ -]?[^\W\d_]{1,12}){0,2} ", r"\b")
    before = re.compile(rf"{edge}(?:{'|'.join(leading)})[ :]{{0,2}}$", re.IGNORECASE)
    return before, re.compile(rf"{unit}(?:{'|'.join(row[f'{bound}_behind'])}){edge}", re.IGNORECASE)


@cache
def _rows() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(resources.files(__package__).joinpath("bounds.toml").read_text("utf-8"))

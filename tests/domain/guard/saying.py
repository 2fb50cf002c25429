"""The same things said in eight languages, and what the guard makes of two of them."""

from itertools import permutations

import pytest

from app.domain.guard.checks import (
    addresses,
    amounts,
    dates,
    links,
    names,
    numbers,
    order_names,
    placeholders,
    terms,
    tracking,
)
from app.domain.guard.pair import Finding, Level, Pair

LANGUAGES = ("ja", "en", "zh-Hans", "zh-Hant", "ko", "fr", "de", "es")
OURS = (addresses, amounts, dates, links, names, numbers, order_names, placeholders, terms, tracking)


def looked(draft, text, source="en", target="de", **more) -> dict[str, Finding]:
    """What each of the literal checks says, by its name."""
    pair = Pair(draft, text, source, target, **more)
    found = (module.CHECK.look(pair) for module in OURS)
    return {finding.check: finding for finding in found if finding is not None}


def reds(draft, text, source="en", target="de", **more) -> set[str]:
    """The checks that block."""
    found = looked(draft, text, source, target, **more)
    return {name for name, finding in found.items() if finding.level is Level.RED}


def ambers(draft, text, source="en", target="de", **more) -> set[str]:
    found = looked(draft, text, source, target, **more)
    return {name for name, finding in found.items() if finding.level is Level.AMBER}


def both_ways(table):
    """Every two languages of every row, as source and target."""
    return [
        pytest.param(row[source], row[target], source, target, id=f"{row['en']}: {source} to {target}")
        for row in table
        for source, target in permutations(row, 2)
    ]


def row(ja, en, hans, hant, ko, fr, de, es):  # noqa: PLR0917  # one for each language
    return dict(zip(LANGUAGES, (ja, en, hans, hant, ko, fr, de, es), strict=True))


def changes(table):
    """Every row against the next: another value in every pair of languages."""
    return [
        pytest.param(one[source], other[target], source, target, id=f"{one['en']}: {source} to {target}")
        for one, other in zip(table, [*table[1:], table[0]], strict=True)
        for source, target in permutations(one, 2)
    ]

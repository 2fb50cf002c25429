"""Shopify's search syntax for orders and customers: field:value, comparisons, quotes, minus, AND, OR, free words."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

TERM = re.compile(r"(-?)(?:([\w.]+):)?(>=|<=|>|<)?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^\s()]+)")
Reader = Callable[[Any], Any]
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
}


class Search:
    """A query, parsed once; an unknown field matches everything, as Shopify ignores what it does not know."""

    def __init__(self, query: str | None, readers: dict[str, Reader], words: Callable[[Any], Iterable[str]]) -> None:
        """Parse; `readers` give a field's value or values, `words` the texts that free words search."""
        self._readers = readers
        self._words = words
        self._choices = [TERM.findall(part) for part in re.split(r"\s+OR\s+", (query or "").strip())]

    def matches(self, item: Any) -> bool:
        """Whether any alternative holds in all its terms."""
        return any(all(self._holds(item, *term) for term in terms) for terms in self._choices)

    def _holds(self, item: Any, minus: str, name: str, compare: str, text: str) -> bool:
        value = text[1:-1].replace("\\", "") if text[:1] in "'\"" and len(text) > 1 else text
        if not name:
            found = value == "AND" or any(value.lower() in word.lower() for word in self._words(item))
        elif name not in self._readers:
            return True
        else:
            found = _compared(self._readers[name](item), compare, value)
        return found != bool(minus)


def _compared(actual: Any, compare: str, value: str) -> bool:
    if value == "*":
        return actual not in (None, [], "")
    if isinstance(actual, datetime):
        return _time_compared(actual, compare, value)
    if isinstance(actual, int) and value.isdecimal():
        return COMPARE[compare](actual, int(value)) if compare else actual == int(value)
    if isinstance(actual, list | tuple | set):
        return any(str(one).lower() == value.lower() for one in actual)
    return actual is not None and str(actual).lower() == value.lower()


def _time_compared(actual: datetime, compare: str, value: str) -> bool:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return False
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if compare:
        return COMPARE[compare](actual, moment)
    return actual.date() == moment.date() if len(value) <= len("2026-11-22") else actual == moment

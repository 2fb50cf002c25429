"""Placeholders: what a template left unfilled is told, and one that was lost, added or translated blocks."""

from typing import ClassVar

from app.domain.guard.comparing import compared
from app.domain.guard.found import Kind
from app.domain.guard.literals import literals
from app.domain.guard.pair import Finding, Level, Pair
from app.domain.guard.telling import finding


class Placeholders:
    name: ClassVar[str] = "placeholders"

    def look(self, pair: Pair) -> Finding | None:
        result = compared(pair)[Kind.PLACEHOLDER]
        if result.missing or result.added or not result.count:
            return finding(self.name, result, pair)
        kept = [each.literal for each in literals(pair.text, pair.target) if each.kind is Kind.PLACEHOLDER]
        return Finding(self.name, Level.AMBER, result.count, "= " + ", ".join(kept), tuple(dict.fromkeys(kept)))


CHECK = Placeholders()

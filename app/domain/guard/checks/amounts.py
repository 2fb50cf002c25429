"""Amounts of money: number and currency are the same in any notation; a promise of money has no rounding."""

from typing import ClassVar

from app.domain.guard.comparing import compared
from app.domain.guard.found import Kind
from app.domain.guard.pair import Finding, Pair
from app.domain.guard.telling import finding


class Amounts:
    name: ClassVar[str] = "amounts"

    def look(self, pair: Pair) -> Finding | None:
        return finding(self.name, compared(pair)[Kind.AMOUNT], pair)


CHECK = Amounts()

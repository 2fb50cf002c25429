"""Tracking numbers, SKUs, telephone and other long numbers are the same sign for sign."""

from typing import ClassVar

from app.domain.guard.comparing import compared
from app.domain.guard.found import Kind
from app.domain.guard.pair import Finding, Pair
from app.domain.guard.telling import finding


class Tracking:
    name: ClassVar[str] = "tracking"

    def look(self, pair: Pair) -> Finding | None:
        return finding(self.name, compared(pair)[Kind.TRACKING], pair)


CHECK = Tracking()

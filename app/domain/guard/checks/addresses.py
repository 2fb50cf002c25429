"""E-mail addresses are the same in both texts."""

from typing import ClassVar

from app.domain.guard.comparing import compared
from app.domain.guard.found import Kind
from app.domain.guard.pair import Finding, Pair
from app.domain.guard.telling import finding


class Addresses:
    name: ClassVar[str] = "addresses"

    def look(self, pair: Pair) -> Finding | None:
        return finding(self.name, compared(pair)[Kind.ADDRESS], pair)


CHECK = Addresses()

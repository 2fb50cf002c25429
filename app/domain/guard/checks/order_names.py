"""Order names such as #1042 stand in both texts; one without its sign is told, another one blocks."""

from typing import ClassVar

from app.domain.guard.comparing import compared
from app.domain.guard.found import Kind
from app.domain.guard.pair import Finding, Pair
from app.domain.guard.telling import finding


class OrderNames:
    name: ClassVar[str] = "order_names"

    def look(self, pair: Pair) -> Finding | None:
        return finding(self.name, compared(pair)[Kind.ORDER], pair)


CHECK = OrderNames()

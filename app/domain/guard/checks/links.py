"""Links are the same to the last sign: half a link leads somewhere else."""

from typing import ClassVar

from app.domain.guard.comparing import compared
from app.domain.guard.found import Kind
from app.domain.guard.pair import Finding, Pair
from app.domain.guard.telling import finding


class Links:
    name: ClassVar[str] = "links"

    def look(self, pair: Pair) -> Finding | None:
        return finding(self.name, compared(pair)[Kind.LINK], pair)


CHECK = Links()

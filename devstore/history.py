"""How orders looked a moment ago, for stale reads; kept in memory, from what the file held before each write."""

from collections import deque
from datetime import datetime
from typing import Any

from devstore.codec import decode
from devstore.documents import Documents
from devstore.state.orders import Order

DEPTH = 20


class History:
    """The last few versions of each order, each with the moment it ended."""

    def __init__(self, documents: Documents) -> None:
        """Start with nothing remembered."""
        self._documents = documents
        self._versions: dict[tuple[str, int], deque[tuple[datetime, Any]]] = {}

    def remember(self, domain: str, order_id: int, until: datetime) -> None:
        """Keep the version on disk, which is about to be replaced."""
        body = self._documents.read("order", f"{domain}/{order_id:020d}")
        if body is not None:
            self._versions.setdefault((domain, order_id), deque(maxlen=DEPTH)).append((until, body))

    def as_of(self, domain: str, order_id: int, moment: datetime) -> Order | None:
        """Return the order as it was at that moment, or None when it has not changed since."""
        for until, body in self._versions.get((domain, order_id), ()):
            if until > moment:
                order: Order = decode(Order, body)
                return order
        return None

"""How many may wait for engines at once in this process; whoever finds it full is told so and keeps no thread."""

from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Lock

from app.domain.errors import Unavailable
from app.domain.words import N_

# A web process has sixteen threads: half stay for reading and sending, and no shop's slow engine takes all the others.
AT_ONCE = 8
OF_ONE_SHOP = 5
OF_ONE_CONVERSATION = 2  # an answer that nobody waits for any more, and the next


class Busy(Unavailable):
    """Nobody was asked."""


class WaitingRoom:
    def __init__(
        self, at_once: int = AT_ONCE, shop: int = OF_ONE_SHOP, conversation: int = OF_ONE_CONVERSATION
    ) -> None:
        self._most = {"all": at_once, "shop": shop, "conversation": conversation}
        self._inside: Counter[Hashable] = Counter()
        self._lock = Lock()

    @contextmanager
    def enter(self, shop_id: int, conversation_id: int) -> Iterator[None]:
        """Raises Busy at once where there is no room."""
        places = ("all", 0), ("shop", shop_id), ("conversation", conversation_id)
        with self._lock:
            if any(self._inside[place] >= self._most[place[0]] for place in places):
                raise Busy(N_("The translation engine is busy just now."))
            self._inside.update(places)
        try:
            yield
        finally:
            with self._lock:
                self._inside.subtract(places)
                self._inside += Counter()  # drops what is at nought


ROOM = WaitingRoom()

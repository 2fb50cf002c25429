"""Webhook deliveries waiting to be sent; persisted with the change that caused them, retried with the same text."""

import json
import threading
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from devstore.change import Change
from devstore.codec import decode, encode
from devstore.documents import Documents
from devstore.state.platform import Delivery, DeliveryState, Subject
from devstore.state.shops import ShopState

KEPT = 2_000


class Outbox:
    """Deliveries by id; `bell` is set when something new may be due."""

    def __init__(self, documents: Documents, lock: threading.RLock) -> None:
        """Load what was on its way."""
        self._documents = documents
        self._lock = lock
        self.bell = threading.Event()
        loaded = (decode(Delivery, body) for _, body in documents.all("delivery"))
        self.deliveries: dict[int, Delivery] = {item.id: item for item in loaded}
        self._open = {key: item for key, item in self.deliveries.items() if item.state is DeliveryState.WAITING}

    def take(
        self,
        change: Change,
        build: Callable[[str, ShopState, Subject], dict[str, Any]],
        new_id: Callable[[str], int],
    ) -> dict[tuple[str, str], Any]:
        """Make a delivery of each announced topic and return the documents to store with the change."""
        writes: dict[tuple[str, str], Any] = {}
        installed = change.state.shop.scopes is not None
        for topic, subject in change.events:
            if not (installed or topic == "shop/redact"):  # which comes two days after the uninstall
                continue
            text = json.dumps(build(topic, change.state, subject), ensure_ascii=False, separators=(",", ":"))
            delivery = self._new(change, topic, text, new_id("Delivery"))
            writes[_key(delivery)] = encode(delivery)
        return writes

    def _new(self, change: Change, topic: str, text: str, number: int) -> Delivery:
        delivery = Delivery(
            id=number,
            webhook_id=str(uuid.uuid4()),
            event_id=change.event_id,
            shop=change.state.shop.domain,
            topic=topic,
            triggered_at=change.now,
            payload=text,
            next_try_at=change.now,
        )
        self.deliveries[number] = self._open[number] = delivery
        return delivery

    def due(self, now: datetime, limit: int = 100) -> list[Delivery]:
        """Return the deliveries whose time has come, oldest first; the caller remembers which it is sending."""
        with self._lock:
            return [item for item in self._open.values() if item.next_try_at <= now][:limit]

    def waiting(self) -> int:
        """How many are still to be delivered."""
        with self._lock:
            return len(self._open)

    def save(self, delivery: Delivery) -> None:
        """Write a delivery through after its state, attempts or next try changed; forget the oldest settled ones."""
        with self._lock:
            self.deliveries[delivery.id] = delivery
            if delivery.state is DeliveryState.WAITING:
                self._open[delivery.id] = delivery
            else:
                self._open.pop(delivery.id, None)
            self._documents.write({_key(delivery): encode(delivery), **self._forgotten()})
        self.bell.set()

    def _forgotten(self) -> dict[tuple[str, str], Any]:
        surplus = len(self.deliveries) - KEPT
        settled = [item for key, item in self.deliveries.items() if key not in self._open][: max(0, surplus)]
        for item in settled:
            del self.deliveries[item.id]
        return {_key(item): None for item in settled}


def _key(delivery: Delivery) -> tuple[str, str]:
    return ("delivery", f"{delivery.id:020d}")

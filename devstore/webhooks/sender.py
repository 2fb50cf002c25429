"""Sends due webhooks as Shopify does: signed, five seconds at most, 2xx only, eight retries with the same text."""

import base64
import hashlib
import hmac
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from enum import StrEnum

import requests
from requests.adapters import HTTPAdapter

from devstore.settings import Settings
from devstore.state.platform import Delivery, DeliveryState
from devstore.store import Store

API_VERSION = "2026-10"
COMPLIANCE_TOPICS = frozenset({"customers/data_request", "customers/redact", "shop/redact"})
CONNECT_SECONDS = 1.0
TOTAL_SECONDS = 5.0
RETRY_SECONDS = (1, 2, 4, 8, 15, 30, 60, 120)  # Shopify spreads its eight over four hours
LANES = 16  # so many slow answers at once hold nobody else up
LOOK_AGAIN_SECONDS = 0.25


class Pause(StrEnum):
    """What happens to deliveries that come due meanwhile."""

    HOLD = "hold"
    DROP = "drop"


def signature(secret: str, payload: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), payload, hashlib.sha256).digest()).decode()


def headers(delivery: Delivery, secret: str, payload: bytes) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "Shopify-Captain-Hook",
        "X-Shopify-Topic": delivery.topic,
        "X-Shopify-Hmac-Sha256": signature(secret, payload),
        "X-Shopify-Shop-Domain": delivery.shop,
        "X-Shopify-API-Version": API_VERSION,
        "X-Shopify-Webhook-Id": delivery.webhook_id,
        "X-Shopify-Event-Id": delivery.event_id,
        "X-Shopify-Triggered-At": delivery.triggered_at.isoformat(),
    }


class Sender:
    """One thread looks what is due, `LANES` threads send; `pause` loses or keeps back what comes due."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._sending: set[int] = set()
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._lanes = ThreadPoolExecutor(LANES, thread_name_prefix="webhook")
        self._http = requests.Session()
        self._http.mount("http://", HTTPAdapter(pool_connections=2, pool_maxsize=LANES))
        self._thread = threading.Thread(target=self._run, name="webhook-sender", daemon=True)
        self.pause: Pause | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stops looking; what is on its way is left to its own time limit and found again at the next start."""
        self._stopped.set()
        self._store.outbox.bell.set()
        self._lanes.shutdown(wait=False, cancel_futures=True)

    def resume(self) -> int:
        """Ends a pause; what was held goes out now. Returns how many those are."""
        self.pause = None
        held = [item for item in self._all() if item.state is DeliveryState.HELD]
        for delivery in held:
            self._again(delivery)
        return len(held)

    def replay(self, delivery_id: int) -> Delivery | None:
        """Sends a delivery once more, with the same webhook id, whatever became of it."""
        delivery = self._store.outbox.deliveries.get(delivery_id)
        if delivery is not None:
            self._again(delivery)
        return delivery

    def waiting(self) -> int:
        """How many still have to arrive, those being sent at this moment included."""
        with self._lock:
            return max(self._store.outbox.waiting(), len(self._sending))

    def _all(self) -> list[Delivery]:
        with self._store.lock:
            return list(self._store.outbox.deliveries.values())

    def _again(self, delivery: Delivery) -> None:
        delivery.state = DeliveryState.WAITING
        delivery.attempts = 0
        delivery.next_try_at = self._store.now()
        self._store.outbox.save(delivery)

    def _run(self) -> None:
        bell = self._store.outbox.bell
        while not self._stopped.is_set():
            bell.wait(LOOK_AGAIN_SECONDS)
            bell.clear()
            self._send_due()

    def _send_due(self) -> None:
        for delivery in self._store.outbox.due(self._store.now(), limit=LANES * 4):
            with self._lock:
                if delivery.id in self._sending or self._stopped.is_set():
                    continue
                self._sending.add(delivery.id)
            self._lanes.submit(self._handle, delivery)

    def _handle(self, delivery: Delivery) -> None:
        try:
            if self.pause is not None:
                delivery.state = DeliveryState.HELD if self.pause is Pause.HOLD else DeliveryState.DROPPED
            else:
                self._try(delivery)
            self._store.outbox.save(delivery)
        finally:
            with self._lock:
                self._sending.discard(delivery.id)

    def _try(self, delivery: Delivery) -> None:
        delivery.attempts += 1
        delivery.last_answer = self._post(delivery)
        if delivery.last_answer.startswith("2"):
            delivery.state = DeliveryState.DELIVERED
        elif delivery.attempts > len(RETRY_SECONDS):
            delivery.state = DeliveryState.FAILED
        else:
            delivery.next_try_at = self._store.now() + timedelta(seconds=RETRY_SECONDS[delivery.attempts - 1])

    def _post(self, delivery: Delivery) -> str:
        """The status of the answer as text, or why there was none."""
        path = "/webhooks/compliance" if delivery.topic in COMPLIANCE_TOPICS else "/webhooks"
        payload = delivery.payload.encode()
        try:
            answer = self._http.post(
                self._settings.app_url + path,
                data=payload,
                headers=headers(delivery, self._settings.api_secret, payload),
                timeout=(CONNECT_SECONDS, TOTAL_SECONDS - CONNECT_SECONDS),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            return type(error).__name__
        return str(answer.status_code)


def start(store: Store, settings: Settings) -> Sender:
    """Starts sending in the background."""
    sender = Sender(store, settings)
    sender.start()
    return sender

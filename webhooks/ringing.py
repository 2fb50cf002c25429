"""Rings for many deliveries at once: a request only notes that something came, a thread rings for all of them."""

import threading
import time

import structlog

from app.queue import DRAIN_RECEIPTS, Doorbell

log = structlog.get_logger()
PAUSE = 0.05  # seconds between two rings; what came meanwhile gets the next one, so none is lost


class Ringer:
    """No request waits for Redis, and a Redis that is away costs nothing but the clock's patience."""

    def __init__(self, doorbell: Doorbell) -> None:
        self._doorbell = doorbell
        self._came = threading.Event()
        self._lock = threading.Lock()
        self._closed = False
        self._thread: threading.Thread | None = None

    def note(self) -> None:
        self._came.set()
        if self._thread is None:
            self._start()

    def close(self) -> None:
        self._closed = True
        self._came.set()
        if self._thread is not None:
            self._thread.join(1)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._ring_forever, name="ringer", daemon=True)
                self._thread.start()

    def _ring_forever(self) -> None:
        while self._came.wait() and not self._closed:
            self._came.clear()
            try:
                self._doorbell.ring(DRAIN_RECEIPTS)
            except Exception:  # whatever it was, the next delivery must find a ringer
                log.exception("the doorbell could not be rung")
            time.sleep(PAUSE)

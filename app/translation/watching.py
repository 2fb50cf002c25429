"""Ends a call that drips: whatever it is reading, its connection is cut when the time of the whole call is over."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class Watch:
    """Around one call of this thread. A time limit of `requests` counts from byte to byte; this counts all of them."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        CALL.watch = self
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        CALL.watch = None
        with self._lock:
            self._socket = None

    def holds(self, connected: socket.socket | None) -> None:
        with self._lock:
            self._socket = connected
            self._cut()

    def _end(self) -> None:
        with self._lock:
            self.is_over = True
            self._cut()

    def _cut(self) -> None:
        if self.is_over and self._socket is not None:
            with suppress(OSError):
                # Past TLS's own shutdown, which would talk with the other side from the wrong thread.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Call(threading.local):
    watch: Watch | None = None


CALL = _Call()


class _Plain(HTTPConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override] # as urllib3 itself overrides it
        _watched(self.sock)
        return super().getresponse()


class _Secure(HTTPSConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override] # as urllib3 itself overrides it
        _watched(self.sock)
        return super().getresponse()


def _watched(connected: socket.socket | None) -> None:
    if CALL.watch is not None:
        CALL.watch.holds(connected)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class WatchedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

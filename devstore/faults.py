"""Faults on demand: each names a shop, an operation and what goes wrong, for the next so many calls."""

import itertools
import threading
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """What can go wrong with a call."""

    OK = "ok"
    COMMIT_THEN_TIMEOUT = "commit_then_timeout"
    COMMIT_THEN_502 = "commit_then_502"
    RESET_BEFORE_COMMIT = "reset_before_commit"
    RESET_AFTER_COMMIT = "reset_after_commit"
    THROTTLED = "throttled"
    HTTP_429 = "http_429"
    USER_ERRORS = "user_errors"
    NULL_AFTER_COMMIT = "null_after_commit"
    PENDING_THEN_FAILURE = "pending_then_failure"
    PENDING_THEN_SUCCESS = "pending_then_success"
    JOB_SLOW = "job_slow"
    JOB_FAILS = "job_fails"
    KEY_FAILED = "idempotency_previous_attempt_failed"
    STALE_READ = "stale_read"
    UNAUTHORIZED = "unauthorized"
    HTTP_402 = "http_402"
    HTTP_403 = "http_403"
    HTTP_423 = "http_423"
    HTTP_500 = "http_500"
    SLOW = "slow"


DEFAULT_SECONDS = {
    Fault.COMMIT_THEN_TIMEOUT: 30.0,
    Fault.PENDING_THEN_FAILURE: 1.0,
    Fault.PENDING_THEN_SUCCESS: 1.0,
    Fault.JOB_SLOW: 5.0,
    Fault.STALE_READ: 3.0,
    Fault.SLOW: 2.0,
}


@dataclass(slots=True)
class Order:
    """A fault that was asked for; `shop` None means any."""

    id: int
    operation: str
    fault: Fault
    times: int
    seconds: float
    shop: str | None = None


class Switchboard:
    """The faults that wait for their calls, in the order they were asked for; safe for threads."""

    def __init__(self) -> None:
        """Nothing goes wrong."""
        self._lock = threading.Lock()
        self._orders: list[Order] = []
        self._ids = itertools.count(1)

    def add(self, asked: dict[str, Any]) -> Order:
        """Take {"operation", "fault", "times"?, "seconds"?, "shop"?}; raise ValueError for an unknown fault."""
        fault = Fault(str(asked.get("fault")))
        order = Order(
            id=next(self._ids),
            operation=str(asked.get("operation") or "*"),
            fault=fault,
            times=int(asked.get("times") or 1),
            seconds=float(asked.get("seconds") or DEFAULT_SECONDS.get(fault, 0.0)),
            shop=asked.get("shop") or None,
        )
        with self._lock:
            self._orders.append(order)
        return order

    def take(self, shop: str, operations: list[str]) -> Order | None:
        """The first fault for this shop and any of these operations; it is used up by one."""
        with self._lock:
            for order in self._orders:
                if order.shop in (None, shop) and (order.operation == "*" or order.operation in operations):
                    order.times -= 1
                    if order.times <= 0:
                        self._orders.remove(order)
                    return order
        return None

    def all(self) -> list[dict[str, Any]]:
        """What still waits."""
        with self._lock:
            return [asdict(order) for order in self._orders]

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._orders.clear()

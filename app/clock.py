"""The clock: of all processes one holds its lease and does what the schedule says; missed turns are not made up."""

import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.desk import leases
from app.errands.runtime import Runtime

log = structlog.get_logger()
LEASE = "clock"
LEASE_SECONDS = 15.0
RENEW = 5.0
TICK = 0.5


@dataclass(frozen=True, slots=True)
class Every:
    """One line of the schedule; `call` looks and rings, or does something short that may be done twice."""

    seconds: float
    call: Callable[[Runtime, datetime], object]

    @property
    def name(self) -> str:
        return self.call.__name__


@dataclass(slots=True)
class Clock:
    """One ticker; `run` returns after `stop` was set."""

    runtime: Runtime
    schedule: Sequence[Every]
    stop: threading.Event = field(default_factory=threading.Event)
    holder: str = field(default_factory=lambda: uuid.uuid4().hex)
    _due: dict[str, float] = field(default_factory=dict)
    _renew_at: float = 0.0

    def run(self) -> None:
        while not self.stop.wait(TICK):
            self.tick(time.monotonic())
        self._let_go()

    def tick(self, seconds: float) -> list[str]:
        """Do what is due at `seconds` of a steady clock, if the lease is ours; returns what was done."""
        if not self._holds(seconds):
            return []
        done = []
        for entry in self.schedule:
            if self._due.get(entry.name, seconds) <= seconds:
                self._due[entry.name] = seconds + entry.seconds
                self._do(entry)
                done.append(entry.name)
        return done

    def _do(self, entry: Every) -> None:
        try:
            entry.call(self.runtime, datetime.now(UTC))
        except Exception as error:
            log.warning("a scheduled task failed", task=entry.name, kind=type(error).__name__, exc_info=error)

    def _holds(self, seconds: float) -> bool:
        if seconds < self._renew_at:
            return True
        try:
            with self.runtime.database.transaction() as session:
                held = leases.hold(session, LEASE, self.holder, datetime.now(UTC), LEASE_SECONDS)
        except SQLAlchemyError as error:
            log.warning("the clock cannot reach the database", kind=type(error).__name__)
            return False
        if held:
            self._renew_at = seconds + RENEW
        return held

    def _let_go(self) -> None:
        try:
            with self.runtime.database.transaction() as session:
                leases.let_go(session, LEASE, self.holder, datetime.now(UTC))
        except SQLAlchemyError:
            return

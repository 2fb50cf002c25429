"""How what is owed is done: recorded in batches, reached out for one by one, or beside where others are slow."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from app.desk import reactions
from app.desk.desk import SYSTEM, Desk, desk_in
from app.domain.errors import DeskError, GatewayError
from app.domain.event import Event
from app.errands.failures import words_of
from app.errands.runtime import Runtime
from app.queue import DRAIN_BESIDE, WORK

log = structlog.get_logger()
BATCH = 30.0  # seconds a batch may take, well inside its claim, so that nobody else runs the same
HOLD = 0.05  # seconds that recordings share one transaction: SQLite has one writer at a time, and others wait
IDLE = timedelta(seconds=20)  # what nobody waits for is put off so long where there is other work
FEW_IDLE = 3  # of it in a turn that has other work
THREADS = 32  # that wait for slow others at once; each sleeps most of its time
OF_A_SHOP = 16  # of them at most: a shop whose engine hangs leaves the others room
stopping = threading.Event()  # set in a job whose worker was told to stop: a drain ends after its turn


@dataclass(frozen=True, slots=True)
class InDesk:
    """Only records: runs inside one transaction together with its own "done", so exactly once. `idle`: nobody waits
    for it, so it is done when nothing else is, or when it has waited long enough.
    """

    call: Callable[[Desk, Any], None]
    idle: bool = False


@dataclass(frozen=True, slots=True)
class Outside:
    """Reaches the network: claims and records by itself; `alone` gives it a job of its own, `beside` a thread of a
    process of its own: nobody waits for it who does not need it.
    """

    call: Callable[[Runtime, int, Any], None]
    alone: bool = False
    beside: bool = False


Registry = Mapping[type[Event], Mapping[str, InDesk | Outside]]


class Beside:
    """The threads of one drain. What it takes is claimed before, and waits in nobody's queue."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="beside")
        self._lock = threading.Lock()
        self._flying: Counter[int] = Counter()

    @property
    def free(self) -> int:
        return THREADS - sum(self._flying.values())

    @property
    def room(self) -> int:
        """As many as may be begun though all were of one shop, whichever: no shop gets more than its part."""
        with self._lock:
            most = max((count for count in self._flying.values() if count < OF_A_SHOP), default=0)
        return min(self.free, OF_A_SHOP - most)

    @property
    def is_idle(self) -> bool:
        return self.free == THREADS

    def full_shops(self) -> list[int]:
        with self._lock:
            return [shop_id for shop_id, count in self._flying.items() if count >= OF_A_SHOP]

    def start(self, call: Callable[[reactions.Due], None], item: reactions.Due) -> None:
        with self._lock:
            self._flying[item.shop_id] += 1
        self._pool.submit(self._run, call, item)

    def close(self) -> None:
        """Waits for what is under way: an engine's time is bounded."""
        self._pool.shutdown(wait=True)

    def _run(self, call: Callable[[reactions.Due], None], item: reactions.Due) -> None:
        try:
            call(item)
        finally:
            with self._lock:
                self._flying[item.shop_id] -= 1


class Reactor:
    """Works the outbox off, by one registry of what reacts to what."""

    def __init__(self, registry: Registry) -> None:
        self.names = {event.__name__: tuple(by_name) for event, by_name in registry.items()}
        hows = {name: how for by_name in registry.values() for name, how in by_name.items()}
        self.in_desk = {name: how for name, how in hows.items() if isinstance(how, InDesk)}
        self.idle = [name for name, how in self.in_desk.items() if how.idle]
        self.prompt = [name for name in self.in_desk if name not in self.idle]
        self.outside = {name: how for name, how in hows.items() if isinstance(how, Outside)}
        self.alone = [name for name, how in self.outside.items() if how.alone]
        self.beside = [name for name, how in self.outside.items() if how.beside]
        self.reaching = [name for name in self.outside if name not in {*self.alone, *self.beside}]

    def turn(self, runtime: Runtime, moment: datetime) -> int:
        """One turn over the outbox: returns how many reactions were begun; for others' it only rings."""
        with runtime.database.transaction(read_only=True) as session:
            is_due = reactions.is_work_due(session, moment, but=self.beside)
            slow = reactions.waiting(session, moment, only=self.beside, limit=1)
        if slow:
            runtime.doorbell.ring(DRAIN_BESIDE)
        if not is_due:
            return 0
        with runtime.database.transaction() as session:
            reactions.fan_out(session, self.names, moment)
            # claimed apart: what was begun, such as a mail to be sent, must not wait behind all that is new
            recording = reactions.claim(session, moment, only=self.prompt)
            reaching = reactions.claim(session, moment, only=self.reaching)
            alone = reactions.waiting(session, moment, only=self.alone)
            if recording or reaching:
                recording += reactions.claim_some(session, moment - IDLE, self.idle, FEW_IDLE, ())
            else:
                recording += reactions.claim(session, moment, only=self.idle)
        for reaction_id in alone:
            runtime.doorbell.ring(WORK, reaction_id)
        total = len(recording) + len(reaching)
        while recording and not stopping.is_set():
            recording = recording[self._record(runtime, recording) :]
        _hand_back(runtime, recording)
        self._reach_out(runtime, reaching)
        return total

    def turn_beside(self, runtime: Runtime, moment: datetime, beside: Beside) -> int:
        """Give the threads what waits for slow others; returns how many were begun."""
        with runtime.database.transaction(read_only=True) as session:
            if not reactions.waiting(session, moment, only=self.beside, limit=1):
                return 0
        with runtime.database.transaction() as session:
            slow = reactions.claim_some(session, moment, self.beside, beside.room, beside.full_shops())
        for item in slow:
            beside.start(lambda due: self.react(runtime, due), item)
        return len(slow)

    def _record(self, runtime: Runtime, batch: Sequence[reactions.Due]) -> int:
        """Several in one commit, as many as fit into HOLD; where one fails, nothing was recorded: it runs by itself."""
        begun: list[reactions.Due] = []
        until = time.monotonic() + HOLD
        try:
            with runtime.database.transaction() as session:
                while len(begun) < len(batch) and time.monotonic() < until:
                    begun.append(item := batch[len(begun)])
                    self.in_desk[item.name].call(desk_in(session, item.shop_id, SYSTEM, datetime.now(UTC)), item.event)
                reactions.done(session, *(item.reaction_id for item in begun))
        except Exception:  # noqa: BLE001 - whatever it was happens again below, alone, and is settled there
            for item in begun or batch[:1]:
                self.react(runtime, item)
        return len(begun) or 1

    def _reach_out(self, runtime: Runtime, batch: Sequence[reactions.Due]) -> None:
        """One after another, within the time of a claim; a repetition after a crash finds nothing left to do."""
        started, ended = time.monotonic(), []
        for number, item in enumerate(batch):
            if time.monotonic() - started > BATCH or stopping.is_set():
                _hand_back(runtime, batch[number:])
                break
            try:
                self.outside[item.name].call(runtime, item.shop_id, item.event)
                ended.append(item.reaction_id)
            except Exception as error:  # noqa: BLE001 - as in react
                _settle_failure(runtime, item, error)
        if ended:
            with runtime.database.transaction() as session:
                reactions.done(session, *ended)

    def react(self, runtime: Runtime, due: reactions.Due) -> None:
        """Run one claimed reaction and settle it: done, later, or dead with the reason for a person to read."""
        try:
            if due.name in self.in_desk:
                with runtime.database.transaction() as session:
                    self.in_desk[due.name].call(desk_in(session, due.shop_id, SYSTEM, datetime.now(UTC)), due.event)
                    reactions.done(session, due.reaction_id)
                return
            self.outside[due.name].call(runtime, due.shop_id, due.event)
            with runtime.database.transaction() as session:
                reactions.done(session, due.reaction_id)
        except Exception as error:  # noqa: BLE001 - settled here: the only place that decides between later and dead
            _settle_failure(runtime, due, error)


def _hand_back(runtime: Runtime, unstarted: Sequence[reactions.Due]) -> None:
    if unstarted:
        with runtime.database.transaction() as session:
            reactions.hand_back(session, unstarted)


def _settle_failure(runtime: Runtime, due: reactions.Due, error: Exception) -> None:
    permanent = isinstance(error, DeskError) or (isinstance(error, GatewayError) and not error.retryable)
    words = words_of(error)
    log.warning(
        "reaction failed",
        reaction=due.name,
        shop_id=due.shop_id,
        kind=type(error).__name__,
        exc_info=not permanent,
    )
    with runtime.database.transaction() as session:
        if permanent:
            reactions.bury(session, due.reaction_id, words)
        else:
            after = error.retry_after if isinstance(error, GatewayError) else None
            reactions.put_off(session, due, datetime.now(UTC), error=words, after=after)

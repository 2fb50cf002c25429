"""The one hot insert: a delivery is stored once and committed before anybody says 200; no ORM, no session."""

import contextlib
import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import SimpleQueue
from typing import Any, Protocol

from app.db import Database, begin_writing

COLUMNS = (
    "shop_domain, topic, webhook_id, event_id, api_version, triggered_at, received_at, next_try_at, body, "
    "state, attempts, error"
)
ONCE = "ON CONFLICT (shop_domain, topic, webhook_id) DO NOTHING"
# constants only: nothing from outside is ever part of the text
TO_SQLITE = f"INSERT INTO webhook_receipts ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,'WAITING',0,'') {ONCE}"  # noqa: S608 - of constants only
TO_POSTGRESQL = (
    f"INSERT INTO webhook_receipts ({COLUMNS}) "  # noqa: S608 - of constants only
    f"VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%b,'WAITING',0,'') {ONCE} RETURNING id"
)
BATCH = 256
PATIENCE = 1.5  # seconds for the database to answer: Shopify gives five, and retries what gets no 2xx


class StorageDown(Exception):
    """The receipt was not stored: only an error answer makes Shopify send it again."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook as its headers and raw body say; nothing in it was parsed."""

    shop_domain: str
    topic: str
    webhook_id: str
    event_id: str
    api_version: str
    triggered_at: datetime | None
    body: bytes


class Store(Protocol):
    """Two databases want two ways of writing; both commit before they return."""

    def put(self, delivery: Delivery, now: datetime) -> bool:
        """Store it; False when it was here already. Raises StorageDown when nothing was stored."""

    def close(self) -> None:
        """Let go of every connection."""


def open_store(database: Database) -> Store:
    return SqliteStore(database) if database.engine.dialect.name == "sqlite" else PostgresStore(database)


@dataclass(slots=True)
class _Waiting:
    row: tuple[object, ...]
    event: threading.Event = field(default_factory=threading.Event)
    is_new: bool = False
    error: Exception | None = None


class SqliteStore:
    """One thread writes for all requests of the process: it takes what waits and commits it once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def put(self, delivery: Delivery, now: datetime) -> bool:
        moment = _text(now)
        triggered = _text(delivery.triggered_at) if delivery.triggered_at else None
        waiting = _Waiting((*_words(delivery), triggered, moment, moment, delivery.body))
        self._queue.put(waiting)
        if self._thread is None:
            self._start()
        if not waiting.event.wait(PATIENCE * 2):
            raise StorageDown("The database did not answer.")
        if waiting.error is not None:
            raise StorageDown(str(waiting.error)) from waiting.error
        return waiting.is_new

    def close(self) -> None:
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(PATIENCE * 2)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._write_forever, name="receipts", daemon=True)
                self._thread.start()

    def _write_forever(self) -> None:
        connection: Any = None
        while batch := self._next():
            try:
                connection = connection or self._connect()
                _write(connection, batch)
            except Exception as error:  # noqa: BLE001 - handed to the requests that wait, which answer 503
                _close(connection)
                connection = None
                for waiting in batch:
                    waiting.error = error
            for waiting in batch:
                waiting.event.set()
        _close(connection)

    def _next(self) -> list[_Waiting]:
        """All that waits, or nothing when the store is to close."""
        batch: list[_Waiting] = []
        while len(batch) < BATCH and (not batch or not self._queue.empty()):
            waiting = self._queue.get()
            if waiting is None:
                self._queue.put(None)
                break
            batch.append(waiting)
        return batch

    def _connect(self) -> Any:
        pooled = self._database.engine.raw_connection()
        connection = pooled.driver_connection
        pooled.detach()  # ours from now on
        assert connection is not None  # noqa: S101 - a pool hands out open connections
        return connection


class PostgresStore:
    """The server groups commits by itself: one statement, one round trip, on a connection of our own."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._idle: deque[Any] = deque()

    def put(self, delivery: Delivery, now: datetime) -> bool:
        row = (*_words(delivery), delivery.triggered_at, now, now, delivery.body)
        for is_last in (False, True):
            connection = None
            try:
                connection = self._idle.pop() if self._idle and not is_last else self._connect()
                is_new = connection.execute(TO_POSTGRESQL, row, prepare=True).fetchone() is not None
            except Exception as error:
                _close(connection)
                if is_last:
                    raise StorageDown(str(error)) from error
            else:
                self._idle.append(connection)
                return is_new
        raise AssertionError("unreachable")  # pragma: no cover

    def close(self) -> None:
        while self._idle:
            _close(self._idle.pop())

    def _connect(self) -> Any:
        args, kwargs = self._engine.dialect.create_connect_args(self._engine.url)
        limits = f"-c statement_timeout={int(PATIENCE * 1000)}"
        patient = {"connect_timeout": 2, "tcp_user_timeout": int(PATIENCE * 1000), "options": limits}
        return self._engine.dialect.loaded_dbapi.connect(*args, **{**kwargs, **patient}, autocommit=True)


def _write(connection: Any, batch: list[_Waiting]) -> None:
    begin_writing(connection, PATIENCE)
    try:
        for waiting in batch:
            waiting.is_new = connection.execute(TO_SQLITE, waiting.row).rowcount == 1
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _words(delivery: Delivery) -> tuple[str, ...]:
    return delivery.shop_domain, delivery.topic, delivery.webhook_id, delivery.event_id, delivery.api_version


def _text(moment: datetime) -> str:
    """As SQLAlchemy writes moments into SQLite, so that both sides compare."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _close(connection: Any) -> None:
    if connection is not None:
        with contextlib.suppress(Exception):  # it was broken already
            connection.close()

"""The database: engine, base class, column types and transaction(); nothing here knows a table."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, Numeric, String, TypeDecorator, event
from sqlalchemy import create_engine as sqlalchemy_engine
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from app.domain.money import Money

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
PATIENCE = 20.0  # seconds a writer waits for its turn on SQLite
BigId = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for INTEGER keys


class Base(DeclarativeBase):
    """Every table. Rows are numbered by `id`; `shop_id` leads every other key."""

    metadata = MetaData(naming_convention=NAMING)


class UtcTime(TypeDecorator[datetime]):
    """A moment: aware and in UTC on both sides, also on SQLite, which forgets time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A moment needs a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Amount(TypeDecorator[Decimal]):
    """A decimal amount in major units; text on SQLite, whose numbers are binary floats."""

    impl = Numeric(20, 4)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else Numeric(20, 4))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return str(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


def money_or_none(amount: Decimal | None, currency: str | None) -> Money | None:
    """Pair the two columns of an amount again."""
    return Money(amount, currency) if amount is not None and currency else None


def create_engine(url: str) -> Engine:
    """Open SQLite through the bundled library with durable WAL, or PostgreSQL with a pool.

    Parameters stay out of errors: they hold what customers wrote, and errors are logged.
    """
    if not url.startswith("sqlite"):
        address = url.replace("postgresql://", "postgresql+psycopg://", 1)
        return sqlalchemy_engine(address, pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True)
    import pysqlite3.dbapi2 as sqlite

    engine = sqlalchemy_engine(url, module=sqlite, connect_args={"timeout": 20}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come too late and as DEFERRED
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={int(PATIENCE * 1000)}",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    if connection.get_execution_options().get("read_only", False):
        connection.exec_driver_sql("BEGIN")
    else:
        begin_writing(connection.connection.driver_connection)


def begin_writing(connection: Any, patience: float = PATIENCE) -> None:
    """Open a write transaction on SQLite; asks every millisecond or two for as long as it is patient.

    SQLite itself asks ever more seldom, up to every tenth of a second, and so never meets the short pauses of a busy
    writer. IMMEDIATE: upgrading a read lock to a write lock fails at once, whatever the busy timeout says.
    """
    deadline = time.monotonic() + patience
    connection.execute("PRAGMA busy_timeout=2")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except Exception as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
            else:
                return
    finally:
        connection.execute(f"PRAGMA busy_timeout={int(PATIENCE * 1000)}")


class Database:
    """One engine and its sessions; the process makes one at its start."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)
        self.sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def transaction(self, *, read_only: bool = False) -> Iterator[Session]:
        """One session, one transaction: committed at the end, rolled back on an error."""
        with self.sessions() as session, session.begin():
            if read_only:
                session.connection(execution_options={"read_only": True})
            yield session

    def close(self) -> None:
        self.engine.dispose()

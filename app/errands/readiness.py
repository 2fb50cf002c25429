"""Whether this process can do its work now: every part is asked, none is trusted from a minute ago."""

from collections.abc import Callable
from datetime import UTC, datetime

from redis.exceptions import RedisError
from rq import Worker
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.errands.runtime import Runtime
from app.migrating import is_at_head
from app.queue import NAMES

OK = "ok"
WORKER_SECONDS = 120  # a worker beats at least once a minute


def check(runtime: Runtime) -> dict[str, str]:
    """Each part's name with "ok" or what is wrong with it."""
    return {
        "database": _asked(lambda: _database(runtime)),
        "migrations": _asked(lambda: _migrations(runtime)),
        "queue": _asked(lambda: _queue(runtime)),
        "worker": _asked(lambda: _worker(runtime)),
    }


def queue_depths(runtime: Runtime) -> dict[str, int]:
    """Jobs waiting by queue; empty while Redis is away."""
    try:
        return {name: runtime.doorbell.queue(name).count for name in NAMES}
    except RedisError:
        return {}


def _asked(part: Callable[[], str]) -> str:
    try:
        return part()
    except (SQLAlchemyError, RedisError, OSError) as error:
        return type(error).__name__  # its text may hold an address with a password


def _database(runtime: Runtime) -> str:
    with runtime.database.transaction(read_only=True) as session:
        session.execute(text("SELECT 1"))
    return OK


def _migrations(runtime: Runtime) -> str:
    return OK if is_at_head(runtime.database) else "the tables are not those of this release: run `migrate`"


def _queue(runtime: Runtime) -> str:
    runtime.doorbell.redis.ping()
    return OK


def _worker(runtime: Runtime) -> str:
    now = datetime.now(UTC)
    beats = [worker.last_heartbeat for worker in Worker.all(connection=runtime.doorbell.redis)]
    fresh = [beat for beat in beats if beat and (now - beat.replace(tzinfo=UTC)).total_seconds() < WORKER_SECONDS]
    return OK if fresh else "no worker is alive"

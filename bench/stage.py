"""Starts what a row measures: databases, Valkey, servers on free ports; everything is stopped at the end."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy import create_engine, text

from app.db import Database
from app.migrating import migrate
from tests.servers import free_port, postgres, valkey, wait_until

ROOT = Path(__file__).resolve().parent.parent
SECRET = "bench-secret-0123456789abcdef0123456789abcdef"
DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Stage:
    """A migrated database, a Valkey and the environment that points at both."""

    kind: str
    folder: Path
    database_url: str
    env: dict[str, str]

    def database(self) -> Database:
        return Database(self.database_url)


@contextmanager
def staged(kind: str, **env: str) -> Iterator[Stage]:
    folder = Path(tempfile.mkdtemp(prefix="kakehashi-bench-"))
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        url = f"sqlite:///{folder / 'bench.sqlite3'}"
        if kind == "postgresql":
            url = new_database(stack.enter_context(postgres(durable=True)), "bench")
        migrate(url)
        whole = os.environ | {
            "DATA_DIR": str(folder),
            "DATABASE_URL": url,
            "REDIS_URL": stack.enter_context(valkey()),
            "SHOPIFY_API_KEY": "kakehashi-demo",
            "SHOPIFY_API_SECRET": SECRET,
            "SHOPIFY_URL_TEMPLATE": "http://127.0.0.1:9/shops/{shop}",
            "PYTHONPATH": str(ROOT),
        }
        yield Stage(kind, folder, url, whole | env)


def new_database(server: str, name: str) -> str:
    engine = create_engine(server.replace("postgresql", "postgresql+psycopg") + "postgres")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return server + name


@contextmanager
def process(arguments: list[str], env: dict[str, str], *, answers_at: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of the project in a group of its own until the block ends."""
    log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
    running = subprocess.Popen(
        [sys.executable, *arguments], env=env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
    )
    try:
        if answers_at:
            wait_until(lambda: running.poll() is not None or _answers(answers_at), 60, answers_at)
            if running.poll() is not None:
                log.seek(0)
                raise AssertionError(log.read().decode()[-3000:])
        yield running
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        log.close()


def _answers(url: str) -> bool:
    with urlopen(url, timeout=2) as answer:
        return bool(answer.status < 500)


@contextmanager
def web(stage: Stage) -> Iterator[str]:
    """The app's own web process; yields its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    env = stage.env | {"PORT": str(port), "APP_URL": address}
    with process(["-m", "app.main", "web"], env, answers_at=f"{address}/healthz"):
        yield address


def median(values: list[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def percentile(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]

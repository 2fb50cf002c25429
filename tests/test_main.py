"""The processes as they are started: each comes up, does its part over the others, and ends when it is told to."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from app import queue
from app.migrating import is_at_head
from app.models import Lease
from tests.servers import free_port, wait_until

ROOT = Path(__file__).parents[1]


@pytest.fixture
def env(settings, tmp_path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHOPIFY", "DEVSTORE"))}
    return kept | {
        "PORT": str(free_port()),
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "SHOPIFY_API_KEY": settings.shopify_api_key,
        "SHOPIFY_API_SECRET": settings.shopify_api_secret,
        "SHOPIFY_URL_TEMPLATE": settings.shopify_url_template,
    }


@contextmanager
def running(command: str, env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.main", command],
            cwd=ROOT,
            env=env,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def ends(process: subprocess.Popen[bytes]) -> int:
    process.send_signal(signal.SIGTERM)
    return process.wait(10)


def test_web_answers_and_ends_on_sigterm(env, tmp_path, runtime):
    url = f"http://127.0.0.1:{env['PORT']}"
    with running("web", env, tmp_path / "web.log") as process:
        wait_until(lambda: requests.get(f"{url}/healthz", timeout=1).ok, seconds=60, what="the web process")
        assert requests.get(f"{url}/", timeout=5, allow_redirects=False).status_code == 401
        assert ends(process) in {0, -signal.SIGTERM}


def test_a_worker_is_seen_by_readiness_runs_what_is_rung_for_and_ends_on_sigterm(env, tmp_path, runtime):
    from app.errands import readiness

    with running("worker", env, tmp_path / "worker.log") as process:
        wait_until(lambda: readiness.check(runtime)["worker"] == "ok", seconds=60, what="the worker")
        runtime.doorbell.ring(queue.DRAIN_OUTBOX)
        wait_until(lambda: runtime.doorbell.queue(queue.EVENTS).count == 0, what="the job to be taken")
        wait_until(lambda: not runtime.doorbell.redis.keys("kakehashi:ring:*"), what="the ring to be answered")
        assert runtime.doorbell.queue(queue.EVENTS).failed_job_registry.count == 0
        assert ends(process) == 0
    assert readiness.check(runtime)["worker"] == "no worker is alive"


def test_a_clock_takes_the_lease_and_gives_it_back_on_sigterm(env, tmp_path, runtime):
    def held() -> list[Lease]:
        with runtime.database.transaction(read_only=True) as session:
            return session.query(Lease).all()

    with running("clock", env, tmp_path / "clock.log") as process:
        wait_until(held, seconds=60, what="the clock's lease")
        until = held()[0].until
        assert ends(process) == 0
    assert held()[0].until < until


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_migrate_makes_the_tables_of_this_release(env, tmp_path, runtime):
    env["DATABASE_URL"] = f"sqlite:///{tmp_path / 'fresh.sqlite3'}"
    with running("migrate", env, tmp_path / "migrate.log") as process:
        assert process.wait(60) == 0, (tmp_path / "migrate.log").read_text()
    fresh = type(runtime.database)(env["DATABASE_URL"])
    assert is_at_head(fresh)
    fresh.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_a_process_says_is_json(env, tmp_path, runtime):
    env["REDIS_URL"] = "redis://127.0.0.1:9"
    log = tmp_path / "web.log"
    url = f"http://127.0.0.1:{env['PORT']}"
    with running("web", env, log) as process:
        wait_until(lambda: requests.get(f"{url}/healthz", timeout=1).ok, seconds=60, what="the web process")
        with runtime.database.transaction() as session:
            session.connection().exec_driver_sql("DROP TABLE webhook_receipts")
        assert requests.get(f"{url}/metrics", timeout=5).status_code == 500
        ends(process)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert lines
    assert any(line["event"] == "unexpected error" and line["request_id"] for line in lines)


def descendants(pid: int) -> set[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    return {int(child) for child in found} | {below for child in found for below in descendants(int(child))}


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_killed_worker_leaves_nobody_behind(env, tmp_path, runtime):
    with running("worker", env, tmp_path / "worker.log") as process:
        wait_until(lambda: len(descendants(process.pid)) == len(queue.NAMES), seconds=60, what="the crew")
        crew = descendants(process.pid)
        process.kill()
        process.wait(10)
        wait_until(lambda: not any(is_alive(pid) for pid in crew), what="the crew's end")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_member_of_the_crew_who_dies_is_replaced(env, tmp_path, runtime):
    with running("worker", env, tmp_path / "worker.log") as process:
        wait_until(lambda: len(descendants(process.pid)) == len(queue.NAMES), seconds=60, what="the crew")
        first = min(descendants(process.pid))
        os.kill(first, signal.SIGKILL)
        wait_until(
            lambda: first not in (crew := descendants(process.pid)) and len(crew) == len(queue.NAMES),
            what="the replacement",
        )
        assert ends(process) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_signal_to_the_whole_group_ends_the_crew_gently(env, tmp_path, runtime):
    from app.errands import readiness

    with running("worker", env, tmp_path / "worker.log") as process:
        wait_until(lambda: readiness.check(runtime)["worker"] == "ok", seconds=60, what="the worker")
        os.killpg(process.pid, signal.SIGTERM)
        assert process.wait(10) == 0
    assert readiness.check(runtime)["worker"] == "no worker is alive"

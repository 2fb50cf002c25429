"""Crash runs: remedies under kills, lost commits, faults, late webhooks and clock jumps, judged effect by effect.

Method: the machine of the tests, walked by 10,000 seeds, in as many processes as there are cores. In each the app's own
desk, errands, jobs and HTTP client work against the development store's own web application, without a socket in
between; every process of the app is a coroutine that stops at each transaction and each call, where it is resumed,
killed or left frozen. After each run everything is driven to rest, and the development store's records are compared
with ours. `CRASH_RUNS` in the environment asks for another number, `CRASH_SEED` for other seeds.
"""

import logging
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from app.migrating import migrate
from bench.result import Result
from bench.stage import DATABASES, new_database
from tests.remedy_walk import Tally, walks
from tests.remedy_world import World
from tests.servers import postgres

RUNS, TURN = 10_000, 200  # a world serves so many runs: it grows with them
MEMORY = Path("/dev/shm")  # what is measured is not the disk


def measure(kind: str) -> Result:
    """Most seeds run on SQLite; PostgreSQL, whose locks differ and whose every statement is a trip, runs a tenth."""
    runs = int(os.environ.get("CRASH_RUNS") or RUNS) // (1 if kind == DATABASES[0] else 10)
    first = int(os.environ.get("CRASH_SEED") or 0)
    turns = [range(at, min(at + TURN, first + runs)) for at in range(first, first + runs, TURN)]
    whole = Tally()
    with server(kind) as address, multiprocessing.get_context("spawn").Pool(os.cpu_count(), maxtasksperchild=1) as pool:
        for part in pool.imap_unordered(_turn, [(address, seeds) for seeds in turns]):
            whole.take(part)
    for seed, wrong in whole.failed.items():
        print(f"\n  seed {seed}: {'; '.join(wrong)}")
    figures = {
        "X1 crash runs": whole.runs,
        "X1 crashes": whole.crashes,
        "X1 effects over there": whole.effects,
        "X1 effects duplicated": whole.duplicated,
        "X1 effects lost": whole.lost,
        "X1 runs with anything wrong": len(whole.failed),
        "X1 left to a person, of remedies %": 100 * whole.states["NEEDS_REVIEW"] / max(1, whole.states.total()),
    }
    return Result(figures, {f"crashes at {where}": [count] for where, count in whole.deaths.most_common()})


@contextmanager
def server(kind: str) -> Iterator[str]:
    """The address of a PostgreSQL, or "" for SQLite."""
    if kind == "sqlite":
        yield ""
        return
    with postgres() as address:
        yield address


def _turn(given: tuple[str, range]) -> Tally:
    """One world, in a process of its own, because it takes over the clock."""
    address, seeds = given
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    folder = Path(tempfile.mkdtemp(prefix="kakehashi-crashes-", dir=MEMORY if MEMORY.is_dir() else None))
    try:
        url = new_database(address, f"crashes_{seeds.start}") if address else f"sqlite:///{folder / 'crashes.sqlite3'}"
        migrate(url)
        world = World(url, folder)
        try:
            return walks(world, seeds)
        finally:
            world.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)

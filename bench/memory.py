"""M1: proportional memory (PSS) of the web processes and of one job worker, idle."""

import subprocess
import time
from pathlib import Path

import requests

from app.queue import NAMES
from bench import crowd
from bench.result import Result
from bench.stage import Stage, process, web
from tests.servers import wait_until


def tree(pid: int) -> float:
    """PSS in MB of a process and all below it."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    own = next(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
    return own / 1024 + sum(tree(int(child)) for child in _children(pid))


def _children(pid: int) -> list[str]:
    return subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()


def measure(stage: Stage) -> Result:
    """Idle, as the goals mean it, and after a few pages, whose traces in memory the processes no longer share."""
    database = stage.database()
    crowd.shop(database)
    database.close()
    stage.env["PYTHONPATH"] = f"{_without_test_packages(stage.folder)}:{stage.env['PYTHONPATH']}"
    figures = {}
    with web(stage) as address:
        port = address.rpartition(":")[2]
        time.sleep(2)
        figures["M1 web PSS MB"] = tree(_listener(port))
        for _ in range(20):
            requests.get(f"{address}/", params={"shop": crowd.DOMAIN, "id_token": crowd.token()}, timeout=10)
        time.sleep(1)
        figures["web PSS MB after 20 pages"] = tree(_listener(port))
    with process(["-m", "app.main", "worker"], stage.env) as worker:
        wait_until(lambda: len(_children(worker.pid)) == len(NAMES), 60, "the worker")
        time.sleep(4)
        figures["M1 worker PSS MB"] = tree(worker.pid)
    return Result(figures)


def _without_test_packages(folder: Path) -> Path:
    """The tests bring rich, which structlog loads where it finds it; an installed app has none."""
    hidden = folder / "hidden"
    hidden.mkdir()
    (hidden / "rich.py").write_text("raise ImportError")
    return hidden


def _listener(port: str) -> int:
    """The first process of the web server on this port."""
    found = subprocess.run(["pgrep", "-f", "app.main web"], capture_output=True, text=True, check=True).stdout.split()
    ours = [pid for pid in found if f"PORT={port}\0" in Path(f"/proc/{pid}/environ").read_text()]
    return min(map(int, ours))

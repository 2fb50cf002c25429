"""M1: proportional memory (PSS) of the web processes and of one job worker, idle after a warm-up."""

import subprocess
import time
from pathlib import Path

import requests

from bench import crowd
from bench.result import Result
from bench.stage import Stage, process, web


def tree(pid: int) -> float:
    """PSS in MB of a process and all below it."""
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    own = next(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
    return own / 1024 + sum(tree(int(child)) for child in children)


def measure(stage: Stage) -> Result:
    database = stage.database()
    crowd.shop(database)
    database.close()
    figures = {}
    with web(stage) as address:
        for _ in range(20):
            requests.get(f"{address}/", params={"shop": crowd.DOMAIN, "id_token": crowd.token()}, timeout=10)
        time.sleep(1)
        pids = subprocess.run(
            ["pgrep", "-f", "app.main web"], capture_output=True, text=True, check=True
        ).stdout.split()
        figures["M1 web PSS MB"] = tree(min(map(int, pids)))
    with process(["-m", "app.main", "worker"], stage.env) as worker:
        time.sleep(4)
        figures["M1 worker PSS MB"] = tree(worker.pid)
    return Result(figures)

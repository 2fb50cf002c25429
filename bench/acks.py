"""W1 and W4: how fast a webhook is acknowledged durably, against a bare insert behind a bare route.

Method: granian before both, wrk with 16 connections, alternating runs, the median of the ratios of the rounds;
paced p99 counts from the moment a request was due, not from when it could be sent.
"""

import base64
import hashlib
import hmac
import http.client
import json
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text

from bench.result import Result
from bench.stage import SECRET, Stage, median, percentile, process, web
from tests.servers import free_port

ROUNDS, SECONDS, PACED_SECONDS = 5, 4, 6
LUA = Path(__file__).with_name("webhooks.lua")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of wrk: requests a second, failures, milliseconds."""

    rate: float
    failed: int
    p99: float


def payload() -> bytes:
    """About 10.7 KB of JSON, the size of a real orders/create."""
    line = {"id": 866550311766439020, "title": "Asagao cup", "quantity": 1, "price": "20.00", "sku": "CUP-ASA"}
    return (
        json.dumps({"id": 820982911946154508, "name": "#1042", "line_items": [line] * 110})
        .encode()[:10696]
        .ljust(10696)
    )


def signature(body: bytes) -> str:
    return base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256)).decode()


def saturate(address: str, folder: Path) -> Run:
    body = payload()
    (folder / "body").write_bytes(body)
    command = ["wrk", "-t1", "-c16", f"-d{SECONDS}", "-s", str(LUA), address, "--"]
    ran = subprocess.run(
        [*command, str(folder / "body"), signature(body), uuid4().hex], capture_output=True, text=True, check=True
    )
    fields = next(row for row in ran.stdout.splitlines() if row.startswith("RESULT")).split()[1:]
    requests, microseconds, failed, _p50, p99 = map(int, fields)
    return Run(requests / (microseconds / 1e6), failed, p99 / 1000)


def paced(address: str, per_second: int) -> float:
    """p99 in milliseconds from the due moment, open loop over 8 kept connections."""
    body = payload()
    headers = {
        "Content-Type": "application/json",
        "X-Shopify-Topic": "orders/updated",
        "X-Shopify-Hmac-Sha256": signature(body),
        "X-Shopify-Shop-Domain": "bench.myshopify.com",
        "X-Shopify-Triggered-At": "2026-11-22T00:00:00Z",
    }
    taken: list[float] = []
    start, lanes = time.monotonic() + 0.2, 8

    def lane(first: int) -> None:
        connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
        for number in range(first, per_second * PACED_SECONDS, lanes):
            due = start + number / per_second
            time.sleep(max(0.0, due - time.monotonic()))
            connection.request("POST", "/webhooks", body, headers | {"X-Shopify-Webhook-Id": uuid4().hex})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise AssertionError(f"the server answered {answer.status}")
            taken.append(time.monotonic() - due)

    threads = [threading.Thread(target=lane, args=(first,)) for first in range(lanes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(taken) != per_second * PACED_SECONDS:
        raise AssertionError("not every paced webhook was acknowledged")
    return percentile(taken, 0.99) * 1000


def measure(stage: Stage) -> Result:
    """Ratios of ours to the bare route on the same server and database, and paced milliseconds."""
    database = stage.database()
    with database.transaction() as session:
        key = "INTEGER PRIMARY KEY" if stage.kind == "sqlite" else "BIGSERIAL PRIMARY KEY"
        body = "BLOB" if stage.kind == "sqlite" else "BYTEA"
        session.execute(text(f"CREATE TABLE bare_receipts (id {key}, webhook_id VARCHAR(100) UNIQUE, body {body})"))
    processes = "1" if stage.kind == "sqlite" else "2"
    bare_port, naive_port = free_port(), free_port()
    bare, naive = f"http://127.0.0.1:{bare_port}", f"http://127.0.0.1:{naive_port}"
    ours_runs: list[Run] = []
    ratios, tails, naive_rates = [], [], []
    with (
        web(stage) as ours,
        process(["-m", "bench.bare", str(bare_port), processes], stage.env, answers_at=f"{bare}/healthz"),
        process(["-m", "bench.bare", str(naive_port), "2"], stage.env, answers_at=f"{naive}/healthz"),
    ):
        for _ in range(ROUNDS):
            limit, mine, careless = (saturate(address, stage.folder) for address in (bare, ours, naive))
            ours_runs.append(mine)
            ratios.append(mine.rate / limit.rate)
            tails.append(mine.p99 / careless.p99)
            naive_rates.append(mine.rate / careless.rate)
        at_50, at_200 = paced(ours, 50), paced(ours, 200)
    with database.transaction() as session:
        stored = session.scalar(text("SELECT count(*) FROM webhook_receipts"))
    acknowledged = sum(run.rate * SECONDS for run in ours_runs) + 250 * PACED_SECONDS
    if sum(run.failed for run in ours_runs) or stored < acknowledged * 0.99:
        raise AssertionError(f"{acknowledged:.0f} acknowledged, {stored} stored: a figure that does not count")
    database.close()
    figures = {
        "acks a second": median([run.rate for run in ours_runs]),
        "W1 rate / bare insert": median(ratios),
        "paced p99 ms at 50/s": at_50,
        "paced p99 ms at 200/s": at_200,
    }
    if stage.kind == "sqlite":
        figures["W4 p99 / per-process commits"] = median(tails)
        figures["W4 rate / per-process commits"] = median(naive_rates)
    rounds = {"acks a second": [run.rate for run in ours_runs], "W1 ratios": ratios}
    return Result(figures, rounds | {"p99 ratios": tails, "rate ratios": naive_rates})

"""I1 and O1: the inbox page from 1,000 to 100,000 conversations, and the order context beside one of them.

Method: one server and database a size, requests in turn to each, the median; the same query and page for all.
"""

import contextlib
import time

import requests

from bench import crowd
from bench.stage import median, percentile, staged, web

SIZES = (1_000, 10_000, 100_000)
REQUESTS = 40


def measure(kind: str) -> dict[str, float]:
    """Milliseconds by size, and the growth of the page from the smallest to the largest."""
    with contextlib.ExitStack() as stack:
        houses = []
        for size in SIZES:
            stage = stack.enter_context(staged(kind))
            database = stage.database()
            crowd.fill(database, crowd.shop(database), size)
            houses.append((size, stack.enter_context(web(stage)), database))
        pages: dict[int, list[float]] = {size: [] for size in SIZES}
        threads: dict[int, list[float]] = {size: [] for size in SIZES}
        session = requests.Session()
        for turn in range(REQUESTS + 3):
            for size, address, _database in houses:
                page = timed(session, f"{address}/")
                thread = timed(session, f"{address}/conversations/{size // 2 // 3 * 3 - turn * 3}")
                if turn >= 3:
                    pages[size].append(page)
                    threads[size].append(thread)
        figures = {f"inbox p50 ms at {size:,}": median(pages[size]) for size in SIZES}
        figures["I1 growth 1,000 to 100,000"] = median(pages[SIZES[-1]]) / median(pages[SIZES[0]])
        figures["conversation p50 ms at 100,000"] = median(threads[SIZES[-1]])
        figures["conversation p95 ms at 100,000"] = percentile(threads[SIZES[-1]], 0.95)
        figures |= context(houses[-1][2])
        for _size, _address, database in houses:
            database.close()
        return figures


def timed(session: requests.Session, url: str) -> float:
    params = {"shop": crowd.DOMAIN, "host": "YWRtaW4", "id_token": crowd.token(), "locale": "ja"}
    start = time.perf_counter()
    answer = session.get(url, params=params, timeout=20)
    taken = (time.perf_counter() - start) * 1000
    if answer.status_code != 200 or "<html" not in answer.text:
        raise AssertionError(f"{url} answered {answer.status_code}: {answer.text[:500]}")
    return taken


def context(database: object) -> dict[str, float]:
    """Filled in with the reading functions of the desk."""
    return {}

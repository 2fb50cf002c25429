"""I1 and O1: the inbox page from 1,000 to 100,000 conversations, and the order context beside one of them.

Method: one server and database a size, requests in turn to each, the median; the same query and page for all.
"""

import contextlib
import time

import requests

from bench import context, crowd
from bench.result import Result
from bench.stage import median, percentile, staged, web

SIZES = (1_000, 10_000, 100_000)
REQUESTS, WARM_UP = 40, 3


def measure(kind: str) -> Result:
    """Milliseconds by size, the growth of the page from the smallest to the largest, and the order context."""
    with contextlib.ExitStack() as stack:
        template = stack.enter_context(context.counting())
        houses = []
        for size in SIZES:
            stage = stack.enter_context(staged(kind, SHOPIFY_URL_TEMPLATE=template))
            database = stage.database()
            stack.callback(database.close)
            crowd.fill(database, crowd.shop(database), size)
            houses.append((size, stack.enter_context(web(stage))))
        pages, threads = _rounds(houses)
        calls = context.Counter.calls
        looks = context.looks(stage, database, SIZES[-1])
    figures = {f"inbox p50 ms at {size:,}": median(pages[size]) for size in SIZES}
    figures["I1 growth 1,000 to 100,000"] = median(pages[SIZES[-1]]) / median(pages[SIZES[0]])
    figures["conversation p50 ms at 100,000"] = median(threads[SIZES[-1]])
    figures["conversation p95 ms at 100,000"] = percentile(threads[SIZES[-1]], 0.95)
    figures["O1 p95 ms at 100,000 orders"] = percentile(looks, 0.95)
    figures["O1 Admin API calls"] = calls
    rounds = {f"inbox ms at {size:,}": pages[size] for size in SIZES} | {"order context ms": looks}
    return Result(figures, rounds)


def _rounds(houses: list[tuple[int, str]]) -> tuple[dict[int, list[float]], dict[int, list[float]]]:
    """Milliseconds of the list and of an open conversation, by size."""
    pages: dict[int, list[float]] = {size: [] for size in SIZES}
    threads: dict[int, list[float]] = {size: [] for size in SIZES}
    session = requests.Session()
    for turn in range(REQUESTS + WARM_UP):
        for size, address in houses:
            page = timed(session, f"{address}/")
            thread = timed(session, f"{address}/conversations/{size // 2 // 3 * 3 - turn * 3}")
            if turn >= WARM_UP:
                pages[size].append(page)
                threads[size].append(thread)
    return pages, threads


def timed(session: requests.Session, url: str) -> float:
    params = {"shop": crowd.DOMAIN, "host": "YWRtaW4", "id_token": crowd.token(), "locale": "ja"}
    start = time.perf_counter()
    answer = session.get(url, params=params, timeout=20)
    taken = (time.perf_counter() - start) * 1000
    if answer.status_code != 200 or "<html" not in answer.text:
        raise AssertionError(f"{url} answered {answer.status_code}: {answer.text[:500]}")
    return taken

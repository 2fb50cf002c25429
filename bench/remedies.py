"""P1 and Q1: from the remedy dialog to the preview, and fifty remedies confirmed at once on one shop.

Method: the real web, worker and clock processes beside a real development store. P1 presses Preview and, in turn, puts
the very requests that a preview makes to the store alone: what is left of the time is ours. Q1 confirms fifty refunds
on fifty orders in fifty threads, then fifty more on the same orders, and compares the store's records with ours.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Barrier, Thread
from typing import Any

import requests
from sqlalchemy import func, select, text

from app import outbox
from app.domain.ledger import Entry
from app.domain.refunds import marker
from app.domain.remedies.kinds import ENDED
from app.errands import tokens
from app.errands.runtime import Runtime
from app.models import LedgerEntry, Reaction, Remedy
from app.queue import Doorbell
from app.settings import Settings
from app.shopify import http
from app.shopify.remedies.refund import NOTES
from bench.result import Result
from bench.stage import Stage, median, percentile, process, web
from tests.errands import money_stage
from tests.processes import HANA, devstore_process
from tests.servers import wait_until

LOOKS, WARM_UP, BREATH = 60, 5, 0.7  # a breath a look, so that the shop's cost bucket never runs dry
TOGETHER = 50
PATIENCE = 600.0


def measure(stage: Stage) -> Result:
    with devstore_process(stage.folder) as store:
        stage.env.update(
            SHOPIFY_API_KEY=store.api_key,
            SHOPIFY_API_SECRET=store.api_secret,
            SHOPIFY_URL_TEMPLATE=f"{store.url}/shops/{{shop}}",
            UNDO_SECONDS="0",
        )
        settings, database = Settings.from_env(stage.env), stage.database()
        runtime = Runtime(settings, database, Doorbell.at(settings.redis_url))
        try:
            with money_stage.stage(runtime, store) as scene:
                ours, theirs = previews(stage, scene)
                rush = together(stage, scene)
        finally:
            database.close()
    figures = {
        "preview p95 ms": percentile(ours, 0.95),
        "the store's own p95 ms": percentile(theirs, 0.95),
        "P1 preview over the store's own p95 ms": percentile(ours, 0.95) - percentile(theirs, 0.95),
        "preview over the store's own p50 ms": median(ours) - median(theirs),
    }
    return Result(figures | rush, {"preview ms": ours, "the store's own ms": theirs})


@dataclass(frozen=True, slots=True)
class Call:
    url: str
    body: bytes
    headers: Mapping[str, str]


def previews(stage: Stage, scene: money_stage.Stage) -> tuple[list[float], list[float]]:
    """Milliseconds of each preview, and of its own requests alone."""
    order_id = scene.mirror()
    made = calls_of(lambda: scene.preview(order_id, 2))
    typed = {"kind": "refund", "reason": "DAMAGED", "note": "broken", f"quantity:{scene.lines()[0].gid}": "2"}
    ours, theirs, session = [], [], requests.Session()
    with web(stage) as address:
        for turn in range(LOOKS + WARM_UP):
            headers = {"Authorization": f"Bearer {scene.store.id_token(staff='Diego')}", "HX-Request": "true"}
            url = f"{address}/orders/{order_id}/remedy_previews"
            whole = timed(partial(pressed, session, url, typed, headers))
            alone = timed(lambda: [answered(session, call) for call in made])
            if turn >= WARM_UP:
                ours.append(whole)
                theirs.append(alone)
            time.sleep(BREATH)
    return ours, theirs


def calls_of(look: Callable[[], object]) -> list[Call]:
    """What a look asks of Shopify, as it leaves the app."""
    made: list[Call] = []
    post = http.post

    def noted(url: str, body: bytes, headers: Mapping[str, str], total: float = http.TOTAL) -> http.Reply:
        made.append(Call(url, body, headers))
        return post(url, body, headers, total)

    http.post = noted
    try:
        look()
    finally:
        http.post = post
    return made


def pressed(session: requests.Session, url: str, typed: dict[str, str], headers: dict[str, str]) -> None:
    answer = session.post(url, data=typed, headers=headers, params={"shop": HANA}, timeout=20)
    if 'id="remedy-confirm"' not in answer.text:
        raise AssertionError(f"{url} answered {answer.status_code}: {answer.text[:500]}")


def answered(session: requests.Session, call: Call) -> None:
    answer = session.post(call.url, data=call.body, headers=dict(call.headers), timeout=20)
    if "errors" in answer.json():
        raise AssertionError(answer.text[:500])


def timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def together(stage: Stage, scene: money_stage.Stage) -> dict[str, float]:
    placed = [place(scene, number) for number in range(TOGETHER)]
    outbox.install(scene.runtime)
    rounds, failures = [], 0
    with process(["-m", "app.main", "worker"], stage.env), process(["-m", "app.main", "clock"], stage.env):
        for _ in range(2):
            failures += confirmed(scene, {order_id: shown(scene, order_id, gid) for order_id, gid in placed})
            rounds.append(settled(scene))
    return {
        f"Q1 s until {TOGETHER} at once are settled": median(rounds),
        "Q1 confirms that failed": failures,
        "Q1 deadlocks": deadlocks(scene),
        "Q1 refunds too many or too few": sum(abs(len(notes(scene, gid)) - 2) for _, gid in placed),
        "Q1 orders whose acts changed places": sum(out_of_order(scene, *order) for order in placed),
    }


def place(scene: money_stage.Stage, number: int) -> tuple[int, str]:
    line = {"price": "20.00", "quantity": 3}
    buyer = f"buyer{number}@example.com"
    made = scene.store.post("/control/orders", shop=HANA, lines=[line], currency="USD", rate="150", email=buyer)
    return scene.mirror(made["name"]), made["gid"]


def shown(scene: money_stage.Stage, order_id: int, gid: str) -> Any:
    scene.name = gid
    return scene.preview(order_id, 1)


def confirmed(scene: money_stage.Stage, shown: dict[int, Any]) -> int:
    """All clicks at the same moment; how many ended in an error."""
    barrier, failed = Barrier(len(shown)), []

    def click(order_id: int, preview: Any) -> None:
        barrier.wait()
        try:
            scene.confirm(order_id, preview)
        except Exception as error:  # noqa: BLE001 - counted, whatever it was
            failed.append(error)

    threads = [Thread(target=click, args=item) for item in shown.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(failed)


def settled(scene: money_stage.Stage) -> float:
    """Seconds from the clicks until the last one has come to its end."""
    start = time.monotonic()

    def all_ended() -> bool:
        with scene.runtime.database.transaction(read_only=True) as session:
            return not session.scalar(select(func.count()).where(Remedy.state.not_in(ENDED)))

    wait_until(all_ended, PATIENCE, "all remedies to end")
    return time.monotonic() - start


def deadlocks(scene: money_stage.Stage) -> int:
    """By PostgreSQL's own count, and by what reactions were put off for."""
    with scene.runtime.database.transaction(read_only=True) as session:
        told = Reaction.error.ilike("%deadlock%") | Reaction.error.ilike("%locked%")
        found = session.scalar(select(func.count()).where(told)) or 0
        if session.get_bind().dialect.name == "postgresql":
            query = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
            found += session.scalar(text(query)) or 0
    return found


def notes(scene: money_stage.Stage, gid: str) -> list[str]:
    """The notes of the order's refunds over there, oldest first."""
    order = tokens.api(scene.runtime, scene.shop_id).query(NOTES, {"order": gid})["order"]
    return [refund["note"] for refund in order["refunds"]]


def out_of_order(scene: money_stage.Stage, order_id: int, gid: str) -> bool:
    """Whether the first confirmed was not the first over there, or the second went before the first had ended."""
    with scene.desk() as desk:
        rows = desk.all(desk.select(Remedy).where(Remedy.order_id == order_id).order_by(Remedy.id))
        entries = desk.all(desk.select(LedgerEntry).where(LedgerEntry.order_id == order_id).order_by(LedgerEntry.id))
    marks = [marker(row.idempotency_key) for row in rows]
    over_there = [mark for note in notes(scene, gid) for mark in marks if mark in note]
    steps = [(entry.remedy_id, entry.what) for entry in entries if entry.what in {Entry.SENT, Entry.SUCCEEDED}]
    return over_there != marks or steps != [(row.id, what) for row in rows for what in (Entry.SENT, Entry.SUCCEEDED)]

"""One shop in one process under a clock of its own: app, development store, doorbell and workers, all to be tampered
with; what a remedy machine plays in.
"""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import requests
import time_machine
from sqlalchemy import update

from app import jobs, outbox
from app.desk.desk import Actor as Who
from app.desk.desk import ActorKind
from app.errands import admit, process_receipts, staff_tokens, tokens
from app.errands.runtime import Runtime
from app.models import EventRow
from app.queue import DRAIN, RING_SECONDS
from app.settings import Settings
from app.shopify import auth
from app.shopify.client import AdminApi
from app.startup import handlers
from devstore import idtokens
from devstore.ticking import tick
from tests import indoors
from tests.processes import HANA
from tests.seams import SeamedDatabase, actor

START = datetime(2026, 11, 22, 3, 0, 0, 700_000, tzinfo=UTC)
STAFF = ("Hana", "Diego", "Sora")  # the owner; one who may do all; one whom Shopify lets do nothing with money
FREEZE = 45.0  # seconds for which a process can stand still between its last look at its claim and its call


class Bell:
    """The doorbell without Valkey; `flush` is what a flushed one loses."""

    def __init__(self) -> None:
        self.waiting: deque[tuple[str, tuple[int, ...]]] = deque()
        self._rung: dict[tuple[str, tuple[int, ...]], datetime] = {}

    def ring(self, path: str, *ids: int) -> bool:
        now = datetime.now(UTC)
        if now - self._rung.get((path, ids), START - timedelta(days=1)) < timedelta(seconds=RING_SECONDS):
            return False
        self._rung[path, ids] = now
        self.waiting.append((path, ids))
        return True

    def answer(self, path: str, *ids: int) -> None:
        self._rung.pop((path, ids), None)

    def is_waiting(self, _name: str) -> bool:
        return False

    def flush(self) -> None:
        self.waiting.clear()
        self._rung.clear()


class World:
    """Started on an empty database with all tables; `close` gives the process its clock and its modules back."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self._travel = time_machine.travel(START, tick=False)
        self._clock = self._travel.start()
        self.store = indoors.open_store(folder)
        self.wire = indoors.connect(self.store)
        self.wire.around = self._around
        self.bell = Bell()
        self.late: list[tuple[datetime, Callable[[], requests.Response]]] = []
        self.delay: float | None = None
        self.breaches: list[str] = []
        self.calls: list[str] = []
        self.database = SeamedDatabase(database_url)
        self.runtime = Runtime(self._settings(database_url, folder), self.database, self.bell)
        outbox.install(self.runtime)
        jobs.install(self.runtime, handlers())
        self._kept = (tokens.AdminApi, staff_tokens.AdminApi, tokens.time)
        tokens.AdminApi = staff_tokens.AdminApi = self._api
        tokens.time = SimpleNamespace(monotonic=self._steady, sleep=self.sleep)
        shop, _ = admit.run(self.runtime, self.id_token("Hana"), self.now, locale="en")
        self.shop_id = shop.id
        self.staff = {name: self._meet(name) for name in STAFF}
        with self.database.transaction() as session:  # no copying of older orders
            session.execute(update(EventRow).values(dispatched_at=self.now))

    def close(self) -> None:
        tokens.AdminApi, staff_tokens.AdminApi, tokens.time = self._kept
        self._travel.stop()
        self.database.close()
        self.store.store.close()

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    @property
    def there(self) -> Any:
        """What is true over there."""
        return self.store.store.shop(HANA)

    def desk(self, name: str = "Hana", **named: Any) -> Any:
        return self.runtime.desk(self.shop_id, self.staff[name], **named)

    def id_token(self, name: str) -> auth.SessionToken:
        found = next(one for one in self.there.shop.staff if one.first_name == name)
        settings = self.store.api.settings
        return auth.verify_session_token(idtokens.issue(settings, HANA, found, self.now), self.runtime.settings)

    def keep_token(self, name: str) -> None:
        """What a confirm does first."""
        staff_tokens.keep(self.runtime, self.shop_id, self.staff[name].id, self.id_token(name))

    def do(self, path: str, **body: Any) -> Any:
        """Something that people do over there."""
        answer = self.store.app.test_client().post(f"/control/{path}", json={"shop": HANA} | body)
        assert answer.status_code == 200, answer.text
        return answer.json

    def shift(self, seconds: float) -> None:
        """Time goes by: requests that were on their way arrive, jobs over there end."""
        until = self.now + timedelta(seconds=seconds)
        for moment, arrive in sorted(self.late, key=lambda item: item[0]):
            if moment <= until:
                self.late = [item for item in self.late if item[1] is not arrive]
                self._clock.move_to(max(moment, self.now))
                tick(self.store.store, 0)
                with suppress(requests.RequestException):  # nobody waits for its answer any more
                    arrive()
        self._clock.move_to(until)
        tick(self.store.store, 0)

    def forget_tokens(self) -> None:
        """Those that nobody has any more: each request over there looks through all."""
        held, now = self.store.store.tokens, self.now
        for access in [name for name, token in held.items() if token.expires_at <= now and token.retired]:
            del held[access]

    def sleep(self, seconds: float) -> None:
        """What a waiting process does: others go on."""
        self._clock.shift(timedelta(seconds=seconds))
        if (who := actor()) is not None:
            who.pause("asleep")

    def work(self) -> bool:
        """What a worker does with one ring; False when there is none."""
        if not self.bell.waiting:
            return False
        path, ids = self.bell.waiting.popleft()
        if path == DRAIN:
            self.bell.answer(DRAIN)
            process_receipts.drain_once(self.runtime, handlers())
            jobs.drain_once(self.runtime)
        else:
            getattr(jobs, path.rpartition(".")[2])(*ids)
        return True

    def _steady(self) -> float:
        return self.now.timestamp()

    def _around(self, name: str, go: Callable[[], requests.Response]) -> requests.Response:
        who, mutates = actor(), name.startswith("mutation")
        if who is None:
            return go()
        if who.depth:
            self.breaches.append(f"{name} inside a transaction")
        who.pause(f"{name}: call")
        self.calls.append(name)
        if mutates and self.delay is not None:
            self.late.append((self.now + timedelta(seconds=self.delay), go))
            self.delay = None
            raise requests.ReadTimeout
        try:
            answer = go()
        except requests.ConnectionError:
            who.pause(f"{name}: no answer")
            raise
        who.pause(f"{name}: {'answered' if answer.status_code != 401 else 'not let in'}")
        return answer

    def _api(self, *given: Any, **named: Any) -> AdminApi:
        return AdminApi(*given, **(named | {"sleep": self.sleep}))

    def _meet(self, name: str) -> Who:
        _, agent = admit.run(self.runtime, self.id_token(name), self.now, locale="en")
        return Who(ActorKind.AGENT, agent.id)

    def _settings(self, database_url: str, folder: Path) -> Settings:
        env = {
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "REDIS_URL": "redis://127.0.0.1:9",
            "SHOPIFY_API_KEY": self.store.api.settings.api_key,
            "SHOPIFY_API_SECRET": self.store.api.settings.api_secret,
        }
        return replace(Settings.from_env(env), shopify_url_template=f"{indoors.HOST}/shops/{{shop}}")

"""The whole product on free ports: development store, web, worker and clock over one database; driven over HTTP."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from bs4 import BeautifulSoup
from sqlalchemy import text

from app.db import Database
from app.migrating import migrate
from tests.cast import HANA, MEI
from tests.conftest import SECRET
from tests.servers import free_port, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Person:
    """A staff member in a browser that signs each request with a fresh ID token, as App Bridge does."""

    theatre: "Theatre"
    shop: str
    staff: int
    session: requests.Session = field(default_factory=requests.Session)

    def token(self) -> str:
        given = self.theatre.control("POST", "id_tokens", json={"shop": self.shop, "staff": self.staff})
        return str(given["id_token"])

    def open(self, path: str = "/") -> requests.Response:
        """Load a document as the admin does: the token in the address."""
        params = {"shop": self.shop, "host": "YWRtaW4", "embedded": "1", "locale": "ja", "id_token": self.token()}
        return self.session.get(self.theatre.app_url + path, params=params, timeout=20)

    def fetch(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token()}", "HX-Request": "true"} | kwargs.pop("headers", {})
        params = {"shop": self.shop, "host": "YWRtaW4"} | kwargs.pop("params", {})
        return self.session.request(
            method, self.theatre.app_url + path, headers=headers, params=params, timeout=20, **kwargs
        )

    def get(self, path: str, **kwargs: Any) -> requests.Response:
        return self.fetch("GET", path, **kwargs)

    def post(self, path: str, data: Any = None, **kwargs: Any) -> requests.Response:
        return self.fetch("POST", path, data=data, **kwargs)


@dataclass
class Theatre:
    """Addresses, a database to look into, and the processes by name."""

    app_url: str
    store_url: str
    database: Database
    env: dict[str, str]
    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *arguments: str) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            env=self.env,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """Stop a process and all it forked: a worker's horse is in a group of its own."""
        running = self.running.pop(name)
        children = subprocess.run(
            ["pgrep", "-P", str(running.pid)], capture_output=True, text=True, check=False
        ).stdout.split()
        for pid in [running.pid, *map(int, children)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
        running.wait(20)

    def control(self, method: str, path: str, **kwargs: Any) -> Any:
        answer = requests.request(method, f"{self.store_url}/control/{path}", timeout=20, **kwargs)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def person(self, shop: str, owner: bool = False) -> Person:
        shops = {item["domain"]: item for item in self.control("GET", "info")["shops"]}
        staff = next(item for item in shops[shop]["staff"] if bool(item["owner"]) is owner)
        return Person(self, shop, staff["id"])

    def hana(self) -> Person:
        return self.person(HANA, owner=True)

    def mei(self) -> Person:
        return self.person(MEI, owner=True)

    def rows(self, sql: str, **values: Any) -> list[Any]:
        with self.database.transaction(read_only=True) as session:
            return list(session.execute(text(sql), values).all())

    def value(self, sql: str, **values: Any) -> Any:
        found = self.rows(sql, **values)
        return found[0][0] if found else None

    def wait(self, check: Callable[[], Any], what: str, seconds: float = 30) -> Any:
        try:
            wait_until(check, seconds, what)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.owed()}\n{self.logs()}") from None
        return check()

    def settled(self) -> None:
        """Wait until nothing waits: no webhook over there, no receipt, no reaction here, none in a dead hand."""
        owed = (
            "SELECT (SELECT count(*) FROM webhook_receipts WHERE state = 'WAITING')"
            " + (SELECT count(*) FROM events WHERE dispatched_at IS NULL)"
            " + (SELECT count(*) FROM reactions WHERE state = 'WAITING')"
        )
        waiting = lambda: self.control("GET", "webhooks/waiting")["waiting"]  # noqa: E731
        self.wait(lambda: waiting() == 0 and self.value(owed) == 0, "everything to settle", 120)

    def owed(self) -> str:
        """What still waits, for the words of a failure."""
        reactions = "SELECT name, attempts, due_at, claimed_until, error FROM reactions WHERE state = 'WAITING' LIMIT 9"
        receipts = "SELECT topic, attempts, next_try_at, error FROM webhook_receipts WHERE state = 'WAITING' LIMIT 9"
        return "\n".join(str(row) for row in [*self.rows(reactions), *self.rows(receipts)])

    def mails(self, to: str) -> list[dict[str, Any]]:
        found = self.control("GET", "mailbox", params={"to": to})
        return list(found["messages"] if isinstance(found, dict) else found)

    def logs(self) -> str:
        return "\n".join(f"== {path.name}\n{path.read_text()[-3000:]}" for path in sorted(self.folder.glob("*.log")))


def page(answer: requests.Response) -> BeautifulSoup:
    assert answer.status_code == 200, f"{answer.status_code}: {answer.text[:2000]}"
    return BeautifulSoup(answer.text, "html.parser")


@contextmanager
def playing(database_url: str, redis_url: str, undo_seconds: int = 1) -> Iterator[Theatre]:
    """Start everything but install nothing; the folder with all logs goes when it ends."""
    store_port, smtp_port, app_port = free_port(), free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="kakehashi-play-") as folder:
        app_url, store_url = f"http://127.0.0.1:{app_port}", f"http://127.0.0.1:{store_port}"
        env = os.environ | {
            "DATA_DIR": folder,
            "DATABASE_URL": database_url or f"sqlite:///{folder}/kakehashi.sqlite3",
            "REDIS_URL": redis_url,
            "PORT": str(app_port),
            "APP_URL": app_url,
            "DEVSTORE_PORT": str(store_port),
            "DEVSTORE_SMTP_PORT": str(smtp_port),
            "SHOPIFY_API_KEY": "kakehashi-demo",
            "SHOPIFY_API_SECRET": SECRET,
            "SHOPIFY_URL_TEMPLATE": f"{store_url}/shops/{{shop}}",
            "UNDO_SECONDS": str(undo_seconds),
            "PYTHONUNBUFFERED": "1",
        }
        migrate(env["DATABASE_URL"])
        theatre = Theatre(app_url, store_url, Database(env["DATABASE_URL"]), env, Path(folder))
        try:
            theatre.start("devstore", "devstore.main")
            for name in ("web", "worker", "clock"):
                theatre.start(name, "app.main", name)
            for url in (f"{store_url}/healthz", f"{app_url}/readyz"):
                theatre.wait(lambda url=url: _is_up(url), url, 40)
            yield theatre
        finally:
            for name in list(theatre.running):
                theatre.kill(name, signal.SIGTERM if name != "worker" else signal.SIGKILL)
            theatre.database.close()


def _is_up(url: str) -> bool:
    with contextlib.suppress(requests.RequestException):
        return requests.get(url, timeout=2).status_code == 200
    return False


def furnish(theatre: Theatre) -> None:
    """Install both shops, wait for their backfills, and set up Hana's mail and translator."""
    for person in (theatre.hana(), theatre.mei()):
        assert person.open("/").status_code == 200, theatre.logs()
    theatre.wait(
        lambda: theatre.value("SELECT count(*) FROM backfills WHERE state = 'DONE'") == 2, "both backfills", 90
    )
    hana = theatre.hana()
    mail = {"host": "127.0.0.1", "port": theatre.env["DEVSTORE_SMTP_PORT"], "security": "none"}
    mail |= {"username": "", "password": "", "from_address": "support@hana-ceramics.example", "from_name": "Hana"}
    assert hana.post("/settings/email", mail).status_code in {200, 204, 302}, theatre.logs()
    engine = {"translator": "libretranslate", "url": f"{theatre.store_url}/translate-engine", "api_key": ""}
    assert hana.post("/engines", engine).status_code in {200, 204, 302}, theatre.logs()
    me = {"language": "ja", "reads": "ja"}
    assert hana.post("/settings/me", me).status_code in {200, 204, 302}, theatre.logs()
    theatre.settled()
    time.sleep(0.1)

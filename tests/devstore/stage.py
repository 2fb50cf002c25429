"""The development store's edges on a free port beside a small app that notes what it was sent; all of it real HTTP."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, redirect, request

from devstore.actions.customers import install
from devstore.main import assemble
from devstore.seed.goods import HANA
from devstore.server import Server, serve
from devstore.settings import Settings
from devstore.state.orders import Order
from devstore.store import Store
from devstore.web.mailbox import start_smtp
from devstore.webhooks import sender as webhook_sender
from devstore.webhooks.sender import Sender


@dataclass(frozen=True, slots=True)
class Heard:
    """One request that reached the app."""

    path: str
    headers: dict[str, str]
    body: bytes
    query: str


@dataclass(slots=True)
class AppStub:
    """Stands where the app will be; `status` is what it answers to machines."""

    heard: list[Heard] = field(default_factory=list)
    status: int = 200
    gate: threading.Event = field(default_factory=threading.Event)
    devstore: str = ""
    refusals: int = 0

    def __post_init__(self) -> None:
        self.gate.set()

    def paths(self) -> list[str]:
        return [item.path for item in self.heard]


@dataclass(frozen=True, slots=True)
class Stage:
    url: str
    app_url: str
    stub: AppStub
    store: Store
    settings: Settings
    sender: Sender
    smtp_port: int

    def order(self, name: str) -> Order:
        found = self.store.shop(HANA).order_named(name)
        assert found is not None
        return found


PAGE = """<!doctype html><html lang="en"><head><meta name="shopify-api-key" content="kakehashi-demo-key">
<title>{title}</title><script src="{devstore}/app-bridge.js"></script></head><body><h1>{title}</h1>
<s-app-nav><a rel="home" href="/?{tail}">Home</a><a href="/inbox?{tail}">Inbox</a></s-app-nav>
<a id="link" href="/inbox?{tail}">to the inbox</a>
<form data-save-bar action="/saved" onsubmit="event.preventDefault();window.saved=true"><input id="name"></form>
</body></html>"""


def app_stub(stub: AppStub) -> Flask:
    app = Flask("stub")

    @app.before_request
    def note() -> None:
        said = Heard(request.path, dict(request.headers), request.get_data(), request.query_string.decode())
        stub.heard.append(said)

    @app.get("/")
    @app.get("/inbox")
    def document() -> Any:
        if "id_token" not in request.args:
            return redirect("/auth/patch-id-token?shopify-reload=" + request.path)
        return PAGE.format(title=f"App {request.path}", devstore=stub.devstore, tail="shop=x")

    @app.get("/readyz")
    @app.get("/settings")
    def ready() -> str:
        return "<form action='/settings/backfills'></form>"

    @app.get("/auth/patch-id-token")
    def patch() -> str:
        return f'<script data-api-key="k" src="{stub.devstore}/app-bridge.js"></script>'

    @app.route("/api", methods=["GET", "POST"])
    def api() -> Response:
        if stub.refusals:
            stub.refusals -= 1
            return Response("", 401, {"X-Shopify-Retry-Invalid-Session-Request": "1"})
        return Response(request.get_data() or b"fine")

    @app.route("/proxy/<path:_path>", methods=["GET", "POST"])
    def proxied(_path: str) -> Response:
        stub.gate.wait(10)
        return Response("<p id='inside'>proxied</p>", content_type="application/liquid")

    @app.route("/<path:_path>", methods=["POST"])
    def machine(_path: str) -> Response:
        stub.gate.wait(10)
        return Response("", stub.status)

    return app


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def stage(directory: Path, *, installed: bool = True) -> Iterator[Stage]:
    stub = AppStub()
    app_server = Server(0, app_stub(stub))
    serve(app_server)
    app_url = f"http://127.0.0.1:{app_server.server_address[1]}"
    settings = Settings.from_env({"DATA_DIR": str(directory), "APP_URL": app_url, "DEVSTORE_PORT": str(free_port())})
    process = assemble(settings)
    store = process.store
    server = Server(settings.port, process.app.wsgi_app)
    stub.devstore = settings.own_url
    if installed:
        with store.change(HANA) as change:
            install(change, settings.scopes)
    mail = start_smtp(process.app, settings)
    process.app.extensions["sender"] = sender = webhook_sender.start(store, settings)
    serve(server)
    try:
        yield Stage(settings.own_url, app_url, stub, store, settings, sender, mail.port)
    finally:
        stub.gate.set()
        sender.stop()
        mail.stop(no_assert=True)
        for one in (server, app_server):
            one.shutdown()
            one.server_close()
        store.close()


def until(check: Any, seconds: float = 8.0) -> None:
    """Waits for something that another thread does; fails when it never comes."""
    ends = datetime.now(UTC).timestamp() + seconds
    pause = threading.Event()
    while not check():
        assert datetime.now(UTC).timestamp() < ends, "it never came"
        pause.wait(0.02)

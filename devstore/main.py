"""The development store's process, `python -m devstore.main`: wires all parts, ends within seconds of a SIGTERM."""

import signal
import sys
import threading
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, Flask, Response, abort, request

from devstore import control, control_actions, control_clock, control_effects, uploads
from devstore.admin_api import http
from devstore.admin_api.http import Api
from devstore.seed import build as seed
from devstore.server import Server, serve
from devstore.settings import RefusedError, Settings
from devstore.state.platform import Subject
from devstore.state.shops import ShopState
from devstore.store import PayloadBuilder, Store
from devstore.ticking import Ticker
from devstore.web import blueprints
from devstore.web.context import Mailbox
from devstore.web.mailbox import start_smtp
from devstore.webhooks import sender as webhook_sender
from devstore.webhooks.payloads import build


@dataclass(frozen=True, slots=True)
class Process:
    """All that runs."""

    app: Flask
    store: Store
    api: Api


def assemble(settings: Settings) -> Process:
    """Open the store, seed it if it is new, and put the web application together."""
    store = Store(settings.database, _payloads(settings), settings.topics)
    if not store.shops:
        seed(store, settings.seed_size)
    api = Api(store, settings)
    app = Flask("devstore", root_path=str(settings.data_dir), static_folder=None)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["store"] = store
    app.extensions["settings"] = settings
    app.extensions["api"] = api
    routes = [http.blueprint(api), control.blueprint(api, partial(_smtp_port, app)), control_actions.blueprint(store)]
    routes += [control_clock.blueprint(store, settings.bulk_seconds), control_effects.blueprint(store)]
    for one in [*routes, _bulk_files(store), uploads.blueprint(settings), *blueprints()]:
        app.register_blueprint(one)
    return Process(app, store, api)


def _smtp_port(app: Flask) -> int:
    mailbox: Mailbox = app.extensions["mailbox"]
    return mailbox.server.port


def _bulk_files(store: Store) -> Blueprint:
    routes = Blueprint("bulk", __name__)

    @routes.get("/bulk/<domain>/<int:number>.jsonl")
    def lines(domain: str, number: int) -> Response:
        operation = store.bulk_operations.get(number)
        if operation is None or operation.shop != domain or operation.status != "COMPLETED":
            abort(404)
        return Response("".join(f"{line}\n" for line in operation.lines), content_type="application/jsonl")

    @routes.after_app_request
    def no_store(response: Response) -> Response:
        if request.path.startswith(("/control", "/shops")):
            response.headers["Cache-Control"] = "no-store"
        return response

    return routes


def _payloads(settings: Settings) -> PayloadBuilder:
    """Webhook payloads whose status page is the one this process shows, as in the Admin API's answers."""

    def built(topic: str, state: ShopState, subject: Subject) -> dict[str, Any]:
        payload = build(topic, state, subject)
        if "order_status_url" in payload:
            page = f"{settings.own_url}/storefront/{state.shop.domain}/orders/{payload['id']}"
            payload["order_status_url"] = page
        return payload

    return built


def _listening(port: int) -> Server:
    """Take the port before anything else is begun; requests wait until the store is ready."""
    try:
        return Server(port, lambda _environ, _start: [])
    except OSError as taken:
        raise RefusedError(
            f"port {port} cannot be used ({taken.strerror}); set DEVSTORE_PORT to a free one."
        ) from taken


def main() -> int:
    """Run until SIGTERM or Ctrl-C."""
    try:
        settings = Settings.from_env()
        server = _listening(settings.port)
    except RefusedError as refused:
        print(f"The development store does not start: {refused}", file=sys.stderr)
        return 2
    process = assemble(settings)
    server.application = process.app.wsgi_app
    start_smtp(process.app, settings)
    sender = webhook_sender.start(process.store, settings)
    process.app.extensions["sender"] = sender
    ticker = Ticker(process.store, settings)
    ticker.start()
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    serve(server)
    print(f"Development store: {settings.own_url}/admin", flush=True)
    ended.wait()
    sender.stop()
    ticker.stop()
    server.shutdown()
    with process.store.lock:
        process.store.close()
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.exit(code)

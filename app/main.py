"""Puts the app together and starts one of its processes: `python -m app.main web|worker|clock|migrate`."""

import importlib
import importlib.util
import pkgutil
import signal
import sys
import uuid
from pathlib import Path

import structlog
from flask import Blueprint, Flask, g
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from app import jobs, logs, outbox, worker
from app.clock import Clock
from app.errands.process_receipts import Handler
from app.errands.runtime import Runtime
from app.migrating import migrate
from app.plugins import discover
from app.settings import Settings, SettingsError
from app.web import auth, errors, i18n, notices
from webhooks.receiver import Receiver

ROOT = Path(__file__).parent.parent
LARGEST_FORM = 2 * 1024 * 1024
THREADS = 16
STOP_SECONDS = 5
MACHINES = ("webhooks.inbound",)  # modules whose callers sign what they send


def create_app(runtime: Runtime) -> Flask:
    """The WSGI application on one runtime; nothing is kept but in the database."""
    flask = Flask("app.web", root_path=str(Path(__file__).parent / "web"), template_folder=str(ROOT / "templates"))
    flask.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    flask.extensions["kakehashi"] = runtime
    flask.wsgi_app = ProxyFix(flask.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    flask.url_map.strict_slashes = False  # a redirect would answer a webhook with a failure
    i18n.install(flask)
    notices.install(flask, runtime)
    _number_requests(flask)
    machines = [*_machines(), *_storefront()]
    auth.install(flask, {blueprint.name for blueprint in machines})
    errors.install(flask)
    for blueprint in [*_pages(), *machines]:
        flask.register_blueprint(blueprint)
    receiver = Receiver(flask.wsgi_app, runtime)
    flask.extensions["kakehashi.receiver"] = receiver
    flask.wsgi_app = receiver  # type: ignore[method-assign]
    return flask


def start(settings: Settings) -> Runtime:
    """What every process needs before its own work: logs, the runtime, and who rings and reacts."""
    logs.install()
    runtime = Runtime.start(settings)
    outbox.install(runtime)
    jobs.install(runtime, handlers())
    return runtime


def handlers() -> dict[str, Handler]:
    """What each webhook topic does, by looking in webhooks/topics."""
    return {module.TOPIC: module.handle for module in discover("webhooks.topics").values()}


def wsgi() -> Flask:
    """Called by the server in each of its worker processes."""
    return create_app(start(Settings.from_env()))


def run_web(settings: Settings) -> None:
    # One writer at a time is SQLite's own limit, so a second process would only wait for the first.
    workers = 1 if settings.database_url.startswith("sqlite") else 2
    logs.install()
    Granian(
        "app.main:wsgi",
        factory=True,
        interface=Interfaces.WSGI,
        address="0.0.0.0" if settings.talks_to_shopify else "127.0.0.1",  # noqa: S104 - the demo stays on this machine
        port=settings.port,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=THREADS * 8,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=logs.SERVER,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    ).serve()


def run_worker(settings: Settings) -> None:
    worker.run(start(settings))


def run_clock(settings: Settings) -> None:
    clock = Clock(start(settings), jobs.SCHEDULE)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: clock.stop.set())
    clock.run()


def run_migrate(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    migrate(settings.database_url)


COMMANDS = {"web": run_web, "worker": run_worker, "clock": run_clock, "migrate": run_migrate}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        sys.stderr.write(f"usage: python -m app.main {'|'.join(COMMANDS)}\n")
        return 2
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        sys.stderr.write(f"kakehashi: {error}\n")
        return 2
    COMMANDS[arguments[0]](settings)
    return 0


def _pages() -> list[Blueprint]:
    return [found for module in _modules("app.web") if (found := getattr(module, "blueprint", None))]


def _storefront() -> list[Blueprint]:
    try:
        return [found for module in _modules("app.web.storefront") if (found := getattr(module, "blueprint", None))]
    except ModuleNotFoundError as error:
        if error.name != "app.web.storefront":
            raise
        return []


def _machines() -> list[Blueprint]:
    return [importlib.import_module(name).blueprint for name in MACHINES if importlib.util.find_spec(name)]


def _modules(package: str) -> list[object]:
    parent = importlib.import_module(package)
    names = sorted(info.name for info in pkgutil.iter_modules(parent.__path__) if info.name != "storefront")
    return [importlib.import_module(f"{package}.{name}") for name in names if not name.startswith("_")]


def _number_requests(flask: Flask) -> None:
    """Every request has a number, which its log lines and its answer carry."""

    def begin() -> None:
        g.request_id = uuid.uuid4().hex[:12]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    def end(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        return response

    flask.before_request(begin)
    flask.after_request(end)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

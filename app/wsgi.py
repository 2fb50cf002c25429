"""Puts the web application together: the pages, the machines' edges, and webhooks before them all."""

import importlib
import importlib.util
import pkgutil
import uuid
from functools import cache
from pathlib import Path

import structlog
from flask import Blueprint, Flask, g
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response

from app.desk.desk import LARGEST_ID
from app.errands.runtime import Runtime
from app.settings import Settings
from app.startup import start
from app.web import auth, errors, i18n, notices
from webhooks.receiver import Receiver

ROOT = Path(__file__).parent.parent
LARGEST_FORM = 2 * 1024 * 1024
MACHINES = ("webhooks.inbound",)  # modules whose callers sign what they send


class _Id(IntegerConverter):
    """A number in an address is a row's: one that no row can have is not found."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_ID)


def create_app(runtime: Runtime) -> Flask:
    """The WSGI application on one runtime; nothing is kept but in the database."""
    flask = Flask("app.web", root_path=str(Path(__file__).parent / "web"), template_folder=str(ROOT / "templates"))
    flask.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    flask.extensions["kakehashi"] = runtime
    # Flask documents this very assignment; its types call it a method
    flask.wsgi_app = ProxyFix(flask.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    flask.url_map.converters["int"] = _Id
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


@cache
def application() -> Flask:
    """This process's one application; made before the server forks, its memory is shared by the forks."""
    return create_app(start(Settings.from_env()))


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

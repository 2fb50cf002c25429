"""The Admin API over HTTP: tokens, faults, call counts; what a fault asks for happens at the exact place it names."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request

from devstore.admin_api import engine
from devstore.admin_api.context import Context
from devstore.admin_api.cost import Buckets
from devstore.faults import Fault, Switchboard
from devstore.faults import Order as Asked
from devstore.server import cut
from devstore.settings import Settings
from devstore.state.platform import Token
from devstore.store import Store, UnknownShopError
from devstore.tokens import TokenRefusedError, grant, used

SUPPORTED = ("2026-07", "2026-10")
LANGUAGES = ("en", "ja")
CLOSED = {
    Fault.HTTP_402: (402, "Unavailable Shop"),
    Fault.HTTP_403: (403, "Forbidden"),
    Fault.HTTP_423: (423, "Locked"),
}
BAD_TOKEN = "[API] Invalid API key or access token (unrecognized login or wrong password)"  # noqa: S105 - a message
INTERNAL = {
    "message": "Internal error. Looks like something went wrong on our end.",
    "extensions": {"code": "INTERNAL_SERVER_ERROR"},
}


@dataclass(slots=True)
class Api:
    """The running API: its store, faults, buckets, counts and the keys of requests in flight."""

    store: Store
    settings: Settings
    faults: Switchboard = field(default_factory=Switchboard)
    buckets: Buckets = field(default_factory=Buckets)
    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _keys: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, domain: str, roots: list[str]) -> None:
        """Count a call once per root field."""
        with self._lock:
            self.calls.update((domain, root) for root in roots)

    @contextmanager
    def in_flight(self, domain: str, keys: frozenset[str]) -> Iterator[frozenset[str]]:
        """Hold these idempotency keys while a request runs; yields those that another request holds."""
        mine = [(domain, key) for key in keys]
        with self._lock:
            clashing = frozenset(key for _, key in mine if self._keys[domain, key])
            self._keys.update(mine)
        try:
            yield clashing
        finally:
            with self._lock:
                self._keys.subtract(mine)


def blueprint(api: Api) -> Blueprint:
    """The routes below /shops/<domain>/admin."""
    routes = Blueprint("admin_api", __name__, url_prefix="/shops/<domain>/admin")

    @routes.post("/api/<version>/graphql.json")
    def graphql(domain: str, version: str) -> Response:
        return _graphql(api, domain.lower(), version)

    @routes.post("/oauth/access_token")
    def access_token(domain: str) -> Response:
        return _access_token(api, domain.lower())

    @routes.errorhandler(UnknownShopError)
    def unknown(_: UnknownShopError) -> Response:
        return _json({"errors": "Not Found"}, 404)

    return routes


def _json(body: Any, status: int = 200) -> Response:
    response = jsonify(body)
    response.status_code = status
    return response


def _access_token(api: Api, domain: str) -> Response:
    api.store.shop(domain)
    api.count(domain, ["token"])
    fault = api.faults.take(domain, ["token"])
    early = _before(fault)
    if early is not None:
        return early
    asked = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    try:
        answer = _json(grant(api.store, api.settings, domain, asked if isinstance(asked, dict) else {}))
    except TokenRefusedError as refused:
        status = 401 if refused.code == "invalid_client" else 400
        answer = _json({"error": refused.code, "error_description": refused.description}, status)
    return _after(fault, answer)


def _graphql(api: Api, domain: str, version: str) -> Response:
    state = api.store.shop(domain)
    asked = engine.read(request.get_json(silent=True))
    api.count(domain, asked.roots)
    token = used(api.store, request.headers.get("X-Shopify-Access-Token", ""), domain)
    if token is None:
        return _json({"errors": BAD_TOKEN}, 401)
    if asked.document is None and not asked.errors:
        return _json({"errors": {"query": "Required parameter missing or invalid"}}, 400)
    fault = api.faults.take(domain, asked.roots)
    if fault is not None and fault.fault is Fault.THROTTLED:
        plan = state.shop.plan
        _, status = api.buckets.take(domain, plan, 0, api.store.now())
        return _json(engine.throttled(asked.cost, status | {"currentlyAvailable": 0}))
    with api.in_flight(domain, asked.keys) as clashing:
        early = _before(fault)
        if early is not None:
            return early
        context = _context(api, domain, (token, version), fault)
        context.variables, context.clashing_keys = asked.variables, clashing
        context.language = request.accept_languages.best_match(LANGUAGES) or "en"
        said = engine.answer(asked, context, api.buckets)
    if fault is not None and fault.fault is Fault.NULL_AFTER_COMMIT:
        said = said | {"data": dict.fromkeys(said.get("data") or {}), "errors": [INTERNAL]}
    response = _after(fault, _json(said))
    response.headers["X-Shopify-API-Version"] = version if version in SUPPORTED else SUPPORTED[0]
    return response


def _context(api: Api, domain: str, who: tuple[Token, str], fault: Asked | None) -> Context:
    now = api.store.now()
    context = Context(api.store, api.settings, api.store.shop(domain), who[0], now, who[1])
    if fault is not None:
        context.fault, context.fault_seconds = fault.fault.value, fault.seconds
        if fault.fault is Fault.STALE_READ:
            context.as_of = now - timedelta(seconds=fault.seconds)
    return context


def _before(asked: Asked | None) -> Response | None:
    """What goes wrong before anything ran."""
    fault = asked.fault if asked else None
    if fault is Fault.SLOW and asked is not None:
        time.sleep(asked.seconds)
    if fault is Fault.RESET_BEFORE_COMMIT:
        cut(request.environ["devstore.socket"])
    if fault is Fault.UNAUTHORIZED:
        return _json({"errors": BAD_TOKEN}, 401)
    if fault in CLOSED:
        return _json({"errors": CLOSED[fault][1]}, CLOSED[fault][0])
    if fault is Fault.HTTP_500:
        return _json({"errors": "Internal Server Error"}, 500)
    if fault is Fault.HTTP_429:
        limited = _json({"errors": "Exceeded 2 calls per second for api client."}, 429)
        limited.headers["Retry-After"] = "2.0"
        return limited
    return None


def _after(asked: Asked | None, response: Response) -> Response:
    """What goes wrong after everything was committed."""
    fault = asked.fault if asked else None
    if fault is Fault.COMMIT_THEN_TIMEOUT and asked is not None:
        time.sleep(asked.seconds)
        cut(request.environ["devstore.socket"])
    if fault is Fault.RESET_AFTER_COMMIT:
        cut(request.environ["devstore.socket"])
    if fault is Fault.COMMIT_THEN_502:
        return Response("<html><title>502 Bad Gateway</title></html>", 502, content_type="text/html")
    return response

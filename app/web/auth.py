"""Who is asking: every route is behind a verified ID token unless its blueprint or endpoint is listed here as open."""

import base64
import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from urllib.parse import urlencode, urlsplit

from flask import Flask, current_app, g, redirect, request, url_for
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from app.desk.agents import AgentInfo
from app.desk.desk import Actor, ActorKind, Desk
from app.domain.words import N_
from app.errands import admit
from app.errands.runtime import Runtime
from app.shopify import auth
from app.shopify.auth import ExpiredTokenError, SessionToken, UnverifiedError, shop_name

OPEN_ENDPOINTS = {"static", "home.healthz", "home.readyz", "home.show_metrics", "home.patch_id_token"}
RETRY = "X-Shopify-Retry-Invalid-Session-Request"
CDN = "https://cdn.shopify.com"
ADMIN = "https://admin.shopify.com"
HOST = re.compile(r"[A-Za-z0-9+/_=-]{1,255}")


@dataclass(frozen=True, slots=True)
class Visit:
    """One verified request: which agent of which shop; `timezone` is the shop's."""

    shop_id: int
    shop_domain: str
    timezone: str
    agent: AgentInfo
    token: SessionToken


class NoTokenError(Unauthorized):
    """401 that tells App Bridge to fetch a fresh token and ask once more."""

    def __init__(self, words: str = N_("Open Kakehashi from your Shopify admin.")) -> None:
        super().__init__(words, www_authenticate=WWWAuthenticate("bearer"))


def install(app: Flask, open_blueprints: Iterable[str] = ()) -> None:
    """Guard every route; `open_blueprints` verify their callers' signatures themselves."""
    is_open = frozenset(open_blueprints)

    def guard() -> Response | None:
        if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS or request.blueprint in is_open:
            return None
        return _admit()

    def secure(response: Response) -> Response:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        if "visit" in g:
            response.headers.setdefault("Cache-Control", "private, no-cache")  # no proxy may keep a shop's page
        if request.blueprint not in is_open:
            response.headers.setdefault("Content-Security-Policy", _content_policy())
        return response

    app.before_request(guard)
    app.after_request(secure)
    app.context_processor(_for_templates)


def runtime() -> Runtime:
    return cast("Runtime", current_app.extensions["kakehashi"])


def current() -> Visit:
    """The verified visit of this request; 401 where there is none."""
    visit = g.get("visit")
    if visit is None:
        raise NoTokenError
    return cast("Visit", visit)


def desk(*, read_only: bool = False) -> AbstractContextManager[Desk]:
    """The desk of this request's shop, with its agent as the one who acts."""
    visit = current()
    return runtime().desk(visit.shop_id, Actor(ActorKind.AGENT, visit.agent.id), read_only=read_only)


def page_url(endpoint: str, **values: object) -> str:
    """url_for that keeps `shop` and `host`: a document link without them cannot find its way back to a token."""
    visit = current()
    return url_for(endpoint, **({"shop": visit.shop_domain, "host": _host(visit)} | values))  # type: ignore[arg-type]


def app_bridge_url() -> str:
    """Shopify's script, or the development store's beside its shops."""
    return (
        f"{CDN}/shopifycloud/app-bridge.js" if runtime().settings.talks_to_shopify else f"{_dev_origin()}/app-bridge.js"
    )


def frame_ancestors(shop: str | None) -> str:
    """Who may show our documents in a frame: this shop's admin, and nobody when no shop is known."""
    if shop is None:
        return "frame-ancestors 'none'"
    hosts = [f"https://{shop}", ADMIN]
    if not runtime().settings.talks_to_shopify:
        origin = _dev_origin()
        hosts += [origin, origin.replace("127.0.0.1", "localhost")]
    return "frame-ancestors " + " ".join(dict.fromkeys(hosts))


def _admit() -> Response | None:
    """Let a verified caller in; send a document without a fresh token to fetch one."""
    header = request.headers.get("Authorization", "")
    is_document = not header and request.method == "GET" and "HX-Request" not in request.headers
    raw = request.args.get("id_token", "") if is_document else header.removeprefix("Bearer ")
    try:
        token = auth.verify_session_token(raw, runtime().settings) if raw else None
    except ExpiredTokenError:
        token = None
    except UnverifiedError:
        raise NoTokenError from None
    if token is None:
        if is_document and (shop := shop_name(request.args.get("shop", ""))):
            return _to_patch_page(shop)
        raise NoTokenError
    g.visit = _visit(token, is_document=is_document)
    return None


def _visit(token: SessionToken, *, is_document: bool) -> Visit:
    g.shop_domain = token.shop  # known from here on, also to the error pages
    locale = request.args.get("locale", "") if is_document else None
    shop, agent = admit.run(runtime(), token, datetime.now(UTC), locale=locale)
    return Visit(shop.id, shop.domain, shop.timezone, agent, token)


def _to_patch_page(shop: str) -> Response:
    """The patch page fetches a new ID token and loads this same address with it."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in {"id_token", "shop"}]
    kept.insert(0, ("shop", shop))
    reload = f"{request.path}?{urlencode(kept)}"
    return redirect(url_for("home.patch_id_token", **{"shop": shop, "host": _given_host(), "shopify-reload": reload}))  # type: ignore[arg-type]


def _content_policy() -> str:
    shop = g.get("shop_domain") or shop_name(request.args.get("shop", ""))
    script = CDN if runtime().settings.talks_to_shopify else _dev_origin()
    return f"script-src 'self' {script}; object-src 'none'; base-uri 'none'; {frame_ancestors(shop)}"


def _for_templates() -> dict[str, object]:
    return {
        "visit": g.get("visit"),
        "api_key": runtime().settings.shopify_api_key,
        "app_bridge_url": app_bridge_url(),
        "page_url": page_url,
    }


def _dev_origin() -> str:
    parts = urlsplit(runtime().settings.shopify_url_template)
    return f"{parts.scheme}://{parts.netloc}"


def _given_host() -> str | None:
    host = request.args.get("host", "")
    return host if HOST.fullmatch(host) else None


def _host(visit: Visit) -> str:
    """`host` names the admin page of the shop in base64; fetches carry none, but it can be told from the shop."""
    if given := _given_host():
        return given
    store = visit.shop_domain.removesuffix(".myshopify.com")
    return base64.b64encode(f"admin.shopify.com/store/{store}".encode()).decode().rstrip("=")

"""POST /webhooks: check the signature on the raw bytes, store the receipt once, say 200, ring; parse nothing.

It stands before Flask, whose machinery would cost more than the checking, storing and answering together.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import structlog

from app.desk.receiving import Delivery, StorageDown, open_store
from app.errands.runtime import Runtime
from app.shopify.auth import shop_name, verify_webhook
from webhooks.ringing import Ringer

log = structlog.get_logger()
PATHS = frozenset({"/webhooks", "/webhooks/", "/webhooks/compliance", "/webhooks/compliance/"})
CAP = 5 * 1024 * 1024
TOPIC = re.compile(r"[a-z0-9_]+/[a-z0-9_]+")
WORD = re.compile(r"[\x21-\x7e]{1,100}")
LONGEST_TOPIC = LONGEST_VERSION = 64
Environ = dict[str, Any]
Start = Callable[..., Any]
Wsgi = Callable[[Environ, Start], Iterable[bytes]]


class Refusal(Exception):
    """An answer other than 200, with words for whoever reads Shopify's delivery log."""

    def __init__(self, status: HTTPStatus, words: str) -> None:
        super().__init__(words)
        self.status = status


class Receiver:
    """WSGI around `inner`: webhooks end here, everything else goes on. Threads and connections start at first use."""

    def __init__(self, inner: Wsgi, runtime: Runtime) -> None:
        self._inner = inner
        self._store = open_store(runtime.database)
        self._ringer = Ringer(runtime.doorbell)
        self._secrets = runtime.settings.api_secrets

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        if environ.get("PATH_INFO") not in PATHS:
            return self._inner(environ, start_response)
        try:
            self._receive(environ)
        except Refusal as refusal:
            return _say(start_response, refusal.status, str(refusal))
        except StorageDown as error:
            log.warning("a webhook could not be stored", reason=str(error))
            return _say(start_response, HTTPStatus.SERVICE_UNAVAILABLE, "Not stored; please send it again.")
        except Exception:
            log.exception("a webhook could not be received")
            return _say(start_response, HTTPStatus.SERVICE_UNAVAILABLE, "Not stored; please send it again.")
        return _say(start_response, HTTPStatus.OK, "")

    def close(self) -> None:
        """Let go of threads and connections: a test's app ends before its process."""
        self._store.close()
        self._ringer.close()

    def _receive(self, environ: Environ) -> None:
        if environ["REQUEST_METHOD"] != "POST":
            raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "Webhooks are sent with POST.")
        raw = _body(environ)
        if not verify_webhook(raw, _header(environ, "HMAC_SHA256"), self._secrets):
            raise Refusal(HTTPStatus.UNAUTHORIZED, "The signature does not match.")
        self._store.put(_delivery(environ, raw), datetime.now(UTC))
        self._ringer.note()


def _body(environ: Environ) -> bytes:
    """The raw bytes, and never more of them than the cap."""
    told = environ.get("CONTENT_LENGTH") or ""
    if not told and environ.get("wsgi.input_terminated"):
        raw: bytes = environ["wsgi.input"].read(CAP + 1)
    elif not told.isascii() or not (told or "0").isdecimal():
        raise Refusal(HTTPStatus.BAD_REQUEST, "Content-Length is not a number.")
    elif int((told or "0")[:12]) > CAP:
        raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A webhook of more than {CAP} bytes is not read.")
    else:
        raw = environ["wsgi.input"].read(int(told or "0"))
        if len(raw) < int(told or "0"):
            raise Refusal(HTTPStatus.BAD_REQUEST, "The body ended early.")
    if len(raw) > CAP:
        raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A webhook of more than {CAP} bytes is not read.")
    return raw


def _delivery(environ: Environ, raw: bytes) -> Delivery:
    """What the headers say; the signature does not cover them."""
    shop, topic = shop_name(_header(environ, "SHOP_DOMAIN")), _header(environ, "TOPIC").lower()
    if shop is None:
        raise Refusal(HTTPStatus.BAD_REQUEST, "X-Shopify-Shop-Domain is missing or is not a myshopify.com domain.")
    if not TOPIC.fullmatch(topic) or len(topic) > LONGEST_TOPIC:
        raise Refusal(HTTPStatus.BAD_REQUEST, "X-Shopify-Topic is missing or is not a topic.")
    if not WORD.fullmatch(webhook_id := _header(environ, "WEBHOOK_ID")):
        raise Refusal(HTTPStatus.BAD_REQUEST, "X-Shopify-Webhook-Id is missing or is not an id.")
    return Delivery(
        shop_domain=shop,
        topic=topic,
        webhook_id=webhook_id,
        event_id=_word(environ, "EVENT_ID"),
        api_version=_word(environ, "API_VERSION")[:LONGEST_VERSION],
        triggered_at=_moment(_header(environ, "TRIGGERED_AT")),
        body=raw,
    )


def _header(environ: Environ, name: str) -> str:
    value: str = environ.get(f"HTTP_X_SHOPIFY_{name}") or environ.get(f"HTTP_SHOPIFY_{name}") or ""
    return value


def _word(environ: Environ, name: str) -> str:
    """A header that only helps people; one that is no plain word is left out."""
    return value if WORD.fullmatch(value := _header(environ, name)) else ""


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _say(start: Start, status: HTTPStatus, words: str) -> list[bytes]:
    body = words.encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    start(f"{status.value} {status.phrase}", [*headers, ("X-Content-Type-Options", "nosniff")])
    return [body]

"""Who is calling: Shopify's ID tokens, webhook and app-proxy signatures; nothing of a request is believed before."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from shopify_app import RequestInput, ShopifyApp

from app.settings import Settings

SHOP = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")
LONGEST_SHOP = 255
LONGEST_TOKEN = 4096
CLAIMS = ("exp", "nbf", "iat", "aud", "iss", "dest", "sub")
PROXY_SECONDS = 90
PATCH_PATH = "/auth/patch-id-token"


class UnverifiedError(Exception):
    """What came does not prove who sent it; the text says why, for the log."""


class ExpiredTokenError(UnverifiedError):
    """Rightly signed, but its minute is over: a fresh one will do."""


@dataclass(frozen=True, slots=True)
class SessionToken:
    """A verified ID token of the embedded app: good for a minute, exchangeable for API tokens."""

    raw: str = field(repr=False)
    shop: str
    shopify_user_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ProxyIdentity:
    """Who looks at a storefront page; `customer_id` is empty for somebody not logged in."""

    shop: str
    customer_id: str


def shop_name(text: str) -> str | None:
    """The full myshopify.com name in lower case, or None for anything else."""
    name = text.lower()
    # fullmatch: `$` would let a trailing newline through; ASCII classes keep look-alike letters out.
    return name if len(name) <= LONGEST_SHOP and SHOP.fullmatch(name) else None


def verify_session_token(raw: str, settings: Settings) -> SessionToken:
    """Verify by Shopify's own package, then guard what it leaves open."""
    if not raw.isascii() or not 0 < len(raw) <= LONGEST_TOKEN:
        raise UnverifiedError("not a token")
    claims = _verified_claims(raw, settings)
    # The package does not ask that claims are there (a token without exp would live for ever), does not compare
    # iss with dest, and takes any host for a shop.
    missing = [name for name in CLAIMS if not claims.get(name)]
    if missing or not all(isinstance(claims[name], str) for name in ("iss", "dest", "sub")):
        raise UnverifiedError(f"claims missing or of a wrong kind: {', '.join(missing)}")
    shop = _shop_of(claims["dest"])
    if shop is None or _shop_of(claims["iss"]) != shop:
        raise UnverifiedError("dest and iss do not name one shop")
    return SessionToken(raw, shop, claims["sub"], datetime.fromtimestamp(int(claims["exp"]), UTC))


def _verified_claims(raw: str, settings: Settings) -> dict[str, Any]:
    app = ShopifyApp(
        settings.shopify_api_key, settings.shopify_api_secret, old_client_secret=settings.shopify_old_api_secret or None
    )
    request: RequestInput = {
        "method": "GET",
        "url": settings.app_url,
        "headers": {"authorization": f"Bearer {raw}"},
        "body": "",
    }
    try:
        result = app.verify_app_home_req(request, PATCH_PATH)
    except Exception as error:  # noqa: BLE001 - the package lets any parser's error through on hostile input
        raise UnverifiedError(type(error).__name__) from None
    if not result.ok or result.id_token is None:
        # result.log.req holds the request: only its code may travel on.
        raise (ExpiredTokenError if result.log.code == "expired_id_token" else UnverifiedError)(result.log.code)
    return dict(result.id_token.claims)


def _shop_of(address: str) -> str | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return shop_name(parts.netloc) if parts.scheme == "https" else None


def verify_webhook(raw: bytes, header: str, secrets: Sequence[str]) -> bool:
    """Compare the signature of the raw bytes; any secret that is still valid will do.

    Shopify's package parses the body and raises on hostile ones before it looks at the signature, so it is not asked.
    """
    try:
        given = base64.b64decode(header.encode("ascii"), validate=True)
    except ValueError:  # also a header that is not ASCII
        return False
    # A list, not a generator: every secret is compared, so that the time does not tell which one fits.
    return any([hmac.compare_digest(given, hmac.digest(secret.encode(), raw, "sha256")) for secret in secrets])  # noqa: C419


def verify_proxy(args: Iterable[tuple[str, str]], secrets: Sequence[str], now: datetime) -> ProxyIdentity:
    """Who a signed app-proxy query speaks for; the body of a request is not covered by the signature.

    Shopify's package takes the first of two customer ids and raises on a signature that is not ASCII.
    """
    values: dict[str, list[str]] = {}
    for name, value in args:
        values.setdefault(name, []).append(value)
    for name in ("shop", "timestamp", "signature", "logged_in_customer_id"):
        if len(values.get(name, [])) > 1:
            raise UnverifiedError(f"{name} is given twice")
    _check_proxy_signature(values, secrets)
    _check_proxy_time(values.get("timestamp", [""])[0], now)
    shop = shop_name(values.get("shop", [""])[0])
    if shop is None:
        raise UnverifiedError("no shop")
    return ProxyIdentity(shop, values.get("logged_in_customer_id", [""])[0])


def _check_proxy_signature(values: dict[str, list[str]], secrets: Sequence[str]) -> None:
    given = "".join(values.get("signature", [])).encode()
    pairs = sorted(f"{name}={','.join(parts)}" for name, parts in values.items() if name != "signature")
    text = "".join(pairs).encode()
    signed = [hmac.new(secret.encode(), text, hashlib.sha256).hexdigest().encode() for secret in secrets]
    if not any([hmac.compare_digest(given, good) for good in signed]):  # noqa: C419 - as in verify_webhook
        raise UnverifiedError("the signature does not fit")


def _check_proxy_time(text: str, now: datetime) -> None:
    if not (text.isascii() and text.isdecimal() and len(text) < 12):  # noqa: PLR2004 - seconds until the year 5138
        raise UnverifiedError("no timestamp")
    if abs(now.timestamp() - int(text)) > PROXY_SECONDS:
        raise UnverifiedError("the timestamp is too old or in the future")

"""How Shopify loads an embedded app: the address with everything it adds, a fresh ID token and its hmac."""

import base64
import hashlib
import hmac
import time
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from devstore import idtokens
from devstore.settings import Settings
from devstore.state.shops import Staff


def admin_host(shop: str) -> str:
    """The `host` parameter: where the admin is, base64 without padding."""
    place = f"admin.shopify.com/store/{shop.removesuffix('.myshopify.com')}"
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def launch_url(settings: Settings, shop: str, staff: Staff, path: str) -> str:
    """The address of the app's document with all that Shopify adds when it loads it in the frame."""
    asked = urlsplit(path if path.startswith("/") and not path.startswith("//") else "/")
    added = {
        "embedded": "1",
        "host": admin_host(shop),
        "id_token": idtokens.issue(settings, shop, staff, datetime.now(UTC)),
        "locale": staff.locale,
        "session": hashlib.sha256(f"{shop}:{staff.id}".encode()).hexdigest(),
        "shop": shop,
        "timestamp": str(int(time.time())),
    }
    kept = [(name, value) for name, value in parse_qsl(asked.query) if name not in {*added, "hmac"}]
    query = dict(sorted([*kept, *added.items()]))
    message = "&".join(f"{name}={value}" for name, value in query.items())
    query["hmac"] = hmac.new(settings.api_secret.encode(), message.encode(), hashlib.sha256).hexdigest()
    return f"{settings.app_url}{asked.path}?{urlencode(query)}"

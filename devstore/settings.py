"""The development store's settings, from the environment; it refuses to start with what looks like real credentials."""

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEFAULT_SCOPES = (
    "read_orders,write_orders,read_all_orders,read_returns,write_returns,read_customers,write_customers,"
    "read_fulfillments,write_fulfillments,read_merchant_managed_fulfillment_orders,read_products,read_locations,"
    "read_legal_policies,read_locales,write_app_proxy,write_merchant_managed_fulfillment_orders,"
    "read_store_credit_accounts,write_store_credit_account_transactions,write_gift_cards,write_discounts"
)
SHOPIFY_KEY = re.compile(r"[0-9a-f]{32}")


class RefusedError(RuntimeError):
    """The settings must not or cannot be used; the text says which one, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set from outside."""

    port: int
    smtp_port: int
    data_dir: Path
    app_url: str
    api_key: str
    api_secret: str
    old_api_secret: str
    url_template: str
    scopes: tuple[str, ...]
    topics: frozenset[str] | None  # None: no configuration was found, so every topic
    seed_size: int
    bulk_seconds: float

    @property
    def own_url(self) -> str:
        """Where this process answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        """The file that holds all state."""
        return self.data_dir / "devstore" / "store.db"

    @classmethod
    def from_env(cls, env: dict[str, str] | None = None) -> "Settings":
        """Read the environment; raise RefusedError for a wrong or dangerous value."""
        given = dict(os.environ if env is None else env)
        port = _number(given, "DEVSTORE_PORT", "8100")
        deployed = _deployed(Path(given.get("DEVSTORE_APP_CONFIG") or "shopify.app.toml"))
        settings = cls(
            port=port,
            smtp_port=_number(given, "DEVSTORE_SMTP_PORT", "0"),
            data_dir=Path(given.get("DATA_DIR") or "var"),
            app_url=(given.get("APP_URL") or f"http://127.0.0.1:{_number(given, 'PORT', '8000')}").rstrip("/"),
            api_key=given.get("SHOPIFY_API_KEY") or "kakehashi-demo-key",
            api_secret=given.get("SHOPIFY_API_SECRET") or "kakehashi-demo-secret-of-no-real-app",
            old_api_secret=given.get("SHOPIFY_OLD_API_SECRET") or "",
            url_template=given.get("SHOPIFY_URL_TEMPLATE") or f"http://127.0.0.1:{port}/shops/{{shop}}",
            scopes=_scopes(deployed),
            topics=_topics(deployed) if deployed else None,
            seed_size=_number(given, "SIZE", "1"),
            bulk_seconds=_seconds(given, "DEVSTORE_BULK_SECONDS", "1.5"),
        )
        _refuse_real_credentials(settings, given)
        return settings


def _number(given: dict[str, str], name: str, default: str) -> int:
    text = given.get(name) or default
    if not text.isdecimal():
        raise RefusedError(f"{name} should be a whole number such as {default}, not {text!r}.")
    return int(text)


def _seconds(given: dict[str, str], name: str, default: str) -> float:
    text = given.get(name) or default
    try:
        return float(text)
    except ValueError:
        raise RefusedError(f"{name} should be seconds such as {default}, not {text!r}.") from None


def _deployed(config: Path) -> dict[str, Any]:
    """The app's configuration as if it had been deployed; empty without a file."""
    return tomllib.loads(config.read_text("utf-8")) if config.is_file() else {}


def _scopes(deployed: dict[str, Any]) -> tuple[str, ...]:
    listed = deployed.get("access_scopes", {}).get("scopes", DEFAULT_SCOPES)
    return tuple(scope.strip() for scope in listed.split(",") if scope.strip())


def _topics(deployed: dict[str, Any]) -> frozenset[str]:
    """The topics the app subscribed to: Shopify sends no others."""
    every = deployed.get("webhooks", {}).get("subscriptions", [])
    return frozenset(topic for one in every for name in ("topics", "compliance_topics") for topic in one.get(name, ()))


def _refuse_real_credentials(settings: Settings, given: dict[str, str]) -> None:
    remedy = "Unset it to run the demo, or run the app alone (without the development store) against Shopify."
    if SHOPIFY_KEY.fullmatch(settings.api_key):
        raise RefusedError(f"SHOPIFY_API_KEY looks like a real app's client id. {remedy}")
    for name, secret in (
        ("SHOPIFY_API_SECRET", settings.api_secret),
        ("SHOPIFY_OLD_API_SECRET", settings.old_api_secret),
    ):
        if secret.startswith("shpss_") or SHOPIFY_KEY.fullmatch(secret):
            raise RefusedError(f"{name} looks like a real app's secret. {remedy}")
    template = given.get("SHOPIFY_URL_TEMPLATE", "")
    if template.startswith("https://{shop}") or "myshopify.com" in template:
        raise RefusedError(f"SHOPIFY_URL_TEMPLATE points at Shopify itself ({template}). {remedy}")

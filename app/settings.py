"""Settings come from the environment, once, here; a wrong value stops the start with its name and a cure."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

SHOPIFY = "https://{shop}"
FIRST_VERSION = "2026-10"  # tells why a cancellation failed; no document of ours is tried on an earlier one
API_VERSION = re.compile(r"20\d\d-(01|04|07|10)")
DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")
LONGEST_UNDO = 3600  # seconds; a remedy that waits longer than this would surprise more than help
QUEUES = ("redis", "rediss", "unix")


class SettingsError(Exception):
    """A variable of the environment is missing or wrong; the message says which and what it should be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the process was told. `shopify_url_template` holds `{shop}`, the full myshopify.com name.

    `undo_seconds`: how long a confirmed remedy waits, so that it can be undone, before it goes.
    """

    port: int
    data_dir: Path
    database_url: str
    redis_url: str
    shopify_api_key: str
    shopify_api_secret: str
    shopify_old_api_secret: str
    shopify_api_version: str
    shopify_url_template: str
    app_url: str
    metrics_token: str
    undo_seconds: int = 30

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        data_dir = Path(env.get("DATA_DIR") or "var").absolute()
        port = _port(env, "PORT", 8000)
        return cls(
            port=port,
            data_dir=data_dir,
            database_url=_url(env, "DATABASE_URL", f"sqlite:///{data_dir / 'kakehashi.sqlite3'}", DATABASES),
            redis_url=_url(env, "REDIS_URL", f"unix://{data_dir / 'valkey' / 'valkey.sock'}", QUEUES),
            shopify_api_key=_required(env, "SHOPIFY_API_KEY"),
            shopify_api_secret=_required(env, "SHOPIFY_API_SECRET"),
            shopify_old_api_secret=env.get("SHOPIFY_OLD_API_SECRET", ""),
            shopify_api_version=_version(env),
            shopify_url_template=_template(env),
            app_url=_url(env, "APP_URL", f"http://127.0.0.1:{port}", ("http", "https")).rstrip("/"),
            metrics_token=env.get("METRICS_TOKEN", ""),
            undo_seconds=_undo_seconds(env),
        )

    @property
    def api_secrets(self) -> tuple[str, ...]:
        """The current secret first, then the one that rotation has not retired yet."""
        return tuple(secret for secret in (self.shopify_api_secret, self.shopify_old_api_secret) if secret)

    @property
    def talks_to_shopify(self) -> bool:
        return self.shopify_url_template == SHOPIFY

    def shopify_url(self, shop: str, path: str) -> str:
        return self.shopify_url_template.format(shop=shop) + path


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:  # noqa: PLR2004 - the range of TCP ports
        raise SettingsError(f"{name} is {text!r}; it should be a port number from 1 to 65535.")
    return int(text)


def _undo_seconds(env: Mapping[str, str]) -> int:
    text = env.get("UNDO_SECONDS") or "30"
    if not text.isdecimal() or int(text) > LONGEST_UNDO:
        raise SettingsError(f"UNDO_SECONDS is {text!r}; it should be a whole number from 0 to {LONGEST_UNDO}.")
    return int(text)


def _url(env: Mapping[str, str], name: str, default: str, schemes: tuple[str, ...]) -> str:
    text = env.get(name) or default
    if urlsplit(text).scheme not in schemes:
        wanted = ", ".join(f"{scheme}://…" for scheme in schemes)
        raise SettingsError(f"{name} is not an address Kakehashi can use; it should start with one of {wanted}.")
    return text


def _required(env: Mapping[str, str], name: str) -> str:
    if not (text := env.get(name, "").strip()):
        raise SettingsError(
            f"{name} is not set. Copy it from the app's page in Shopify's Dev Dashboard, "
            "or start with `make run`, which brings a development store and its own credentials."
        )
    return text


def _version(env: Mapping[str, str]) -> str:
    text = env.get("SHOPIFY_API_VERSION") or FIRST_VERSION
    if not API_VERSION.fullmatch(text) or text < FIRST_VERSION:
        raise SettingsError(f"SHOPIFY_API_VERSION is {text!r}; it should be a quarter, {FIRST_VERSION} or later.")
    return text


def _template(env: Mapping[str, str]) -> str:
    text = env.get("SHOPIFY_URL_TEMPLATE") or SHOPIFY
    if not text.startswith(("http://", "https://")) or text.count("{shop}") != 1 or text.endswith("/"):
        raise SettingsError(
            f"SHOPIFY_URL_TEMPLATE is {text!r}; it should be an http(s) address that holds {{shop}} once "
            f"and does not end in a slash, such as {SHOPIFY}."
        )
    return text

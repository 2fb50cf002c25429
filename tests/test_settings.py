"""Settings say which variable is wrong and what it should be; nothing else of the app reads the environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import Settings, SettingsError

ROOT = Path(__file__).parents[1]
LEAST = {"SHOPIFY_API_KEY": "key", "SHOPIFY_API_SECRET": "secret"}


def test_two_credentials_are_enough():
    settings = Settings.from_env(LEAST)
    assert settings.port == 8000
    assert settings.shopify_api_version == "2026-10"
    assert settings.talks_to_shopify
    assert settings.shopify_url("a.myshopify.com", "/admin") == "https://a.myshopify.com/admin"
    assert settings.database_url.startswith("sqlite:////")
    assert settings.api_secrets == ("secret",)


def test_another_address_for_shopify_is_the_only_switch_to_the_demo():
    settings = Settings.from_env(LEAST | {"SHOPIFY_URL_TEMPLATE": "http://127.0.0.1:8100/shops/{shop}"})
    assert not settings.talks_to_shopify
    assert settings.shopify_url("a.myshopify.com", "/admin") == "http://127.0.0.1:8100/shops/a.myshopify.com/admin"


def test_the_former_secret_comes_after_the_current_one():
    assert Settings.from_env(LEAST | {"SHOPIFY_OLD_API_SECRET": "old"}).api_secrets == ("secret", "old")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("PORT", "-1"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "kakehashi.db"),
        ("REDIS_URL", "localhost:6379"),
        ("SHOPIFY_API_KEY", ""),
        ("SHOPIFY_API_KEY", "  "),
        ("SHOPIFY_API_SECRET", ""),
        ("SHOPIFY_API_VERSION", "2026-11"),
        ("SHOPIFY_API_VERSION", "2026-07"),
        ("SHOPIFY_API_VERSION", "unstable"),
        ("SHOPIFY_URL_TEMPLATE", "https://example.com"),
        ("SHOPIFY_URL_TEMPLATE", "{shop}"),
        ("SHOPIFY_URL_TEMPLATE", "https://{shop}/"),
        ("APP_URL", "kakehashi.example"),
    ],
)
def test_a_wrong_value_is_named(name, value):
    with pytest.raises(SettingsError, match=name) as error:
        Settings.from_env(LEAST | {name: value})
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("command", ["web", "worker", "clock", "migrate"])
def test_a_wrong_value_stops_the_start_with_one_line(command, tmp_path):
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "PORT": "http"} | LEAST
    done = subprocess.run(
        [sys.executable, "-m", "app.main", command], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("kakehashi: PORT is 'http'")
    assert done.stderr.count("\n") == 1


def test_an_unknown_command_is_answered_with_the_known_ones():
    done = subprocess.run(
        [sys.executable, "-m", "app.main", "start"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "web|worker|clock|migrate" in done.stderr

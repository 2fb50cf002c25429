"""Nothing that is not proven passes: ID tokens, webhook signatures, app-proxy queries."""

import base64
import hashlib
import hmac
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import Settings
from app.shopify.auth import (
    ExpiredTokenError,
    ProxyIdentity,
    UnverifiedError,
    shop_name,
    verify_proxy,
    verify_session_token,
    verify_webhook,
)
from tests.cast import HANA
from tests.visiting import claims, id_token

SECRET = "current-secret-of-the-app-" + "0123456789abcdef" * 3
OLD = "former-secret-of-the-app-" + "0123456789abcdef" * 3
SETTINGS = Settings.from_env(
    {"SHOPIFY_API_KEY": "kakehashi-demo", "SHOPIFY_API_SECRET": SECRET, "SHOPIFY_OLD_API_SECRET": OLD}
)
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def signed(
    secret: str = SECRET, algorithm: str = "HS256", headers: dict[str, Any] | None = None, **changes: Any
) -> str:
    return jwt.encode(claims(SETTINGS, **changes), secret, algorithm=algorithm, headers=headers)


def test_a_token_of_shopify_tells_shop_and_staff_member():
    token = verify_session_token(id_token(SETTINGS, HANA, "42"), SETTINGS)
    assert (token.shop, token.shopify_user_id) == (HANA, "42")


def test_a_token_is_not_shown_when_it_is_printed():
    raw = id_token(SETTINGS)
    assert raw not in repr(verify_session_token(raw, SETTINGS))


def test_a_token_signed_with_the_former_secret_is_still_good():
    assert verify_session_token(signed(OLD), SETTINGS).shop == HANA


@pytest.mark.parametrize("claim", ["exp", "nbf", "iat", "aud", "iss", "dest", "sub"])
def test_a_token_without_a_claim_is_refused(claim):
    with pytest.raises(UnverifiedError):
        verify_session_token(signed(**{claim: None}), SETTINGS)


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c", "é.é.é", "x" * 5000])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(UnverifiedError):
        verify_session_token(token, SETTINGS)


@pytest.mark.parametrize(
    "flaw",
    [
        {"secret": "", "algorithm": "none"},
        {"algorithm": "HS512"},
        {"secret": "another-secret-0123456789abcdef0123456789"},
        {"headers": {"crit": ["exp2"], "exp2": 1}},
        {"aud": "another-app"},
        {"aud": ["kakehashi-demo"]},
        {"iss": "https://mei-tea.myshopify.com/admin"},
        {"iss": f"http://{HANA}/admin"},
        {"dest": "https://evil.com"},
        {"dest": "https://evil.com", "iss": "https://evil.com/admin"},
        {"dest": f"https://{HANA}.evil.com", "iss": f"https://{HANA}.evil.com/admin"},
        {"dest": f"https://{HANA}:8000", "iss": f"https://{HANA}:8000/admin"},
        {"dest": f"https://evil.com@{HANA}"},
        {"dest": f"https://{HANA}\x0b"},
        {"dest": f"http://{HANA}"},
        {"dest": HANA},
        {"dest": "https://[", "iss": "https://["},
        {"iss": "https://["},
        {"dest": 7},
        {"exp": "soon"},
        {"sub": ""},
        {"sub": 7},
    ],
)
def test_a_fresh_token_with_a_flaw_is_refused(flaw):
    with pytest.raises(UnverifiedError) as refusal:
        verify_session_token(signed(**flaw), SETTINGS)
    assert not isinstance(refusal.value, ExpiredTokenError)


def test_clocks_may_differ_by_ten_seconds_and_no_more():
    now = int(time.time())
    assert verify_session_token(signed(exp=now - 5), SETTINGS)
    assert verify_session_token(signed(nbf=now + 5), SETTINGS)
    with pytest.raises(ExpiredTokenError):
        verify_session_token(signed(exp=now - 15), SETTINGS)
    with pytest.raises(UnverifiedError):
        verify_session_token(signed(nbf=now + 15), SETTINGS)


@given(st.text(max_size=80) | st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode() + "..x"))
def test_no_text_at_all_makes_the_verification_stumble(text):
    with pytest.raises(UnverifiedError):
        verify_session_token(text, SETTINGS)


def test_a_deeply_nested_token_is_refused_without_an_error_of_its_own():
    deep = base64.urlsafe_b64encode(b"[" * 2000).decode().rstrip("=")
    with pytest.raises(UnverifiedError):
        verify_session_token(f"{deep}.{deep[:1000]}.x", SETTINGS)


@pytest.mark.parametrize(
    "name",
    [
        f"{HANA}\n",
        f"{HANA}.evil.tld",
        f"evil.com/{HANA}",
        "аpple.myshopify.com",
        "-a.myshopify.com",
        ".myshopify.com",
        "myshopify.com",
        "a.b.myshopify.com",
        "a" * 250 + ".myshopify.com",
        "",
    ],
)
def test_what_only_looks_like_a_shop_is_none(name):
    assert shop_name(name) is None


def test_a_shop_is_named_in_lower_case():
    assert shop_name("Hana-Ceramics.MyShopify.com") == HANA


def webhook_signature(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


@pytest.mark.parametrize("secret", [SECRET, OLD])
def test_a_webhook_signed_with_a_valid_secret_is_taken(secret):
    body = '{"id": 1, "note": "寿"}'.encode()
    assert verify_webhook(body, webhook_signature(body, secret), (SECRET, OLD))


@pytest.mark.parametrize("header", ["", "x", "é", "====", webhook_signature(b"other"), webhook_signature(b"{}") + "\n"])
def test_a_webhook_with_another_signature_is_not(header):
    assert not verify_webhook(b"{}", header, (SECRET, OLD))


def test_a_hostile_body_costs_one_signature_and_no_error():
    assert not verify_webhook(b"[" * 200_000, "é", (SECRET,))


def proxy_query(secret: str = SECRET, extra: tuple[tuple[str, str], ...] = (), **changes: str) -> list[tuple[str, str]]:
    values = {
        "shop": HANA,
        "path_prefix": "/apps/support",
        "timestamp": str(int(NOW.timestamp())),
        "logged_in_customer_id": "7",
    } | changes
    args = [*values.items(), *extra]
    joined: dict[str, list[str]] = {}
    for name, value in args:
        joined.setdefault(name, []).append(value)
    text = "".join(sorted(f"{name}={','.join(parts)}" for name, parts in joined.items()))
    return [*args, ("signature", hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest())]


@pytest.mark.parametrize("secret", [SECRET, OLD])
def test_a_signed_storefront_query_tells_shop_and_customer(secret):
    assert verify_proxy(proxy_query(secret), (SECRET, OLD), NOW) == ProxyIdentity(HANA, "7")


def test_a_storefront_visitor_who_is_not_logged_in_has_no_id():
    assert verify_proxy(proxy_query(logged_in_customer_id=""), (SECRET,), NOW).customer_id == ""


def test_lists_in_a_storefront_query_are_signed_joined_by_commas():
    query = proxy_query(extra=(("ids[]", "1"), ("ids[]", "2")))
    assert verify_proxy(query, (SECRET,), NOW).shop == HANA


@pytest.mark.parametrize("seconds", [-91, 91, 600])
def test_a_storefront_query_of_another_time_is_refused(seconds):
    with pytest.raises(UnverifiedError, match="timestamp"):
        verify_proxy(proxy_query(), (SECRET,), NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "query",
    [
        [],
        proxy_query()[:-1],
        [*proxy_query()[:-1], ("signature", "é")],
        [*proxy_query()[:-1], ("signature", "")],
        [("shop", "mei-tea.myshopify.com"), *proxy_query()[1:]],
        [*proxy_query(), ("email", "x@example.com")],
        proxy_query("another-secret"),
        proxy_query(shop="evil.com"),
        proxy_query(timestamp=""),
        proxy_query(timestamp="٣"),
        proxy_query(timestamp="9" * 40),
        proxy_query(extra=(("logged_in_customer_id", "8"),)),
        proxy_query(extra=(("shop", HANA),)),
        [*proxy_query(), ("signature", "0")],
    ],
)
def test_a_storefront_query_that_proves_nothing_is_refused(query):
    with pytest.raises(UnverifiedError):
        verify_proxy(query, (SECRET,), NOW)

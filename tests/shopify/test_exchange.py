"""An ID token buys a token of the shop or one of the staff member alone; an answer counts only when it is whole."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.errors import Refused, Unavailable
from app.settings import Settings
from app.shopify import exchange
from tests.cast import HANA
from tests.shopify.counter import Counter, answer, counter, reset

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ONLINE: dict[str, Any] = {
    "access_token": "shpua_CANARY",
    "scope": "write_orders,write_gift_cards",
    "expires_in": 86399,
    "associated_user_scope": "write_orders",
    "associated_user": {
        "id": 902541635,
        "first_name": "Diego",
        "last_name": "Ramos",
        "email": "diego@hana.example",
        "account_owner": False,
        "locale": "en",
        "collaborator": False,
    },
}


@pytest.fixture
def shopify() -> Iterator[Counter]:
    with counter() as made:
        made.steps = [answer(ONLINE)]
        yield made


@pytest.fixture
def settings(shopify: Counter) -> Settings:
    return Settings.from_env(
        {"SHOPIFY_API_KEY": "key", "SHOPIFY_API_SECRET": "secret", "SHOPIFY_URL_TEMPLATE": shopify.url}
    )


def test_an_id_token_buys_a_staff_members_own_token_for_a_day(settings, shopify):
    token = exchange.exchange_online(settings, HANA, "the-id-token", NOW)
    asked = json.loads(shopify.calls[0])
    assert asked["subject_token"] == "the-id-token"
    assert asked["requested_token_type"] == "urn:shopify:params:oauth:token-type:online-access-token"
    assert "expiring" not in asked
    assert token.access == "shpua_CANARY"
    assert token.expires_at == NOW + timedelta(seconds=86399)
    assert token.scopes == "write_orders"
    assert (token.staff.shopify_user_id, token.staff.name, token.staff.is_owner) == ("902541635", "Diego Ramos", False)
    assert "CANARY" not in repr(token)


@pytest.mark.parametrize("missing", ["associated_user", "expires_in"])
def test_an_answer_that_is_not_whole_is_no_token(missing, settings, shopify):
    shopify.steps = [answer({name: value for name, value in ONLINE.items() if name != missing})]
    with pytest.raises(Refused):
        exchange.exchange_online(settings, HANA, "the-id-token", NOW)


def test_a_stale_id_token_is_refused_and_a_fault_of_the_road_is_not(settings, shopify):
    shopify.steps = [answer({"error": "invalid_subject_token"}, 400), reset]
    with pytest.raises(Refused):
        exchange.exchange_online(settings, HANA, "the-id-token", NOW)
    with pytest.raises(Unavailable):
        exchange.exchange_online(settings, HANA, "the-id-token", NOW)

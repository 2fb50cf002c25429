"""A shop's token is refreshed in time, by one process at a time; what ends it is told apart from what passes."""

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.desk import shops
from app.desk.sealing import sealer
from app.desk.shops import Keys
from app.domain.errors import Refused, Unavailable
from app.errands import tokens
from app.errands.runtime import Runtime
from app.models import Shop
from app.shopify.client import TokenRejected
from tests.shopify.counter import answer, counter, reset

GRANT = {
    "access_token": "shpat_NEW",
    "scope": "read_orders",
    "expires_in": 3600,
    "refresh_token": "shprt_NEW",
    "refresh_token_expires_in": 7_776_000,
}


@pytest.fixture
def shopify():
    with counter() as made:
        made.steps = [answer(GRANT)]
        yield made


@pytest.fixture
def runtime(runtime, shopify):
    return Runtime(replace(runtime.settings, shopify_url_template=shopify.url), runtime.database, runtime.doorbell)


def give(runtime: Runtime, shop_id: int, minutes: float) -> None:
    now = datetime.now(UTC)
    keys = Keys("shpat_OLD", now + timedelta(minutes=minutes), "shprt_OLD", now + timedelta(days=80))
    with runtime.desk(shop_id) as desk:
        shops.store_keys(desk, keys, sealer(runtime.settings.api_secrets))


def row(runtime: Runtime, shop_id: int) -> Shop:
    with runtime.desk(shop_id) as desk:
        return desk.shop


def test_a_token_that_still_lasts_is_used_as_it_is(runtime, hana, shopify):
    give(runtime, hana.id, minutes=6)
    assert tokens.access_token(runtime, hana.id) == "shpat_OLD"
    assert shopify.calls == []


def test_a_token_about_to_end_is_refreshed_and_both_halves_are_kept(runtime, hana, shopify):
    give(runtime, hana.id, minutes=4)
    assert tokens.access_token(runtime, hana.id) == "shpat_NEW"
    assert json.loads(shopify.calls[0])["refresh_token"] == "shprt_OLD"
    with runtime.desk(hana.id) as desk:
        kept = shops.keys(desk, sealer(runtime.settings.api_secrets))
        assert desk.shop.refreshing_until is None
    assert kept is not None
    assert (kept.access, kept.refresh) == ("shpat_NEW", "shprt_NEW")
    assert kept.access_expires_at > datetime.now(UTC) + timedelta(minutes=59)


def test_many_who_need_a_token_at_once_ask_for_one(runtime, hana, shopify):
    give(runtime, hana.id, minutes=-1)
    got = []
    threads = [threading.Thread(target=lambda: got.append(tokens.access_token(runtime, hana.id))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["shpat_NEW"] * 8
    assert len(shopify.calls) == 1


def test_a_refresher_that_died_does_not_lock_the_shop_out(runtime, hana, shopify):
    give(runtime, hana.id, minutes=-1)
    with runtime.desk(hana.id, now=datetime.now(UTC) - shops.CLAIM) as desk:
        assert shops.claim_keys(desk)
    assert tokens.access_token(runtime, hana.id) == "shpat_NEW"


def test_while_another_refreshes_a_token_with_minutes_left_is_used(runtime, hana, shopify):
    give(runtime, hana.id, minutes=4)
    with runtime.desk(hana.id) as desk:
        assert shops.claim_keys(desk)
    assert tokens.access_token(runtime, hana.id) == "shpat_OLD"
    assert shopify.calls == []


@pytest.mark.parametrize("code", ["invalid_grant", "refresh_token_expired"])
def test_a_dead_refresh_token_asks_for_the_app_to_be_opened_again(code, runtime, hana, shopify):
    give(runtime, hana.id, minutes=-1)
    shopify.steps = [answer({"error": code}, 400)]
    with pytest.raises(Refused):
        tokens.access_token(runtime, hana.id)
    assert row(runtime, hana.id).needs_reopen_at is not None
    with pytest.raises(Refused, match="open Kakehashi"):
        tokens.access_token(runtime, hana.id)
    assert len(shopify.calls) == 1


@pytest.mark.parametrize("step", [reset, answer(b"", 500), answer(b"", 429), answer(b"<html>", 200)])
def test_a_fault_of_the_road_passes_and_leaves_the_shop_as_it_was(step, runtime, hana, shopify):
    give(runtime, hana.id, minutes=-1)
    shopify.steps = [step, answer(GRANT)]
    with pytest.raises(Unavailable):
        tokens.access_token(runtime, hana.id)
    assert row(runtime, hana.id).needs_reopen_at is None
    assert tokens.access_token(runtime, hana.id) == "shpat_NEW"


def test_a_failing_refresh_is_not_noticed_while_the_token_has_minutes_left(runtime, hana, shopify):
    give(runtime, hana.id, minutes=4)
    shopify.steps = [answer(b"", 500)]
    assert tokens.access_token(runtime, hana.id) == "shpat_OLD"


def test_a_wrong_app_secret_is_not_taken_for_a_dead_grant(runtime, hana, shopify):
    give(runtime, hana.id, minutes=-1)
    shopify.steps = [answer({"error": "invalid_client"}, 400)]
    with pytest.raises(Refused):
        tokens.access_token(runtime, hana.id)
    assert row(runtime, hana.id).needs_reopen_at is None


def test_a_shop_without_tokens_is_refused_without_a_call(runtime, hana, shopify):
    with pytest.raises(Refused, match="open Kakehashi"):
        tokens.access_token(runtime, hana.id)
    assert shopify.calls == []


def test_a_token_that_shopify_no_longer_takes_is_renewed_once(runtime, hana, shopify):
    give(runtime, hana.id, minutes=30)
    used = []

    def call(api):
        used.append(api.access_token)
        if api.access_token == "shpat_OLD":
            raise TokenRejected("no")
        return "done"

    assert tokens.with_fresh_token(runtime, hana.id, call) == "done"
    assert used == ["shpat_OLD", "shpat_NEW"]


def test_a_second_rejection_is_an_error(runtime, hana, shopify):
    give(runtime, hana.id, minutes=30)

    def call(_api):
        raise TokenRejected("no")

    with pytest.raises(TokenRejected):
        tokens.with_fresh_token(runtime, hana.id, call)
    assert len(shopify.calls) == 1


def test_tokens_are_unreadable_in_the_database(runtime, hana):
    give(runtime, hana.id, minutes=30)
    stored = row(runtime, hana.id)
    for text in (stored.sealed_access_token, stored.sealed_refresh_token):
        assert text
        assert "OLD" not in text


def test_tokens_sealed_under_the_former_secret_can_still_be_opened():
    sealed = sealer(("former-secret",)).seal("shpat_OLD")
    assert sealer(("current-secret", "former-secret")).open(sealed) == "shpat_OLD"


def test_a_shop_nobody_works_in_is_kept_alive(runtime, hana, mei, shopify):
    give(runtime, hana.id, minutes=-60 * 25)
    give(runtime, mei.id, minutes=-30)
    tokens.keep_alive(runtime, datetime.now(UTC))
    assert len(shopify.calls) == 1
    assert tokens.access_token(runtime, hana.id) == "shpat_NEW"


def test_one_shop_that_lost_access_does_not_stop_the_others(runtime, hana, mei, shopify):
    for shop in (hana, mei):
        give(runtime, shop.id, minutes=-60 * 25)
    shopify.steps = [answer({"error": "invalid_grant"}, 400), answer(GRANT)]
    tokens.keep_alive(runtime, datetime.now(UTC))
    assert len(shopify.calls) == 2


def test_a_shop_sealed_under_a_lost_secret_does_not_stop_the_others(runtime, hana, mei, shopify):
    give(runtime, hana.id, minutes=-60 * 25)
    give(runtime, mei.id, minutes=-60 * 25)
    with runtime.desk(hana.id) as desk:
        desk.shop.sealed_refresh_token = sealer(("a secret that nobody has any more",)).seal("shprt_LOST")
    tokens.keep_alive(runtime, datetime.now(UTC))
    assert tokens.access_token(runtime, mei.id) == "shpat_NEW"

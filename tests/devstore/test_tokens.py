"""Tokens: given for a fresh ID token of this shop, an hour long, refreshed by rotation."""

import datetime as dt

import jwt
import pytest
import requests

from devstore import idtokens
from devstore.actions.customers import change_scopes, install
from devstore.main import assemble
from devstore.settings import Settings
from devstore.tokens import EXCHANGE, ID_TOKEN, grant
from tests.devstore.shopify_client import ONLINE, ShopifyClient, exchange_body, installed, token_answer
from tests.processes import HANA, MEI


def test_a_fresh_id_token_buys_an_expiring_offline_token(store):
    answer = token_answer(store, exchange_body(store)).json()
    assert answer["expires_in"] == 3600
    assert answer["refresh_token"]
    assert "write_orders" in answer["scope"].split(",")
    assert ShopifyClient(store, answer["access_token"]).run("{ shop { myshopifyDomain } }") == {
        "shop": {"myshopifyDomain": HANA}
    }


def test_an_online_token_names_the_staff_member_it_belongs_to(store):
    body = exchange_body(store, subject_token=store.id_token(HANA, "Diego"), requested_token_type=ONLINE)
    user = token_answer(store, body).json()["associated_user"]
    assert (user["first_name"], user["locale"], user["account_owner"]) == ("Diego", "en", False)


def _id_token(store, **claims):
    now = dt.datetime.now(dt.UTC)
    good = {
        "iss": f"https://{HANA}/admin",
        "dest": f"https://{HANA}",
        "aud": store.api_key,
        "sub": "61000000001",
        "exp": now + dt.timedelta(seconds=60),
        "nbf": now,
    }
    return jwt.encode({**good, **claims}, claims.pop("secret", store.api_secret), algorithm="HS256")


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"aud": "another-app"},
        {"dest": f"https://{MEI}"},
        {"sub": "999"},
        {"secret": "not-the-secret-of-this-app-at-all-0123456789"},
    ],
)
def test_a_stale_or_foreign_id_token_buys_nothing(store, claims):
    answer = token_answer(store, exchange_body(store, subject_token=_id_token(store, **claims)))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_subject_token")


def test_a_token_that_never_expires_is_not_given(store):
    assert token_answer(store, exchange_body(store, expiring="0")).json()["error"] == "invalid_request"


def test_the_token_endpoint_has_faults_of_its_own(store):
    store.fault("token", "http_500")
    assert [token_answer(store, exchange_body(store)).status_code for _ in range(2)] == [500, 200]


def test_a_wrong_secret_is_no_client(store):
    answer = token_answer(store, exchange_body(store, client_secret="wrong"))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def _refresh(store, token):
    return token_answer(
        store,
        {
            "client_id": store.api_key,
            "client_secret": store.api_secret,
            "grant_type": "refresh_token",
            "refresh_token": token,
        },
    )


def test_a_refresh_rotates_and_the_old_refresh_token_works_until_its_successor_is_used(store):
    first = token_answer(store, exchange_body(store)).json()
    lost = _refresh(store, first["refresh_token"]).json()
    second = _refresh(store, first["refresh_token"]).json()
    assert len({first["refresh_token"], lost["refresh_token"], second["refresh_token"]}) == 3
    ShopifyClient(store, second["access_token"]).run("{ shop { id } }")
    refused = _refresh(store, first["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert _refresh(store, second["refresh_token"]).ok


def test_an_expired_access_token_is_refused_and_its_refresh_token_still_buys_a_new_one(store):
    first = token_answer(store, exchange_body(store, subject_token=store.id_token(MEI)), MEI).json()
    store.delete(f"/control/tokens?shop={MEI}")
    assert ShopifyClient(store, first["access_token"], MEI).send("{ shop { id } }").status_code == 401
    body = {"client_id": store.api_key, "client_secret": store.api_secret, "grant_type": "refresh_token"}
    fresh = token_answer(store, {**body, "refresh_token": first["refresh_token"]}, MEI).json()
    assert ShopifyClient(store, fresh["access_token"], MEI).send("{ shop { id } }").status_code == 200


def test_a_token_of_one_shop_is_nothing_in_another(store, client):
    stranger = ShopifyClient(store, client.token, MEI)
    assert stranger.send("{ shop { id } }").status_code == 401


def test_an_unknown_shop_is_not_found(store):
    assert token_answer(store, exchange_body(store), "nobody.myshopify.com").status_code == 404


def test_an_uninstalled_app_has_no_tokens_left_and_can_be_installed_again(store):
    mei = installed(store, MEI)
    requests.post(f"{store.url}/control/app/uninstalled", json={"shop": MEI}, timeout=5).raise_for_status()
    assert mei.send("{ shop { id } }").status_code == 401
    assert store.get("/control/webhooks")[0]["topic"] == "app/uninstalled"
    assert installed(store, MEI).send("{ shop { id } }").status_code == 200


def test_a_call_is_counted_once_per_root_field(store, client):
    requests.delete(f"{store.url}/control/calls", timeout=5)
    client.run("{ shop { id } shopLocales { locale } }")
    client.run("{ shop { id } }")
    assert store.get("/control/calls", shop=HANA) == {"shop": 2, "shopLocales": 1}


def test_a_field_without_its_scope_is_denied_beside_the_data_that_is_allowed(store, client):
    shop = {"shop": HANA}
    read = "{ currentAppInstallation { accessScopes { handle } } }"
    scopes = client.run(read)["currentAppInstallation"]["accessScopes"]
    kept = [scope["handle"] for scope in scopes if "customers" not in scope["handle"]]
    everything = [scope["handle"] for scope in scopes]
    try:
        requests.post(f"{store.url}/control/app/scopes", json={**shop, "scopes": kept}, timeout=5)
        poor = installed(store)
        body = poor.send("{ orders(first: 1) { nodes { id customer { id } } } }").json()
    finally:
        requests.post(f"{store.url}/control/app/scopes", json={**shop, "scopes": everything}, timeout=5)
    assert body["data"]["orders"]["nodes"][0]["customer"] is None
    assert body["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    assert "read_customers" in body["errors"][0]["message"]


def test_an_online_token_lives_a_day_and_nothing_renews_it(store):
    answer = token_answer(store, exchange_body(store, requested_token_type=ONLINE)).json()
    assert answer["expires_in"] == 86400
    assert "refresh_token" not in answer
    assert "write_orders" in answer["associated_user_scope"].split(",")
    assert ShopifyClient(store, answer["access_token"]).run("{ shop { id } }")


def test_an_online_token_ends_with_the_app_like_any_other(store):
    body = exchange_body(store, subject_token=store.id_token(MEI), requested_token_type=ONLINE)
    mei = ShopifyClient(store, token_answer(store, body, MEI).json()["access_token"], MEI)
    assert mei.send("{ shop { id } }").status_code == 200
    requests.post(f"{store.url}/control/app/uninstalled", json={"shop": MEI}, timeout=5).raise_for_status()
    assert mei.send("{ shop { id } }").status_code == 401


def test_scopes_that_a_new_release_asks_for_are_granted_when_the_app_is_opened_and_those_taken_away_are_not(tmp_path):
    settings = Settings.from_env({"DATA_DIR": str(tmp_path), "DEVSTORE_APP_CONFIG": "none.toml"})
    process = assemble(settings)
    shop = process.store.shop(HANA).shop
    with process.store.change(HANA) as change:
        install(change, ("read_orders", "write_orders"))
        change_scopes(change, ("read_orders",))
    asked = {
        "client_id": settings.api_key,
        "client_secret": settings.api_secret,
        "grant_type": EXCHANGE,
        "subject_token": idtokens.issue(settings, HANA, shop.staff[0], dt.datetime.now(dt.UTC)),
        "subject_token_type": ID_TOKEN,
        "expiring": 1,
    }
    granted = set(grant(process.store, settings, HANA, asked)["scope"].split(","))
    process.store.close()
    assert granted == set(settings.scopes) - {"write_orders"}

"""Who comes in, as whom, and into whose frame; everyone else gets a clear answer and leaves nothing behind."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest

from app.desk import agents
from app.models import Agent, Shop
from tests.cast import HANA, MEI
from tests.visiting import DIEGO, id_token, signed_in
from tests.web.probe import rows, with_probe

RETRY = "X-Shopify-Retry-Invalid-Session-Request"
PATCH = "/auth/patch-id-token"


pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def asked(app):
    return with_probe(app).test_client()


def test_a_document_without_a_token_goes_to_the_patch_page_and_keeps_its_way_back(asked, hana):
    answer = asked.get(f"/probe?shop={HANA}&host=YWRtaW4&page=2&q=%E5%AF%BF")
    assert answer.status_code == 302
    to = urlsplit(answer.location)
    query = parse_qs(to.query)
    assert to.path == PATCH
    assert (query["shop"], query["host"]) == ([HANA], ["YWRtaW4"])
    assert query["shopify-reload"] == [f"/probe?shop={HANA}&host=YWRtaW4&page=2&q=%E5%AF%BF"]


def test_a_document_with_a_token_of_yesterday_goes_to_the_patch_page_without_it(asked, hana, settings):
    stale = id_token(settings, exp=int(time.time()) - 60)
    answer = asked.get(f"/probe?shop={HANA}&id_token={stale}")
    assert answer.status_code == 302
    assert "id_token=" not in answer.location
    assert stale not in answer.location


def test_the_patch_page_holds_app_bridge_alone(asked):
    answer = asked.get(f"{PATCH}?shop={HANA}&host=YWRtaW4&shopify-reload=%2Fprobe%3Fshop%3D{HANA}")
    assert answer.status_code == 200
    assert 'src="http://127.0.0.1:9/app-bridge.js"' in answer.text
    assert f"frame-ancestors https://{HANA} https://admin.shopify.com" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        f"shop={HANA}",
        "shop=evil.com&shopify-reload=/",
        f"shop={HANA}.evil.com&shopify-reload=/",
        f"shop={HANA}%0a&shopify-reload=/",
        f"shop={HANA}&shopify-reload=//evil.com",
        f"shop={HANA}&shopify-reload=%2F%5Cevil.com",
        f"shop={HANA}&shopify-reload=https:evil.com",
        f"shop={HANA}&shopify-reload=https://evil.com/",
        f"shop={HANA}&shopify-reload=javascript:alert(1)",
        f"shop={HANA}&shopify-reload=%2F%0d%0aX: y",
    ],
)
def test_the_patch_page_leads_nowhere_else(query, asked):
    answer = asked.get(f"{PATCH}?{query}")
    assert answer.status_code == 400
    assert "app-bridge.js" not in answer.text
    assert "evil" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {"Authorization": "Bearer nonsense"}),
        ("GET", {"Authorization": "Basic x"}),
        ("GET", {"Authorization": "Bearer é"}),
        ("GET", {"HX-Request": "true"}),
        ("POST", {}),
        ("HEAD", {}),
        ("POST", {"Content-Type": "text/plain"}),
        ("POST", {"Cookie": "session=stolen"}),
    ],
)
def test_a_fetch_without_a_good_token_is_asked_to_try_again_with_a_fresh_one(method, headers, asked, hana, runtime):
    answer = asked.open(f"/probe?shop={HANA}", method=method, headers=headers)
    assert answer.status_code == 401
    assert answer.headers[RETRY] == "1"
    assert rows(runtime, Agent) == []


def test_a_token_in_the_address_does_not_sign_a_form(asked, hana, settings):
    assert asked.post(f"/probe?shop={HANA}&id_token={id_token(settings)}").status_code == 401


def test_a_forged_token_does_not_even_reach_the_patch_page(asked, hana, settings):
    forged = id_token(settings, aud="another-app")
    assert asked.get(f"/probe?shop={HANA}&id_token={forged}").status_code == 401


@pytest.mark.parametrize("shop", ["", "evil.com", f"{HANA}.evil.tld", f"evil.com/{HANA}", "аpple.myshopify.com"])
def test_a_document_that_names_no_shop_is_told_where_to_go_and_may_not_be_framed(shop, asked):
    answer = asked.get("/probe", query_string={"shop": shop})
    assert answer.status_code == 401
    assert "Shopify admin" in answer.text
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_a_signed_fetch_is_let_in_as_its_staff_member(asked, hana, settings):
    answer = asked.get("/probe", headers=signed_in(settings))
    assert answer.status_code == 200
    assert answer.json["shop"] == HANA


def test_the_token_says_which_shop_whatever_the_request_says(asked, hana, mei, settings):
    answer = asked.post(
        f"/probe?shop={MEI}",
        headers=signed_in(settings) | {"X-Shopify-Shop-Domain": MEI},
        json={"shop_id": mei.id, "shop": MEI},
    )
    assert answer.json["shop"] == HANA
    assert f"shop={HANA}" in answer.json["link"]


def test_links_keep_shop_and_host(asked, hana, settings):
    link = asked.get("/probe?host=YWRtaW4", headers=signed_in(settings)).json["link"]
    assert link == f"/probe?shop={HANA}&host=YWRtaW4&page=2"


def test_links_of_a_fetch_know_the_host_from_the_shop(asked, hana, settings):
    link = asked.get("/probe", headers=signed_in(settings)).json["link"]
    assert "host=YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvaGFuYS1jZXJhbWljcw" in link


def test_every_answer_may_be_framed_by_its_own_shop_only(asked, hana, mei, settings):
    for shop, other in ((HANA, MEI), (MEI, HANA)):
        headers = asked.get("/probe/page", headers=signed_in(settings, shop)).headers
        assert f"frame-ancestors https://{shop} https://admin.shopify.com" in headers["Content-Security-Policy"]
        assert other not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "X-Frame-Options" not in headers


def test_an_error_may_be_framed_by_its_own_shop_too(asked, hana, settings):
    answer = asked.get("/no-such-page", query_string={"shop": HANA})
    assert answer.status_code == 404
    assert f"https://{HANA}" in answer.headers["Content-Security-Policy"]


def test_nobody_comes_into_a_shop_that_never_opened_the_app(asked, settings, runtime):
    answer = asked.get("/probe", headers=signed_in(settings))
    assert answer.status_code == 403
    assert rows(runtime, Shop) == []


def test_nobody_comes_into_a_shop_that_removed_the_app(asked, hana, settings, runtime):
    with runtime.desk(hana.id) as desk:
        desk.shop.uninstalled_at = desk.now
    assert asked.get("/probe", headers=signed_in(settings)).status_code == 403


def test_an_agent_who_was_removed_is_out_at_once(asked, hana, settings, runtime):
    assert asked.get("/probe", headers=signed_in(settings)).status_code == 200
    with runtime.desk(hana.id) as desk:
        desk.all(desk.select(Agent))[0].removed_at = desk.now
    assert asked.get("/probe", headers=signed_in(settings)).status_code == 403


def test_the_same_staff_number_in_two_shops_is_two_agents(asked, hana, mei, settings, runtime):
    ids = {asked.get("/probe", headers=signed_in(settings, shop)).json["agent"] for shop in (HANA, MEI)}
    assert len(ids) == 2
    assert {row.shopify_user_id for row in rows(runtime, Agent)} == {DIEGO}


def test_an_agent_is_written_down_as_seen_once_a_minute(asked, hana, settings, runtime):
    asked.get("/probe", headers=signed_in(settings))
    first = rows(runtime, Agent)[0].last_seen_at
    asked.get("/probe", headers=signed_in(settings))
    assert rows(runtime, Agent)[0].last_seen_at == first
    with runtime.desk(hana.id) as desk:
        desk.all(desk.select(Agent))[0].last_seen_at = first - agents.SEEN_EVERY
    asked.get("/probe", headers=signed_in(settings))
    assert rows(runtime, Agent)[0].last_seen_at > first - agents.SEEN_EVERY


def test_no_proxy_may_keep_a_page(asked, hana, settings):
    assert asked.get("/probe", headers=signed_in(settings)).headers["Cache-Control"] == "private, no-cache"

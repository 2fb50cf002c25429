"""The first load installs the app, once; what Shopify does not answer leaves nothing half done."""

import threading

import pytest

from app.models import Agent, EventRow, Shop
from app.wsgi import create_app
from tests.cast import HANA
from tests.web.probe import rows, with_probe


@pytest.fixture
def shopify(connected, devstore):
    """The app whose Shopify is the development store, in which it was never opened."""
    devstore.delete("/control/faults")
    devstore.delete("/control/calls")
    return with_probe(create_app(connected)).test_client()


def document(devstore, staff: str = "61000000001", shop: str = HANA, **query: str) -> str:
    token = devstore.id_token(shop, staff)
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return f"/probe?shop={shop}&host=YWRtaW4&id_token={token}{more}"


def test_the_first_load_installs_the_app(shopify, devstore, connected):
    answer = shopify.get(document(devstore, locale="ja"))
    assert answer.status_code == 200
    assert answer.json | {"agent": 0, "link": ""} == {
        "shop": HANA,
        "agent": 0,
        "name": "Hana Mori",
        "role": "OWNER",
        "locale": "ja",
        "language": "ja",
        "link": "",
    }
    shop = rows(connected, Shop)[0]
    assert (shop.name, shop.currency, shop.timezone, shop.locale) == ("Hana Ceramics", "JPY", "Asia/Tokyo", "ja")
    assert "read_orders" in shop.scopes
    assert shop.sealed_access_token
    assert "shpat" not in shop.sealed_access_token
    assert [event.name for event in rows(connected, EventRow)] == ["ShopInstalled"]


def test_the_second_load_asks_shopify_nothing(shopify, devstore):
    shopify.get(document(devstore, locale="ja"))
    devstore.delete("/control/calls")
    assert shopify.get(document(devstore, locale="ja")).status_code == 200
    assert devstore.get("/control/calls", shop=HANA) == {}


def test_two_first_loads_at_once_install_once(connected, devstore):
    flask = with_probe(create_app(connected))
    devstore.delete("/control/calls")
    codes = []
    pages = [
        threading.Thread(target=lambda: codes.append(flask.test_client().get(document(devstore)).status_code))
        for _ in range(4)
    ]
    for page in pages:
        page.start()
    for page in pages:
        page.join()
    assert codes == [200] * 4
    assert [event.name for event in rows(connected, EventRow)] == ["ShopInstalled"]
    assert devstore.get("/control/calls", shop=HANA)["shop"] == 1
    assert len(rows(connected, Agent)) == 1


def test_a_staff_member_who_is_not_the_owner_is_an_agent(shopify, devstore):
    answer = shopify.get(document(devstore, staff="61000000002", locale="en"))
    assert (answer.json["name"], answer.json["role"]) == ("Diego Ramos", "AGENT")


def test_the_language_of_the_admin_is_followed_and_the_agents_own_choice_stays(shopify, devstore):
    shopify.get(document(devstore, locale="ja"))
    changed = shopify.get(document(devstore, locale="de")).json
    assert (changed["locale"], changed["language"]) == ("de", "ja")


@pytest.mark.parametrize(("fault", "status"), [("http_500", 503), ("unauthorized", 502)])
def test_an_install_that_shopify_does_not_answer_leaves_a_clear_page_and_works_later(
    fault, status, shopify, devstore, connected
):
    devstore.fault("token", fault, times=1)
    answer = shopify.get(document(devstore))
    assert answer.status_code == status
    assert "Shopify" in answer.text
    assert rows(connected, EventRow) == []
    devstore.delete("/control/faults")
    assert shopify.get(document(devstore)).status_code == 200


def test_a_shop_whose_access_ended_is_renewed_by_opening_the_app(shopify, devstore, connected):
    shopify.get(document(devstore))
    with connected.desk(rows(connected, Shop)[0].id) as desk:
        desk.shop.needs_reopen_at = desk.now
    assert shopify.get(document(devstore)).status_code == 200
    assert rows(connected, Shop)[0].needs_reopen_at is None
    assert [event.name for event in rows(connected, EventRow)] == ["ShopInstalled"]

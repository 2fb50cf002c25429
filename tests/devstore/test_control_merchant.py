"""A merchant who acts in the admin while the app looks elsewhere: the API shows it as if anybody had done it."""

import pytest
import requests

from tests.devstore.shopify_client import BAG, amounts
from tests.processes import HANA

USD = {"currency": "USD", "rate": "150.25"}
READ = f"""query ($id: ID!) {{ order(id: $id) {{ displayFinancialStatus returnStatus edited totalOutstandingSet {BAG}
  currentTotalPriceSet {BAG} returns(first: 5) {{ nodes {{ status }} }}
  lineItems(first: 5) {{ nodes {{ currentQuantity unfulfilledQuantity }} }} }} }}"""


@pytest.fixture
def order(client):
    return client.place([{"quantity": 3, "price": "20.00", "duty": "6.00"}], shipping="5.00", **USD)


def _do(client, order, what, **more):
    return client.store.post(f"/control/orders/{order['name'][1:]}/{what}", shop=HANA, **more)


def _read(client, order):
    return client.run(READ, id=order["gid"])["order"]


def _effects(client, order):
    return client.store.get("/control/effects", shop=HANA, order=order["name"])[order["gid"]]


@pytest.mark.parametrize(
    ("more", "amount"),
    [
        ({"lines": {"0": 2}}, "40.00"),
        ({"shipping": True}, "5.00"),
        ({"duties": True}, "6.00"),
        ({"amount": "7.50"}, "7.50"),
        ({"lines": {"0": 1}, "shipping": True, "duties": True}, "31.00"),
        ({"lines": {"0": 1}, "store_credit": True}, "20.00"),
    ],
)
def test_he_refunds_what_he_likes(client, order, more, amount):
    _do(client, order, "refunds", **more)
    assert client.store.money(order["name"])["presentment"]["amount"] == amount


def test_his_refund_can_be_pending(client, order):
    _do(client, order, "refunds", lines={"0": 1}, pending=3600, succeeds=True)
    assert (_effects(client, order)["pending"], client.store.money(order["name"])["movements"]) == (1, 0)


def test_he_takes_pieces_off_and_the_order_is_worth_less_without_money_moving(client, order):
    _do(client, order, "edits", remove={"0": 1})
    shown = _read(client, order)
    assert (shown["edited"], amounts(shown["currentTotalPriceSet"])[0]) == (True, "51.0")
    assert shown["lineItems"]["nodes"] == [{"currentQuantity": 2, "unfulfilledQuantity": 2}]
    assert client.store.money(order["name"])["movements"] == 0
    topics = [item["topic"] for item in client.store.get("/control/webhooks")][:2]
    assert sorted(topics) == ["orders/edited", "orders/updated"]


def test_he_puts_a_line_on_and_the_customer_pays_it(client, order):
    _do(client, order, "edits", add=[{"price": "12.00"}])
    shown = _read(client, order)
    assert amounts(shown["totalOutstandingSet"])[0] == "12.0"
    assert shown["displayFinancialStatus"] == "PARTIALLY_PAID"
    _do(client, order, "payments", amount="5.00")
    assert amounts(_read(client, order)["totalOutstandingSet"])[0] == "7.0"
    _do(client, order, "payments")
    assert _read(client, order)["displayFinancialStatus"] == "PAID"


def test_he_makes_and_processes_a_return(client, order):
    _do(client, order, "fulfillments")
    _do(client, order, "returns", state="PROCESSED", quantity=2)
    assert [item["status"] for item in _read(client, order)["returns"]["nodes"]] == ["CLOSED"]
    assert client.store.money(order["name"])["presentment"]["amount"] == "40.00"


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        (["approve"], "OPEN"),
        (["decline"], "DECLINED"),
        (["approve", "cancel"], "CANCELED"),
        (["approve", "close", "reopen"], "OPEN"),
        (["approve", "process"], "CLOSED"),
    ],
)
def test_he_takes_a_customers_request_through_its_life(client, order, steps, status):
    _do(client, order, "fulfillments")
    _do(client, order, "returns")
    for step in steps:
        answer = _do(client, order, "return_steps", step=step)
    assert answer["status"] == status


def test_he_gives_store_credit_takes_it_back_and_makes_a_gift_card(client):
    client.place([{"price": "10"}], email="favoured@example.com")
    path = "/control/customers/favoured@example.com/goodwill"
    client.store.post(path, shop=HANA, amount="500")
    client.store.post(path, shop=HANA, amount="-200")
    client.store.post(path, shop=HANA, **{"as": "gift_card", "amount": "900", "note": "by hand"})
    (given,) = client.store.get("/control/goodwill", shop=HANA, customer="favoured@example.com").values()
    assert given["store_credit"] == {
        "credits": 1,
        "debits": 1,
        "given": {"JPY": "500.0"},
        "balance": {"JPY": "300.0"},
    }
    assert (given["gift_cards"]["number"], given["gift_cards"]["notes"]) == (1, ["by hand"])


def test_what_he_cannot_do_is_refused_in_words_and_does_nothing(client, order):
    for what, more in (("edits", {"remove": {"0": 4}}), ("payments", {}), ("captures", {}), ("return_steps", {})):
        answer = requests.post(
            f"{client.store.url}/control/orders/{order['name'][1:]}/{what}", json={"shop": HANA, **more}, timeout=5
        )
        assert (answer.status_code, bool(answer.json()["error"])) == (422, True)
    assert _effects(client, order)["edits"] == 0


def test_his_releasing_a_hold_lets_the_parcel_go(client, order):
    _do(client, order, "holds")
    _do(client, order, "releases")
    assert _do(client, order, "fulfillments")["fulfillment"]

"""The control API acts as merchants and customers do, and says no in words."""

import pytest
import requests

from tests.devstore.shopify_client import installed
from tests.processes import HANA, MEI


def _topics(store):
    return [item["topic"] for item in store.get("/control/webhooks")]


def test_an_edited_customer_is_announced(client):
    client.place([{"price": "100"}], email="edited@example.com")
    path = f"{client.store.url}/control/customers/edited@example.com"
    requests.patch(path, json={"shop": HANA, "first_name": "Edit", "locale": "fr"}, timeout=5).raise_for_status()
    assert _topics(client.store)[0] == "customers/update"
    read = "query ($by: CustomerIdentifierInput!) { customerByIdentifier(identifier: $by) { firstName locale } }"
    found = client.run(read, by={"emailAddress": "edited@example.com"})["customerByIdentifier"]
    assert found == {"firstName": "Edit", "locale": "fr"}


def test_a_placed_order_is_announced_as_new_paid_and_charged(client):
    order = client.place([{"price": "100"}])
    topics = _topics(client.store)[:3]
    assert sorted(topics) == ["order_transactions/create", "orders/create", "orders/paid"]
    assert order["name"].startswith("#")


def test_shipping_part_of_an_order_is_announced_as_partial_and_the_rest_as_fulfilled(client):
    order = client.place([{"price": "100", "quantity": 2}])
    path = f"/control/orders/{order['name'][1:]}/fulfillments"
    client.store.post(path, shop=HANA, lines={"0": 1})
    assert "orders/partially_fulfilled" in _topics(client.store)[:3]
    client.store.post(path, shop=HANA)
    assert "orders/fulfilled" in _topics(client.store)[:3]
    refused = requests.post(client.store.url + path, json={"shop": HANA}, timeout=5)
    assert (refused.status_code, refused.json()) == (422, {"error": "There is nothing left to fulfill"})


def test_the_privacy_topics_reach_an_app_that_is_installed_and_the_last_one_also_afterwards(store):
    installed(store, MEI)
    for happening in ("data_request", "redact_customer", "uninstalled", "redact_shop"):
        store.post(f"/control/app/{happening}", shop=MEI)
    expected = ["shop/redact", "app/uninstalled", "customers/redact", "customers/data_request"]
    assert _topics(store)[:4] == expected


@pytest.mark.parametrize("path", ["/control/orders/999999/fulfillments", "/control/orders/nothing/refunds"])
def test_an_unknown_order_is_refused(store, path):
    assert requests.post(store.url + path, json={"shop": HANA}, timeout=5).status_code == 422


def test_an_unknown_shop_is_not_found(store):
    assert requests.get(f"{store.url}/control/money", params={"shop": "nobody"}, timeout=5).status_code == 404
    body = {"shop": "nobody", "lines": []}
    assert requests.post(f"{store.url}/control/orders", json=body, timeout=5).status_code == 404


@pytest.mark.parametrize("body", [{}, {"query": 5}, [], "text"])
def test_a_request_without_a_query_is_a_bad_request(client, body):
    url = f"{client.store.url}/shops/{HANA}/admin/api/2026-10/graphql.json"
    answer = requests.post(url, json=body, headers={"X-Shopify-Access-Token": client.token}, timeout=5)
    assert answer.status_code == 400

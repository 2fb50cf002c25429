"""Reading through the Admin API: shapes, pages, search, costs, and errors as Shopify words them."""

import pytest

from devstore.schema.documents import extra_document
from tests.devstore.shopify_client import installed
from tests.processes import HANA, MEI


def test_an_order_reads_whole_with_its_parcels_events_and_amounts_in_both_currencies(client):
    order = client.place(
        [{"quantity": 3, "price": "19.99", "title": "Cup"}],
        currency="USD",
        rate="150.25",
        locale="de",
        email="de@example.com",
    )
    client.store.post(f"/control/orders/{order['name'][1:]}/fulfillments", shop=HANA, lines={"0": 2}, number="JP123")
    client.store.post(
        f"/control/orders/{order['name'][1:]}/fulfillment_events", shop=HANA, status="DELAYED", message="Customs"
    )
    read = """
      query ($id: ID!) { order(id: $id) {
        name customerLocale displayFinancialStatus displayFulfillmentStatus returnStatus
        currentTotalPriceSet { presentmentMoney { amount currencyCode } shopMoney { amount currencyCode } }
        customer { defaultEmailAddress { emailAddress } }
        lineItems(first: 5) { nodes { title quantity unfulfilledQuantity refundableQuantity } }
        fulfillments(first: 5) { displayStatus trackingInfo(first: 1) { company number }
          events(first: 5) { nodes { status message } } }
      } }"""
    assert client.run(read, id=order["gid"])["order"] == {
        "name": order["name"],
        "customerLocale": "de",
        "displayFinancialStatus": "PAID",
        "displayFulfillmentStatus": "PARTIALLY_FULFILLED",
        "returnStatus": "NO_RETURN",
        "currentTotalPriceSet": {
            "presentmentMoney": {"amount": "59.97", "currencyCode": "USD"},
            "shopMoney": {"amount": "9010.0", "currencyCode": "JPY"},
        },
        "customer": {"defaultEmailAddress": {"emailAddress": "de@example.com"}},
        "lineItems": {"nodes": [{"title": "Cup", "quantity": 3, "unfulfilledQuantity": 1, "refundableQuantity": 3}]},
        "fulfillments": [
            {
                "displayStatus": "DELAYED",
                "trackingInfo": [{"company": "Japan Post", "number": "JP123"}],
                "events": {"nodes": [{"status": "DELAYED", "message": "Customs"}]},
            }
        ],
    }


def test_pages_follow_one_another_without_gap_or_repeat(client):
    read = """query ($after: String) { orders(first: 40, after: $after, sortKey: UPDATED_AT) {
      nodes { id updatedAt } pageInfo { hasNextPage endCursor } } }"""
    seen, after, more = [], None, True
    while more:
        page = client.run(read, after=after)["orders"]
        seen += page["nodes"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert len({node["id"] for node in seen}) == len(seen) > 150
    assert [node["updatedAt"] for node in seen] == sorted(node["updatedAt"] for node in seen)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("name:#1042", ["#1042"]),
        ("name:1042", ["#1042"]),
        ("name:'#1042' OR name:#1055", ["#1042", "#1055"]),
        ("#1042", ["#1042"]),
        ("name:#1042 -financial_status:paid", []),
        ("name:#1042 updated_at:>'2020-01-01T00:00:00Z'", ["#1042"]),
        ("name:#1042 created_at:<2020-01-01", []),
    ],
)
def test_search_finds_what_shopifys_would(client, query, expected):
    read = "query ($query: String) { orders(first: 5, query: $query) { nodes { name } } }"
    found = [node["name"] for node in client.run(read, query=query)["orders"]["nodes"]]
    assert sorted(found) == expected


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("{ orders { nodes { id } } }", "you must provide one of first or last"),
        ("{ orders(first: 251) { nodes { id } } }", "cannot exceed 250"),
        ('{ order(id: "gid://shopify/Customer/1") { id } }', "Invalid global id"),
        ('{ order(id: "1042") { id } }', "Invalid global id"),
        ("{ order { id } }", "is required, but it was not provided"),
        ("{ orders(first: 1) { nodes { secrets } } }", "Cannot query field 'secrets'"),
        ("{ shop { id }", "Syntax Error"),
    ],
)
def test_a_wrong_query_is_answered_in_words(client, query, said):
    assert said in client.errors(query)[0]["message"]


def test_a_query_over_a_thousand_points_does_not_run(client):
    read = "{ orders(first: 250) { nodes { lineItems(first: 10) { nodes { id } } } } }"
    (error,) = client.errors(read)
    assert error["extensions"]["code"] == "MAX_COST_EXCEEDED"


def test_costs_are_charged_before_and_given_back_after(client):
    cost = client.send('{ order(id: "gid://shopify/Order/1") { id lineItems(first: 50) { nodes { id } } } }').json()
    assert cost["data"] == {"order": None}
    assert cost["extensions"]["cost"]["requestedQueryCost"] == 51
    assert cost["extensions"]["cost"]["actualQueryCost"] == 0
    status = cost["extensions"]["cost"]["throttleStatus"]
    assert status["currentlyAvailable"] <= status["maximumAvailable"]


def test_an_empty_bucket_throttles_until_points_come_back(store):
    read = "{ orders(first: 250) { nodes { id customer { id } totalPriceSet { shopMoney { amount } } } } }"
    mei, codes = installed(store, MEI), []  # a bucket of its own, so that no other test finds it empty
    for _ in range(60):
        body = mei.send(read).json()
        codes = [error["extensions"]["code"] for error in body.get("errors", ())]
        if codes:
            break
    assert codes == ["THROTTLED"]


def test_the_answer_names_the_version_it_spoke(client):
    assert client.send("{ shop { id } }").headers["X-Shopify-API-Version"] == "2026-10"


def test_another_shops_order_does_not_exist(store, client):
    other = store.post("/control/orders", shop="mei-tea.myshopify.com", lines=[{"price": "100"}])
    assert client.run("query ($id: ID!) { order(id: $id) { id } }", id=other["gid"]) == {"order": None}


def test_customers_are_found_by_address_whatever_its_case(client):
    client.place([{"price": "100"}], email="case@example.com", first_name="Casey")
    read = (
        "query ($by: CustomerIdentifierInput!) { customerByIdentifier(identifier: $by) { firstName numberOfOrders } }"
    )
    found = client.run(read, by={"emailAddress": "CASE@example.com"})["customerByIdentifier"]
    assert found == {"firstName": "Casey", "numberOfOrders": "1"}


@pytest.mark.parametrize("name", ["ReadShop", "SearchOrders"])
def test_every_field_of_the_kept_shop_operations_is_answered(client, name):
    body = client.http.post(
        f"{client.store.url}/shops/{client.shop}/admin/api/2026-10/graphql.json",
        json={"query": extra_document(), "operationName": name},
        headers={"X-Shopify-Access-Token": client.token},
        timeout=10,
    ).json()
    assert "errors" not in body

"""Exchanges: the difference is refunded or owed, what is owed keeps the parcel, and nothing is counted twice."""

import pytest
import requests

from tests.devstore.shopify_client import BAG, amounts
from tests.processes import HANA

CREATE = """mutation ($in: ReturnInput!) { returnCreate(returnInput: $in) {
  return { id status returnLineItems(first: 5) { nodes { id } } exchangeLineItems(first: 5) { nodes {
    id quantity processableQuantity processedQuantity title variantId lineItems { id } } } }
  userErrors { field code message } } }"""
OUTCOME = f"""query ($id: ID!, $lines: [SuggestedOutcomeReturnLineItemInput!]!,
    $out: [SuggestedOutcomeExchangeLineItemInput!]!) {{ return(id: $id) {{
  suggestedFinancialOutcome(returnLineItems: $lines, exchangeLineItems: $out) {{ financialTransfer {{ __typename
    ... on RefundReturnOutcome {{ amount {BAG} suggestedTransactions {{ amountSet {BAG} parentTransaction {{ id }} }} }}
    ... on InvoiceReturnOutcome {{ amount {BAG} }} }} }} }} }}"""
PROCESS = """mutation ($in: ReturnProcessInput!) { returnProcess(input: $in) {
  return { status exchangeLineItems(first: 5) { nodes { processedQuantity lineItems { id title } } } }
  userErrors { code message } } }"""
ORDER = f"""query ($id: ID!) {{ order(id: $id) {{ displayFinancialStatus
  totalOutstandingSet {BAG} currentTotalPriceSet {BAG}
  fulfillmentOrders(first: 5) {{ nodes {{ status fulfillmentHolds {{ reason heldByRequestingApp }} }} }} }} }}"""
WARES = "query ($q: String) { productVariants(first: 50, query: $q) { nodes { id sku price product { title } } } }"


@pytest.fixture
def wares(client):
    """The shop's variants by price."""
    nodes = client.run(WARES)["productVariants"]["nodes"]
    return {int(float(node["price"])): node["id"] for node in nodes}


@pytest.fixture
def shipped(client):
    order = client.place([{"quantity": 2, "price": "5000"}])
    return client.store.post(f"/control/orders/{order['name'][1:]}/fulfillments", shop=HANA)


def _agreed(client, shipped, variant, quantity=1, **more):
    line = {"fulfillmentLineItemId": shipped["fulfillment_line_items"][0], "quantity": 1, **more.pop("line", {})}
    given = {
        "orderId": shipped["gid"],
        "returnLineItems": [line],
        "exchangeLineItems": [{"variantId": variant, "quantity": quantity, **more}],
    }
    return client.run(CREATE, **{"in": given})["returnCreate"]


def _parts(returned):
    lines = [{"id": node["id"], "quantity": 1} for node in returned["returnLineItems"]["nodes"]]
    out = [{"id": node["id"], "quantity": node["quantity"]} for node in returned["exchangeLineItems"]["nodes"]]
    return lines, out


def _outcome(client, returned):
    lines, out = _parts(returned)
    found = client.run(OUTCOME, id=returned["id"], lines=lines, out=out)
    return found["return"]["suggestedFinancialOutcome"]["financialTransfer"]


def _process(client, returned, transfer=None):
    lines, out = _parts(returned)
    given = {"returnId": returned["id"], "returnLineItems": lines, "exchangeLineItems": out}
    if transfer:
        payouts = [
            {"parentId": part["parentTransaction"]["id"], "transactionAmount": part["amountSet"]["presentmentMoney"]}
            for part in transfer["suggestedTransactions"]
        ]
        given["financialTransfer"] = {"issueRefund": {"orderTransactions": payouts}}
    return client.run(PROCESS, **{"in": given})["returnProcess"]


def _ship(client, order):
    path = f"{client.store.url}/control/orders/{order['name'][1:]}/fulfillments"
    return requests.post(path, json={"shop": HANA}, timeout=5)


def test_a_dearer_exchange_is_owed_and_waits_for_its_payment(client, shipped, wares):
    returned = _agreed(client, shipped, wares[9800])["return"]
    assert returned["exchangeLineItems"]["nodes"][0]["lineItems"] is None
    owed = _outcome(client, returned)
    assert owed["__typename"] == "InvoiceReturnOutcome"
    assert amounts(owed["amount"])[0] == "4800.0"
    done = _process(client, returned)
    assert done["return"]["status"] == "CLOSED"
    assert done["return"]["exchangeLineItems"]["nodes"][0]["lineItems"][0]["title"] == "Tokoname Teapot"
    order = client.run(ORDER, id=shipped["gid"])["order"]
    assert amounts(order["totalOutstandingSet"])[0] == "4800.0"
    assert amounts(order["currentTotalPriceSet"])[0] == "14800.0"
    assert order["displayFinancialStatus"] == "PARTIALLY_PAID"
    waiting = order["fulfillmentOrders"]["nodes"][1]
    assert waiting["status"] == "ON_HOLD"
    assert waiting["fulfillmentHolds"] == [{"reason": "AWAITING_PAYMENT", "heldByRequestingApp": False}]
    assert _ship(client, shipped).status_code == 422
    client.store.post(f"/control/orders/{shipped['name'][1:]}/payments", shop=HANA)
    order = client.run(ORDER, id=shipped["gid"])["order"]
    assert (order["displayFinancialStatus"], order["fulfillmentOrders"]["nodes"][1]["status"]) == ("PAID", "OPEN")
    assert _ship(client, shipped).ok
    assert client.store.money(shipped["name"])["movements"] == 0


def test_a_cheaper_exchange_is_refunded_its_difference_once(client, shipped, wares):
    returned = _agreed(client, shipped, wares[3600])["return"]
    transfer = _outcome(client, returned)
    assert (transfer["__typename"], amounts(transfer["amount"])[0]) == ("RefundReturnOutcome", "1400.0")
    assert _process(client, returned, transfer)["userErrors"] == []
    assert client.store.money(shipped["name"])["presentment"]["amount"] == "1400.0"
    order = client.run(ORDER, id=shipped["gid"])["order"]
    assert amounts(order["totalOutstandingSet"])[0] == "0.0"
    assert amounts(order["currentTotalPriceSet"])[0] == "8600.0"
    assert order["fulfillmentOrders"]["nodes"][1]["status"] == "OPEN"
    assert amounts(client.suggest(shipped)["maximumRefundableSet"])[0] == "8600.0"
    again = _process(client, returned, transfer)
    assert again["userErrors"][0]["code"] == "INVALID_STATE"


def test_an_even_exchange_by_discount_moves_no_money(client, shipped, wares):
    discount = {"description": "Even exchange", "value": {"amount": {"amount": "4800", "currencyCode": "JPY"}}}
    returned = _agreed(client, shipped, wares[9800], appliedDiscount=discount)["return"]
    assert _outcome(client, returned) is None
    _process(client, returned)
    assert amounts(client.run(ORDER, id=shipped["gid"])["order"]["totalOutstandingSet"])[0] == "0.0"
    assert client.store.money(shipped["name"])["movements"] == 0


def test_a_restocking_fee_is_owed_on_top(client, shipped, wares):
    returned = _agreed(client, shipped, wares[9800], line={"restockingFee": {"percentage": 10.0}})["return"]
    assert amounts(_outcome(client, returned)["amount"])[0] == "5300.0"
    _process(client, returned)
    assert amounts(client.run(ORDER, id=shipped["gid"])["order"]["totalOutstandingSet"])[0] == "5300.0"


def test_an_exchange_is_processed_in_steps_and_never_twice(client, shipped, wares):
    returned = _agreed(client, shipped, wares[3600], quantity=2)["return"]
    out = returned["exchangeLineItems"]["nodes"][0]["id"]
    step = {"returnId": returned["id"], "exchangeLineItems": [{"id": out, "quantity": 1}]}
    first = client.run(PROCESS, **{"in": step})["returnProcess"]
    assert first["return"]["exchangeLineItems"]["nodes"][0]["processedQuantity"] == 1
    assert first["return"]["status"] == "OPEN"
    assert client.run(PROCESS, **{"in": step})["returnProcess"]["userErrors"] == []
    third = client.run(PROCESS, **{"in": step})["returnProcess"]
    assert third["userErrors"][0]["message"] == "Quantity exceeds what can be processed"
    (effects,) = client.store.get("/control/effects", shop=HANA, order=shipped["name"])[shipped["gid"]]["returns"]
    assert effects["exchanged"] == 2


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"variantId": "gid://shopify/ProductVariant/1", "quantity": 1}, "NOT_FOUND"),
        ({"quantity": 0}, "GREATER_THAN"),
        ({"quantity": 1, "appliedDiscount": {"value": {"percentage": 101.0}}}, "INVALID"),
        ({"quantity": 1, "giftCardCodes": ["abc"]}, "FEATURE_NOT_ENABLED"),
    ],
)
def test_an_exchange_that_cannot_be_had_makes_no_return(client, shipped, wares, more, code):
    given = {
        "orderId": shipped["gid"],
        "returnLineItems": [{"fulfillmentLineItemId": shipped["fulfillment_line_items"][0], "quantity": 1}],
        "exchangeLineItems": [{"variantId": wares[9800], **more}],
    }
    refused = client.run(CREATE, **{"in": given})["returnCreate"]
    assert (refused["return"], refused["userErrors"][0]["code"]) == (None, code)
    assert client.store.get("/control/effects", shop=HANA, order=shipped["name"])[shipped["gid"]]["returns"] == []


def test_a_calculation_shows_both_sides_and_changes_nothing(client, shipped, wares):
    read = f"""query ($in: CalculateReturnInput!) {{ returnCalculate(input: $in) {{
      returnLineItems {{ subtotalSet {BAG} restockingFee {{ amountSet {BAG} }} }}
      returnShippingFee {{ amountSet {BAG} }}
      exchangeLineItems {{ quantity variant {{ id }} subtotalSet {BAG} originalUnitPriceSet {BAG} }} }} }}"""
    given = {
        "orderId": shipped["gid"],
        "returnLineItems": [
            {
                "fulfillmentLineItemId": shipped["fulfillment_line_items"][0],
                "quantity": 2,
                "restockingFee": {"percentage": 5.0},
            }
        ],
        "exchangeLineItems": [
            {"variantId": wares[9800], "quantity": 1, "appliedDiscount": {"value": {"percentage": 50.0}}}
        ],
        "returnShippingFee": {"amount": {"amount": "700", "currencyCode": "JPY"}},
    }
    found = client.run(read, **{"in": given})["returnCalculate"]
    assert amounts(found["returnLineItems"][0]["subtotalSet"])[0] == "10000.0"
    assert amounts(found["returnLineItems"][0]["restockingFee"]["amountSet"])[0] == "500.0"
    assert amounts(found["exchangeLineItems"][0]["subtotalSet"])[0] == "4900.0"
    assert amounts(found["exchangeLineItems"][0]["originalUnitPriceSet"])[0] == "9800.0"
    assert amounts(found["returnShippingFee"]["amountSet"])[0] == "700.0"
    assert client.store.get("/control/effects", shop=HANA, order=shipped["name"])[shipped["gid"]]["returns"] == []

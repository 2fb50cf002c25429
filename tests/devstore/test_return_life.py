"""What happens to a return piece by piece: inspected in steps, restocked once, paid out, labelled."""

from decimal import Decimal

import pytest
import requests

from tests.devstore.shopify_client import BAG, ShopifyClient, amounts
from tests.processes import HANA

CREATE = """mutation ($in: ReturnInput!) { returnCreate(returnInput: $in) { return { id
  returnLineItems(first: 5) { nodes { id } }
  reverseFulfillmentOrders(first: 1) { nodes { id lineItems(first: 5) { nodes { id } } } } }
  userErrors { field code message } } }"""
PROCESS = """mutation ($in: ReturnProcessInput!) { returnProcess(input: $in) { return { status
  returnLineItems(first: 5) { nodes { processedQuantity refundedQuantity refundableQuantity } } }
  userErrors { code message } } }"""
DISPOSE = """mutation ($d: [ReverseFulfillmentOrderDisposeInput!]!) {
  reverseFulfillmentOrderDispose(dispositionInputs: $d) {
  reverseFulfillmentOrderLineItems { dispositions { type quantity } } userErrors { code message } } }"""
CANCEL = "mutation ($id: ID!) { returnCancel(id: $id) { return { status } userErrors { code } } }"
TRACKED = """mutation ($id: ID!) { reverseDeliveryCreateWithShipping(reverseFulfillmentOrderId: $id,
  reverseDeliveryLineItems: [], trackingInput: {number: "X1"}) { userErrors { code } } }"""
REMOVE = """mutation ($id: ID!, $lines: [ReturnLineItemRemoveFromReturnInput!]) {
  removeFromReturn(returnId: $id, returnLineItems: $lines) { return { totalQuantity } userErrors { message } } }"""


@pytest.fixture
def shipped(client: ShopifyClient):
    order = client.place([{"quantity": 3, "price": "19.99"}], currency="USD", rate="150.25", shipping="6.00")
    return client.store.post(f"/control/orders/{order['name'][1:]}/fulfillments", shop=HANA)


@pytest.fixture
def place(client) -> str:
    found: str = client.run("{ locations(first: 1) { nodes { id } } }")["locations"]["nodes"][0]["id"]
    return found


def _opened(client, shipped, quantity=3, **more):
    line = {"fulfillmentLineItemId": shipped["fulfillment_line_items"][0], "quantity": quantity, **more}
    made = client.run(CREATE, **{"in": {"orderId": shipped["gid"], "returnLineItems": [line]}})["returnCreate"]
    assert made["userErrors"] == []
    return made["return"]


def _back(returned) -> str:
    found: str = returned["reverseFulfillmentOrders"]["nodes"][0]["lineItems"]["nodes"][0]["id"]
    return found


def _disposed(returned, kind, quantity=1, place=None):
    key = _back(returned)
    given = {"reverseFulfillmentOrderLineItemId": key, "quantity": quantity, "dispositionType": kind}
    return given | ({"locationId": place} if place else {})


def _processed(client, returned, quantity, *dispositions, **more):
    line = returned["returnLineItems"]["nodes"][0]["id"]
    items = [{"id": line, "quantity": quantity, "dispositions": list(dispositions)}]
    given = {"returnId": returned["id"], "returnLineItems": items, **more}
    return client.run(PROCESS, **{"in": given})["returnProcess"]


def _effects(client, shipped):
    return client.store.get("/control/effects", shop=HANA, order=shipped["name"])[shipped["gid"]]


def _stock(client, shipped) -> int:
    line = shipped["line_items"][0].rsplit("/", 1)[1]
    stock = client.store.get("/control/stock", shop=HANA)
    return sum(count for key, count in stock.items() if key.startswith(f"{line}/"))


def test_a_return_is_received_in_two_steps_with_one_piece_damaged(client, shipped, place):
    returned = _opened(client, shipped)
    first = _processed(client, returned, 2, _disposed(returned, "RESTOCKED", 2, place))
    assert first["return"]["status"] == "OPEN"
    assert first["return"]["returnLineItems"]["nodes"][0]["processedQuantity"] == 2
    second = _processed(client, returned, 1, _disposed(returned, "NOT_RESTOCKED"))
    assert second["return"]["status"] == "CLOSED"
    (effects,) = _effects(client, shipped)["returns"]
    assert effects["dispositions"] == {"RESTOCKED": 2, "NOT_RESTOCKED": 1}
    assert _stock(client, shipped) == 2


def test_no_piece_is_restocked_twice(client, shipped, place):
    returned = _opened(client, shipped)
    _processed(client, returned, 3, _disposed(returned, "RESTOCKED", 3, place))
    again = client.run(DISPOSE, d=[_disposed(returned, "RESTOCKED", 1, place)])["reverseFulfillmentOrderDispose"]
    assert "still to be disposed" in again["userErrors"][0]["message"]
    assert _stock(client, shipped) == 3


def test_what_waits_for_a_decision_is_restocked_later(client, shipped, place):
    returned = _opened(client, shipped)
    _processed(client, returned, 3, _disposed(returned, "PROCESSING_REQUIRED", 3))
    assert _stock(client, shipped) == 0
    done = client.run(DISPOSE, d=[_disposed(returned, "RESTOCKED", 2, place)])["reverseFulfillmentOrderDispose"]
    (line,) = done["reverseFulfillmentOrderLineItems"]
    assert line["dispositions"] == [
        {"type": "PROCESSING_REQUIRED", "quantity": 1},
        {"type": "RESTOCKED", "quantity": 2},
    ]
    assert _stock(client, shipped) == 2


@pytest.mark.parametrize("place_", [None, "gid://shopify/Location/1"])
def test_restocking_needs_a_place_that_exists_and_else_books_nothing(client, shipped, place_):
    returned = _opened(client, shipped)
    refused = _processed(client, returned, 1, _disposed(returned, "RESTOCKED", 1, place_))
    assert refused["userErrors"]
    assert _effects(client, shipped)["returns"][0]["processed"] == 0


def test_more_cannot_be_disposed_of_than_is_processed(client, shipped):
    returned = _opened(client, shipped)
    assert _processed(client, returned, 1, _disposed(returned, "MISSING", 2))["userErrors"]
    assert _effects(client, shipped)["returns"][0]["dispositions"] == {}


def test_a_return_is_paid_out_as_store_credit_in_the_customers_currency(client, shipped):
    returned = _opened(client, shipped, 1)
    credit = {"storeCreditRefund": {"amount": {"amount": "19.99", "currencyCode": "USD"}}}
    money = {"issueRefund": {"orderTransactions": [], "refundMethods": [credit]}}
    done = _processed(client, returned, 1, financialTransfer=money)
    assert (done["userErrors"], done["return"]["returnLineItems"]["nodes"][0]["refundedQuantity"]) == ([], 1)
    assert _effects(client, shipped)["to_store_credit"] == {"amount": "19.99", "currency": "USD"}
    (given,) = client.store.get("/control/goodwill", shop=HANA, order=shipped["name"]).values()
    assert given["store_credit"]["balance"]["USD"] == given["store_credit"]["given"]["USD"]


def test_the_suggestion_can_be_store_credit(client, shipped):
    returned = _opened(client, shipped, 2)
    read = f"""query ($id: ID!, $lines: [SuggestedOutcomeReturnLineItemInput!]!) {{ return(id: $id) {{
      suggestedFinancialOutcome(returnLineItems: $lines, exchangeLineItems: [], refundShipping: {{fullRefund: true}},
        refundMethodAllocation: STORE_CREDIT) {{ financialTransfer {{ ... on RefundReturnOutcome {{ amount {BAG}
        suggestedTransactions {{ kind }} suggestedRefundMethods {{ amount {BAG} }} }} }} }} }} }}"""
    lines = [{"id": returned["returnLineItems"]["nodes"][0]["id"], "quantity": 2}]
    outcome = client.run(read, id=returned["id"], lines=lines)["return"]["suggestedFinancialOutcome"]
    transfer = outcome["financialTransfer"]
    assert transfer["suggestedTransactions"] == []
    assert amounts(transfer["suggestedRefundMethods"][0]["amount"])[0] == "45.98"


@pytest.mark.parametrize(("kind", "duty"), [("FULL", "6.00"), ("PROPORTIONAL", "2.00")])
def test_duties_and_shipping_go_back_with_a_return_when_they_are_asked_for(client, kind, duty):
    line = {"quantity": 3, "price": "20.00", "duty": "6.00"}
    order = client.place([line], currency="USD", rate="150.25", shipping="5.00")
    shipped = client.store.post(f"/control/orders/{order['name'][1:]}/fulfillments", shop=HANA)
    returned = _opened(client, shipped, 1)
    read = """query ($id: ID!) { order(id: $id) { transactions(first: 1) { id }
      lineItems(first: 1) { nodes { duties { id } } } } }"""
    found = client.run(read, id=order["gid"])["order"]
    duties = [{"dutyId": found["lineItems"]["nodes"][0]["duties"][0]["id"], "refundType": kind}]
    whole = {"2.00": "27.00", "6.00": "31.00"}[duty]
    asked = {"lines": [{"id": returned["returnLineItems"]["nodes"][0]["id"], "quantity": 1}], "duties": duties}
    outcome = client.run(
        f"""query ($id: ID!, $lines: [SuggestedOutcomeReturnLineItemInput!]!, $duties: [RefundDutyInput!]) {{
          return(id: $id) {{ suggestedFinancialOutcome(returnLineItems: $lines, exchangeLineItems: [],
            refundShipping: {{fullRefund: true}}, refundDuties: $duties) {{ totalDuties {BAG}
            financialTransfer {{ ... on RefundReturnOutcome {{ amount {BAG} }} }} }} }} }}""",
        id=returned["id"],
        **asked,
    )["return"]["suggestedFinancialOutcome"]
    assert Decimal(amounts(outcome["totalDuties"])[0]) == Decimal(duty)
    assert Decimal(amounts(outcome["financialTransfer"]["amount"])[0]) == Decimal(whole)
    payout = {"parentId": found["transactions"][0]["id"], "transactionAmount": {"amount": whole, "currencyCode": "USD"}}
    done = _processed(
        client,
        returned,
        1,
        refundShipping={"fullRefund": True},
        refundDuties=duties,
        financialTransfer={"issueRefund": {"orderTransactions": [payout]}},
    )
    assert done["userErrors"] == []
    assert client.store.money(order["name"])["presentment"]["amount"] == whole
    left = "query ($id: ID!) { order(id: $id) { currentShippingPriceSet { presentmentMoney { amount } } } }"
    shown = client.run(left, id=order["gid"])["order"]["currentShippingPriceSet"]
    assert shown["presentmentMoney"]["amount"] == "0.0"


def test_a_return_is_processed_without_money_and_its_pieces_stay_refundable(client, shipped):
    done = _processed(client, _opened(client, shipped, 1), 1)
    assert done["return"]["returnLineItems"]["nodes"] == [
        {"processedQuantity": 1, "refundedQuantity": 0, "refundableQuantity": 1}
    ]
    assert client.refund(client.refund_input(shipped, 1))["userErrors"] == []
    assert client.store.money(shipped["name"])["refunds"] == 1


def test_a_return_is_cancelled_only_before_any_work(client, shipped):
    returned = _opened(client, shipped)
    client.run(DISPOSE, d=[_disposed(returned, "MISSING")])
    assert client.run(CANCEL, id=returned["id"])["returnCancel"]["userErrors"] == [{"code": "INVALID_STATE"}]


def test_only_what_was_not_processed_is_taken_off_a_return(client, shipped):
    returned = _opened(client, shipped)
    _processed(client, returned, 1)
    line = returned["returnLineItems"]["nodes"][0]["id"]
    lines = [{"returnLineItemId": line, "quantity": 3}]
    assert client.run(REMOVE, id=returned["id"], lines=lines)["removeFromReturn"]["userErrors"]
    lines[0]["quantity"] = 2
    assert client.run(REMOVE, id=returned["id"], lines=lines)["removeFromReturn"]["return"]["totalQuantity"] == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"returnReasonNote": "x" * 256}, "TOO_LONG"),
        ({"returnReasonDefinitionId": "gid://shopify/ReturnReasonDefinition/99"}, "NOT_FOUND"),
        ({"restockingFee": {"percentage": 120.0}}, "INVALID"),
    ],
)
def test_a_wrong_return_line_makes_no_return(client, shipped, more, code):
    line = {"fulfillmentLineItemId": shipped["fulfillment_line_items"][0], "quantity": 1, **more}
    refused = client.run(CREATE, **{"in": {"orderId": shipped["gid"], "returnLineItems": [line]}})["returnCreate"]
    assert (refused["return"], refused["userErrors"][0]["code"]) == (None, code)


@pytest.mark.parametrize(("language", "name"), [("ja", "破損または不良品"), ("fr, en;q=0.5", "Damaged or defective")])
def test_reasons_come_in_the_language_that_was_asked_for(client, language, name):
    url = f"{client.store.url}/shops/{HANA}/admin/api/2026-10/graphql.json"
    read = "{ returnReasonDefinitions(first: 20) { nodes { handle name } } }"
    headers = {"X-Shopify-Access-Token": client.token, "Accept-Language": language}
    nodes = requests.post(url, json={"query": read}, headers=headers, timeout=5).json()["data"]
    names = {node["handle"]: node["name"] for node in nodes["returnReasonDefinitions"]["nodes"]}
    assert names["defective-or-damaged"] == name


def test_a_fate_and_a_label_are_announced_by_topics_of_their_own(client, shipped):
    returned = _opened(client, shipped)
    client.run(DISPOSE, d=[_disposed(returned, "MISSING")])
    assert "reverse_fulfillment_orders/dispose" in [item["topic"] for item in client.store.get("/control/webhooks")][:2]
    way = returned["reverseFulfillmentOrders"]["nodes"][0]["id"]
    client.run(TRACKED, id=way)
    topics = [item["topic"] for item in client.store.get("/control/webhooks")][:2]
    assert sorted(topics) == ["orders/updated", "reverse_deliveries/attach_deliverable"]

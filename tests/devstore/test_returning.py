"""The life cycle of a return, from the customer's request to the money."""

import pytest

from tests.devstore.shopify_client import BAG, ShopifyClient, amounts
from tests.processes import HANA

COUNTERS = "id quantity processedQuantity refundedQuantity"
RETURN = f"return {{ id status totalQuantity returnLineItems(first: 5) {{ nodes {{ {COUNTERS} }} }} }}"


def _mutation(name: str, kind: str, argument: str = "input") -> str:
    return f"mutation ($in: {kind}!) {{ {name}({argument}: $in) {{ {RETURN} userErrors {{ message code }} }} }}"


CREATE = _mutation("returnCreate", "ReturnInput", "returnInput")
REQUEST = _mutation("returnRequest", "ReturnRequestInput")
APPROVE = _mutation("returnApproveRequest", "ReturnApproveRequestInput")
DECLINE = _mutation("returnDeclineRequest", "ReturnDeclineRequestInput")
PROCESS = _mutation("returnProcess", "ReturnProcessInput")
BY_ID = "mutation ($id: ID!) {{ {name}(id: $id) {{ return {{ status }} userErrors {{ code }} }} }}"


@pytest.fixture
def shipped(client: ShopifyClient):
    """An order of three cups in dollars, shipped whole."""
    order = client.place([{"quantity": 3, "price": "19.99"}], currency="USD", rate="150.25")
    return client.store.post(f"/control/orders/{order['name'][1:]}/fulfillments", shop=HANA)


def _wanted(shipped, quantity=1):
    line = shipped["fulfillment_line_items"][0]
    return {"orderId": shipped["gid"], "returnLineItems": [{"fulfillmentLineItemId": line, "quantity": quantity}]}


def _returnable(client, shipped):
    read = """query ($id: ID!) { returnableFulfillments(orderId: $id, first: 5) { nodes {
      returnableFulfillmentLineItems(first: 5) { nodes { quantity } } } } }"""
    nodes = client.run(read, id=shipped["gid"])["returnableFulfillments"]["nodes"]
    return [line["quantity"] for node in nodes for line in node["returnableFulfillmentLineItems"]["nodes"]]


def test_only_shipped_pieces_that_are_on_no_other_return_can_go_on_one(client, shipped):
    assert _returnable(client, shipped) == [3]
    made = client.run(CREATE, **{"in": _wanted(shipped, 2)})["returnCreate"]
    assert made["return"]["status"] == "OPEN"
    assert _returnable(client, shipped) == [1]
    refused = client.run(CREATE, **{"in": _wanted(shipped, 2)})["returnCreate"]
    assert refused == {
        "return": None,
        "userErrors": [{"message": "Quantity is not available to return", "code": "INVALID"}],
    }


def test_an_unshipped_order_has_nothing_to_return(client):
    order = client.place([{"quantity": 1, "price": "10"}])
    assert _returnable(client, order) == []


def test_a_request_waits_and_can_be_approved_once(client, shipped):
    asked = client.run(REQUEST, **{"in": _wanted(shipped)})["returnRequest"]["return"]
    assert asked["status"] == "REQUESTED"
    approved = client.run(APPROVE, **{"in": {"id": asked["id"]}})["returnApproveRequest"]
    assert approved["return"]["status"] == "OPEN"
    again = client.run(APPROVE, **{"in": {"id": asked["id"]}})["returnApproveRequest"]
    assert [error["code"] for error in again["userErrors"]] == ["INVALID_STATE"]


def test_a_declined_request_frees_its_pieces(client, shipped):
    asked = client.run(REQUEST, **{"in": _wanted(shipped, 3)})["returnRequest"]["return"]
    assert _returnable(client, shipped) == []
    given = {"id": asked["id"], "declineReason": "RETURN_PERIOD_ENDED", "declineNote": "30 days are over."}
    assert client.run(DECLINE, **{"in": given})["returnDeclineRequest"]["return"]["status"] == "DECLINED"
    assert _returnable(client, shipped) == [3]


def test_processing_refunds_what_shopify_suggests_and_closes_the_return(client, shipped):
    opened = client.run(CREATE, **{"in": _wanted(shipped, 2)})["returnCreate"]["return"]
    line = opened["returnLineItems"]["nodes"][0]["id"]
    outcome = client.run(
        f"""query ($id: ID!, $lines: [SuggestedOutcomeReturnLineItemInput!]!) {{ return(id: $id) {{
          suggestedFinancialOutcome(returnLineItems: $lines, exchangeLineItems: []) {{ financialTransfer {{
            ... on RefundReturnOutcome {{
              amount {BAG} suggestedTransactions {{ amountSet {BAG} parentTransaction {{ id }} }}
            }}
          }} }} }} }}""",
        id=opened["id"],
        lines=[{"id": line, "quantity": 2}],
    )["return"]["suggestedFinancialOutcome"]["financialTransfer"]
    assert amounts(outcome["amount"]) == ("39.98", "6007.0")
    money = outcome["suggestedTransactions"][0]
    given = {
        "returnId": opened["id"],
        "returnLineItems": [{"id": line, "quantity": 2}],
        "financialTransfer": {
            "issueRefund": {
                "orderTransactions": [
                    {
                        "parentId": money["parentTransaction"]["id"],
                        "transactionAmount": money["amountSet"]["presentmentMoney"],
                    }
                ]
            }
        },
    }
    done = client.run(PROCESS, **{"in": given})["returnProcess"]
    assert done["userErrors"] == []
    assert done["return"]["status"] == "CLOSED"
    assert done["return"]["returnLineItems"]["nodes"][0]["refundedQuantity"] == 2
    assert client.store.money(shipped["name"])["presentment"] == {"amount": "39.98", "currency": "USD"}
    twice = client.run(PROCESS, **{"in": given})["returnProcess"]
    assert twice["userErrors"][0]["code"] == "INVALID_STATE"
    assert client.store.money(shipped["name"])["refunds"] == 1


def test_agreed_fees_are_taken_off_what_is_suggested(client, shipped):
    wanted = _wanted(shipped, 2)
    wanted["returnLineItems"][0]["restockingFee"] = {"percentage": 10.0}
    wanted["returnShippingFee"] = {"amount": {"amount": "5.00", "currencyCode": "USD"}}
    opened = client.run(CREATE, **{"in": wanted})["returnCreate"]["return"]
    outcome = client.run(
        f"""query ($id: ID!, $lines: [SuggestedOutcomeReturnLineItemInput!]!) {{ return(id: $id) {{
          suggestedFinancialOutcome(returnLineItems: $lines, exchangeLineItems: []) {{ financialTransfer {{
            ... on RefundReturnOutcome {{ amount {BAG} }} }} }} }} }}""",
        id=opened["id"],
        lines=[{"id": opened["returnLineItems"]["nodes"][0]["id"], "quantity": 2}],
    )["return"]["suggestedFinancialOutcome"]
    assert amounts(outcome["financialTransfer"]["amount"])[0] == "30.98"  # 39.98 less 4.00 less 5.00


def test_processing_more_than_is_on_the_return_moves_nothing(client, shipped):
    opened = client.run(CREATE, **{"in": _wanted(shipped, 1)})["returnCreate"]["return"]
    line = opened["returnLineItems"]["nodes"][0]["id"]
    given = {"returnId": opened["id"], "returnLineItems": [{"id": line, "quantity": 2}]}
    assert client.run(PROCESS, **{"in": given})["returnProcess"]["userErrors"]
    assert client.store.money(shipped["name"])["movements"] == 0


@pytest.mark.parametrize(("name", "status"), [("returnCancel", "CANCELED"), ("returnClose", "CLOSED")])
def test_an_open_return_can_be_cancelled_or_closed(client, shipped, name, status):
    opened = client.run(CREATE, **{"in": _wanted(shipped)})["returnCreate"]["return"]
    assert client.run(BY_ID.format(name=name), id=opened["id"])[name]["return"]["status"] == status
    assert client.run(BY_ID.format(name=name), id=opened["id"])[name]["userErrors"] == [{"code": "INVALID_STATE"}]


def test_a_closed_return_can_be_opened_again(client, shipped):
    opened = client.run(CREATE, **{"in": _wanted(shipped)})["returnCreate"]["return"]
    client.run(BY_ID.format(name="returnClose"), id=opened["id"])
    assert client.run(BY_ID.format(name="returnReopen"), id=opened["id"])["returnReopen"]["return"]["status"] == "OPEN"


def test_what_comes_back_can_carry_a_label_and_be_disposed_of(client, shipped):
    opened = client.run(CREATE, **{"in": _wanted(shipped)})["returnCreate"]["return"]
    expected = client.run(
        """query ($id: ID!) { return(id: $id) { reverseFulfillmentOrders(first: 1) { nodes { id
          lineItems(first: 1) { nodes { id totalQuantity fulfillmentLineItem { id } } } } } } }""",
        id=opened["id"],
    )["return"]["reverseFulfillmentOrders"]["nodes"][0]
    made = client.run(
        """mutation ($id: ID!, $t: ReverseDeliveryTrackingInput) {
          reverseDeliveryCreateWithShipping(
            reverseFulfillmentOrderId: $id, reverseDeliveryLineItems: [], trackingInput: $t
          ) {
            reverseDelivery { deliverable { ... on ReverseDeliveryShippingDeliverable { tracking { number } } } }
            userErrors { code } } }""",
        id=expected["id"],
        t={"number": "JP999"},
    )["reverseDeliveryCreateWithShipping"]
    assert made["reverseDelivery"]["deliverable"]["tracking"]["number"] == "JP999"
    place = client.run("{ locations(first: 1) { nodes { id } } }")["locations"]["nodes"][0]["id"]
    line = expected["lineItems"]["nodes"][0]["id"]
    given = {
        "reverseFulfillmentOrderLineItemId": line,
        "quantity": 1,
        "dispositionType": "RESTOCKED",
        "locationId": place,
    }
    done = client.run(
        """mutation ($d: [ReverseFulfillmentOrderDisposeInput!]!) {
          reverseFulfillmentOrderDispose(dispositionInputs: $d) {
          reverseFulfillmentOrderLineItems { dispositions { type quantity location { id } } }
          userErrors { code } } }""",
        d=[given],
    )["reverseFulfillmentOrderDispose"]
    assert done["reverseFulfillmentOrderLineItems"][0]["dispositions"] == [
        {"type": "RESTOCKED", "quantity": 1, "location": {"id": place}}
    ]


def test_each_step_announces_its_own_topic(client, shipped):
    def told():
        return [item for item in client.store.get("/control/webhooks") if item["topic"].startswith("returns/")]

    before = {item["id"] for item in told()}
    asked = client.run(REQUEST, **{"in": _wanted(shipped)})["returnRequest"]["return"]
    client.run(APPROVE, **{"in": {"id": asked["id"]}})
    client.run(BY_ID.format(name="returnClose"), id=asked["id"])
    new = [item["topic"] for item in told() if item["id"] not in before]
    assert sorted(new) == ["returns/approve", "returns/close", "returns/request"]

"""The clock that tests move: two hours, a day; what is due by then has happened when the answer comes."""

import uuid

import pytest

from tests.devstore.shopify_client import REFUND_CREATE, installed
from tests.processes import HANA

USD = {"currency": "USD", "rate": "150.25"}
READ = "query ($id: ID!) { order(id: $id) { displayFinancialStatus transactions(first: 9) { kind status errorCode } } }"


@pytest.fixture
def clock(store):
    yield lambda **more: store.post("/control/clock", **more)
    store.delete("/control/clock")


@pytest.fixture
def order(client):
    return client.place([{"quantity": 3, "price": "19.99"}], **USD)


def _refunds(client, order):
    found = client.run(READ, id=order["gid"])["order"]
    back = [item["status"] for item in found["transactions"] if item["kind"] == "REFUND"]
    return found["displayFinancialStatus"], back


FAILED, ARRIVED = ("PAID", ["FAILURE"]), ("PARTIALLY_REFUNDED", ["SUCCESS"])


@pytest.mark.parametrize(("fault", "ended"), [("pending_then_failure", FAILED), ("pending_then_success", ARRIVED)])
def test_a_pending_refund_ends_two_hours_later_and_is_announced(client, order, clock, fault, ended):
    client.store.fault("refundCreate", fault, seconds=7200)
    client.refund(client.refund_input(order, 1))
    assert _refunds(client, order) == ("PAID", ["PENDING"])
    clock(hours=1, minutes=59)
    assert _refunds(installed(client.store), order)[1] == ["PENDING"]
    assert client.store.money(order["name"])["movements"] == 0
    clock(minutes=2)
    assert _refunds(installed(client.store), order) == ended
    topics = [item["topic"] for item in client.store.get("/control/webhooks")][:2]
    assert sorted(topics) == ["order_transactions/create", "orders/updated"]
    assert client.store.money(order["name"])["movements"] == (1 if ended == ARRIVED else 0)


def test_a_key_is_forgotten_after_a_day_so_that_a_blind_repeat_pays_twice(client, order, clock):
    given, key = client.refund_input(order, 1), str(uuid.uuid4())
    for hours, refunds in ((0, 1), (23, 1), (2, 2)):
        clock(hours=hours)
        installed(client.store).run(REFUND_CREATE, input=given, key=key)
        assert client.store.money(order["name"])["refunds"] == refunds


def test_an_access_token_gets_old_with_the_clock_and_its_refresh_does_not(client, clock):
    clock(hours=2)
    assert client.send("{ shop { id } }").status_code == 401
    assert installed(client.store).send("{ shop { id } }").status_code == 200


def test_the_clock_tells_how_far_ahead_it_is_and_goes_back(store, clock):
    assert store.get("/control/clock")["ahead_seconds"] == 0
    assert clock(days=1, hours=1)["ahead_seconds"] == 25 * 3600
    store.delete("/control/clock")
    assert store.get("/control/clock")["ahead_seconds"] == 0


def test_a_return_processed_with_money_can_be_pending_too(client, order, clock):
    shipped = client.store.post(f"/control/orders/{order['name'][1:]}/fulfillments", shop=HANA)
    line = {"fulfillmentLineItemId": shipped["fulfillment_line_items"][0], "quantity": 1}
    made = client.run(
        """mutation ($in: ReturnInput!) { returnCreate(returnInput: $in) {
          return { id returnLineItems(first: 1) { nodes { id } } order { transactions(first: 1) { id } } } } }""",
        **{"in": {"orderId": order["gid"], "returnLineItems": [line]}},
    )["returnCreate"]["return"]
    payout = {
        "parentId": made["order"]["transactions"][0]["id"],
        "transactionAmount": {"amount": "19.99", "currencyCode": "USD"},
    }
    client.store.fault("returnProcess", "pending_then_failure", seconds=600)
    client.run(
        "mutation ($in: ReturnProcessInput!) { returnProcess(input: $in) { userErrors { message } } }",
        **{
            "in": {
                "returnId": made["id"],
                "returnLineItems": [{"id": made["returnLineItems"]["nodes"][0]["id"], "quantity": 1}],
                "financialTransfer": {"issueRefund": {"orderTransactions": [payout]}},
            }
        },
    )
    assert _refunds(client, order)[1] == ["PENDING"]
    clock(minutes=11)
    assert _refunds(client, order)[1] == ["FAILURE"]

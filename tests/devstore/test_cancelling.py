"""Cancellations are jobs: slow, failing or overtaken; they refund, void and restock once, or nothing at all."""

import time

import pytest

from tests.devstore.shopify_client import installed
from tests.processes import HANA

CANCEL = """mutation ($id: ID!, $method: OrderCancelRefundMethodInput) {
  orderCancel(orderId: $id, reason: CUSTOMER, restock: true, refundMethod: $method, staffNote: "case 1") {
    job { id } jobResult { id done status } orderCancelUserErrors { code message } } }"""
RESULT = """query ($id: ID!) { node(id: $id) { ... on OrderCancelJobResult {
  done status errors { message } order { cancelledAt } } } }"""
MONEY = {"originalPaymentMethodsRefund": True}
USD = {"currency": "USD", "rate": "150.25"}


@pytest.fixture
def order(client):
    return client.place([{"quantity": 2, "price": "10.00"}], shipping="5.00", email="canceller@example.com", **USD)


def _asked(client, order, method=None):
    return client.run(CANCEL, id=order["gid"], method=method or MONEY)["orderCancel"]


def _result(client, asked):
    return client.run(RESULT, id=asked["jobResult"]["id"])["node"]


def _ended(client, asked):
    for _ in range(100):
        found = _result(client, asked)
        if found["done"]:
            return found
        time.sleep(0.05)
    return found


def _effects(client, order):
    return client.store.get("/control/effects", shop=HANA, order=order["name"])[order["gid"]]


def test_the_result_tells_that_the_order_is_cancelled_and_the_shelf_has_its_pieces_back(client, order):
    asked = _asked(client, order)
    assert asked["jobResult"]["status"] == "STARTED"
    ended = _ended(client, asked)
    assert (ended["status"], ended["errors"], bool(ended["order"]["cancelledAt"])) == ("SUCCEEDED", [], True)
    assert _effects(client, order)["presentment"]["amount"] == "25.00"
    line = order["line_items"][0].rsplit("/", 1)[1]
    stock = client.store.get("/control/stock", shop=HANA)
    assert sum(count for key, count in stock.items() if key.startswith(f"{line}/")) == 2


def test_a_job_can_be_slow_and_until_it_ends_nothing_has_moved(client, order):
    client.store.fault("orderCancel", "job_slow", seconds=3600)
    asked = _asked(client, order)
    assert _result(client, asked)["done"] is False
    assert _effects(client, order)["movements"] == 0
    try:
        client.store.post("/control/clock", hours=1)
        later = installed(client.store)  # an hour has passed for its token too
        assert _result(later, asked)["status"] == "SUCCEEDED"
        assert _effects(client, order)["movements"] == 1
    finally:
        client.store.delete("/control/clock")


def test_a_job_can_fail_and_then_nothing_has_moved(client, order):
    client.store.fault("orderCancel", "job_fails")
    ended = _ended(client, _asked(client, order))
    assert (ended["status"], ended["order"]["cancelledAt"]) == ("FAILED", None)
    assert ended["errors"] == [{"message": "The order could not be cancelled."}]
    assert _effects(client, order)["movements"] == 0


def test_of_two_jobs_for_one_order_one_cancels_and_the_other_fails(client, order):
    first, second = _asked(client, order), _asked(client, order)
    assert sorted([_ended(client, first)["status"], _ended(client, second)["status"]]) == ["FAILED", "SUCCEEDED"]
    assert _effects(client, order)["refunds"] == 1


def test_a_parcel_that_leaves_meanwhile_makes_the_job_fail(client, order):
    asked = _asked(client, order)
    client.store.post(f"/control/orders/{order['name'][1:]}/fulfillments", shop=HANA)
    ended = _ended(client, asked)
    assert (ended["status"], ended["errors"][0]["message"]) == ("FAILED", "Cannot cancel an order with fulfillments")


def test_the_money_can_become_store_credit(client, order):
    assert _ended(client, _asked(client, order, {"storeCreditRefund": {}}))["status"] == "SUCCEEDED"
    assert _effects(client, order)["to_store_credit"]["amount"] == "25.00"
    (held,) = client.store.get("/control/goodwill", shop=HANA, order=order["name"]).values()
    assert held["store_credit"]["credits"] >= 1


def test_store_credit_that_would_have_expired_is_refused_at_once(client, order):
    refused = _asked(client, order, {"storeCreditRefund": {"expiresAt": "2020-01-01T00:00:00Z"}})
    assert refused["orderCancelUserErrors"][0]["code"] == "STORE_CREDIT_REFUND_EXPIRATION_IN_PAST"
    assert refused["job"] is None


def test_what_was_authorized_is_let_go_whatever_the_refund_method_says(client):
    held = [{"gateway": "shopify_payments", "amount": "20.00", "kind": "AUTHORIZATION"}]
    order = client.place([{"quantity": 2, "price": "10.00"}], payments=held, **USD)
    assert _ended(client, _asked(client, order))["status"] == "SUCCEEDED"
    effects = _effects(client, order)
    assert (effects["voids"], effects["refunds"], effects["movements"]) == (1, 0, 0)


@pytest.mark.parametrize("state", ["REQUESTED", "OPEN"])
def test_an_order_with_a_live_return_is_not_cancelled(client, order, state):
    client.store.post(f"/control/orders/{order['name'][1:]}/fulfillments", shop=HANA)
    client.store.post(f"/control/orders/{order['name'][1:]}/returns", shop=HANA, state=state)
    assert "active returns" in _asked(client, order)["orderCancelUserErrors"][0]["message"]


def test_the_refund_of_a_cancellation_can_be_pending_and_fail_later(client, order):
    client.store.fault("orderCancel", "pending_then_failure", seconds=7200)
    assert _ended(client, _asked(client, order))["status"] == "SUCCEEDED"
    assert (_effects(client, order)["pending"], _effects(client, order)["movements"]) == (1, 0)
    try:
        client.store.post("/control/clock", hours=2, minutes=1)
        assert _effects(client, order)["failed"] == 1
    finally:
        client.store.delete("/control/clock")

"""Faults happen at the place they name, as often as asked, and the money count shows on which side of the commit."""

import time
from http.client import HTTPConnection

import pytest
import requests

from tests.devstore.shopify_client import REFUND_CREATE, ShopifyClient

USD = {"currency": "USD", "rate": "150.25"}


@pytest.fixture
def order(client):
    return client.place([{"quantity": 3, "price": "19.99"}], **USD)


def _send(client: ShopifyClient, order, key: str, timeout: float = 10) -> requests.Response:
    return ShopifyClient(client.store, client.token).send(
        REFUND_CREATE, timeout=timeout, input=client.refund_input(order, 1), key=key
    )


@pytest.mark.parametrize(
    ("fault", "moved"), [("reset_before_commit", 0), ("reset_after_commit", 1), ("commit_then_timeout", 1)]
)
def test_a_cut_connection_leaves_the_money_where_the_fault_says(client, order, fault, moved):
    client.store.fault("refundCreate", fault, seconds=20)
    with pytest.raises(requests.RequestException):
        _send(client, order, f"{fault}-{order['name']}", timeout=3)
    assert client.store.money(order["name"])["refunds"] == moved
    _send(client, order, f"other-{fault}-{order['name']}")


def test_after_a_lost_answer_the_same_bytes_with_the_same_key_find_the_first_refund(client, order):
    given = client.refund_input(order, 2)
    client.store.fault("refundCreate", "commit_then_502")
    assert client.send(REFUND_CREATE, input=given, key="lost-" + order["name"]).status_code == 502
    again = client.refund(given, "lost-" + order["name"])
    assert again["refund"] is not None
    assert client.store.money(order["name"])["refunds"] == 1


def test_an_answer_with_errors_and_no_data_can_hide_a_refund_that_was_made(client, order):
    client.store.fault("refundCreate", "null_after_commit")
    body = _send(client, order, "null-" + order["name"]).json()
    assert body["data"] == {"refundCreate": None}
    assert body["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert client.store.money(order["name"])["refunds"] == 1


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("unauthorized", 401),
        ("http_402", 402),
        ("http_403", 403),
        ("http_423", 423),
        ("http_429", 429),
        ("http_500", 500),
    ],
)
def test_a_refused_request_runs_nothing(client, order, fault, status):
    client.store.fault("refundCreate", fault)
    answer = _send(client, order, f"{fault}-{order['name']}")
    assert answer.status_code == status
    assert answer.headers.get("Retry-After") == ("2.0" if status == 429 else None)
    assert client.store.money(order["name"])["refunds"] == 0


def test_throttled_is_a_200_without_data_and_runs_nothing(client, order):
    client.store.fault("refundCreate", "throttled")
    answer = _send(client, order, "throttled-" + order["name"])
    assert answer.status_code == 200
    assert "data" not in answer.json()
    assert answer.json()["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert answer.json()["extensions"]["cost"]["actualQueryCost"] is None
    assert client.store.money(order["name"])["refunds"] == 0


def test_user_errors_on_demand_change_nothing(client, order):
    client.store.fault("refundCreate", "user_errors")
    assert _send(client, order, "refused-" + order["name"]).json()["data"]["refundCreate"]["userErrors"]
    assert client.store.money(order["name"])["refunds"] == 0


def test_a_pending_refund_can_fail_later_and_says_so_by_a_transaction_webhook(client, order):
    client.store.fault("refundCreate", "pending_then_failure", seconds=0.3)
    made = client.refund(client.refund_input(order, 1))
    assert made["refund"]["transactions"]["nodes"][0]["status"] == "PENDING"
    assert client.store.money(order["name"])["movements"] == 0
    read = "query ($id: ID!) { order(id: $id) { transactions(first: 5) { kind status errorCode } } }"
    for _ in range(60):
        refund = client.run(read, id=order["gid"])["order"]["transactions"][1]
        if refund["status"] != "PENDING":
            break
        time.sleep(0.05)
    assert refund == {"kind": "REFUND", "status": "FAILURE", "errorCode": "GENERIC_ERROR"}
    topics = [item["topic"] for item in client.store.get("/control/webhooks")][:2]
    assert "order_transactions/create" in topics
    assert client.suggest(order, 1)["amountSet"]["presentmentMoney"]["amount"] == "19.99"


def test_a_stale_read_shows_the_order_as_it_was(client, order):
    client.refund(client.refund_input(order, 1))
    read = "query ($id: ID!) { order(id: $id) { displayFinancialStatus } }"
    client.store.fault("order", "stale_read", seconds=30)
    assert client.run(read, id=order["gid"])["order"]["displayFinancialStatus"] == "PAID"
    assert client.run(read, id=order["gid"])["order"]["displayFinancialStatus"] == "PARTIALLY_REFUNDED"


def test_faults_come_in_their_order_and_only_as_often_as_asked(client):
    client.store.fault("shop", "ok", times=1)
    client.store.fault("shop", "http_500", times=2)
    statuses = [client.send("{ shop { id } }").status_code for _ in range(4)]
    assert statuses == [200, 500, 500, 200]


def test_a_fault_for_another_shop_or_operation_is_left_waiting(client):
    client.store.fault("shop", "http_500", shop="mei-tea.myshopify.com")
    client.store.fault("orders", "http_500")
    assert client.send("{ shop { id } }").status_code == 200
    assert len(client.store.get("/control/faults")) == 2


def test_a_key_whose_first_attempt_failed_needs_a_new_key(client, order):
    client.store.fault("refundCreate", "idempotency_previous_attempt_failed")
    body = _send(client, order, "failed-" + order["name"]).json()
    assert body["errors"][0]["extensions"]["code"] == "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"
    assert client.store.money(order["name"])["refunds"] == 0


def test_an_unknown_fault_is_refused(client):
    answer = requests.post(
        client.store.url + "/control/faults", json={"operation": "*", "fault": "gremlins"}, timeout=5
    )
    assert answer.status_code == 400


def test_a_connection_stays_open_between_requests_and_after_an_error(client):
    connection = HTTPConnection(client.store.url.removeprefix("http://"), timeout=5)
    connection.connect()
    first = connection.sock
    for path, status in (("/healthz", 200), ("/control/nothing-here", 404), ("/healthz", 200)):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert (answer.status, answer.will_close) == (status, False)
    assert connection.sock is first
    connection.close()

"""What takes time: cancelling an order, bulk operations."""

import json
import time

import requests

from tests.processes import HANA

CANCEL = """
mutation ($id: ID!, $restock: Boolean!) {
  orderCancel(orderId: $id, reason: CUSTOMER, restock: $restock, refundMethod: {originalPaymentMethodsRefund: true}) {
    job { id done } orderCancelUserErrors { field message code }
  }
}
"""
BULK = """
mutation ($q: String!) {
  bulkOperationRunQuery(query: $q, groupObjects: false) { bulkOperation { id status } userErrors { message code } }
}
"""
STATUS = "query ($id: ID!) { bulkOperation(id: $id) { status objectCount rootObjectCount url fileSize } }"
INNER = '{ orders(query: "%s") { edges { node { id name lineItems { edges { node { id title } } } } } } }'


def _until(read, ended):
    for _ in range(100):
        value = read()
        if ended(value):
            return value
        time.sleep(0.05)
    return value


def _order(client, order):
    return client.run("query ($id: ID!) { order(id: $id) { cancelledAt displayFinancialStatus } }", id=order["gid"])[
        "order"
    ]


def test_a_cancel_is_a_job_and_refunds_once_when_it_is_done(client):
    order = client.place([{"quantity": 2, "price": "10.00"}], currency="USD", rate="150", shipping="5.00")
    job = client.run(CANCEL, id=order["gid"], restock=True)["orderCancel"]["job"]
    assert job["done"] is False
    read = "query ($id: ID!) { job(id: $id) { done } }"
    assert _until(lambda: client.run(read, id=job["id"])["job"]["done"], bool)
    assert _order(client, order)["displayFinancialStatus"] == "REFUNDED"
    assert client.store.money(order["name"])["presentment"]["amount"] == "25.00"
    (error,) = client.run(CANCEL, id=order["gid"], restock=True)["orderCancel"]["orderCancelUserErrors"]
    assert error["message"] == "Order has already been cancelled"


def test_a_cancel_can_be_done_without_having_cancelled(client):
    order = client.place([{"quantity": 1, "price": "10.00"}], currency="USD", rate="150")
    client.store.post(f"/control/orders/{order['name'][1:]}/fulfillments", shop=HANA)
    job = client.run(CANCEL, id=order["gid"], restock=True)["orderCancel"]["job"]
    assert _until(lambda: client.run("query ($id: ID!) { job(id: $id) { done } }", id=job["id"])["job"]["done"], bool)
    assert _order(client, order)["cancelledAt"] is None
    assert client.store.money(order["name"])["movements"] == 0


def test_a_bulk_operation_runs_grows_and_ends_in_a_file_whose_children_name_their_parents(client):
    started = client.run(BULK, q=INNER % "name:#1042 OR name:#1055")["bulkOperationRunQuery"]["bulkOperation"]
    assert started["status"] == "CREATED"
    seen = set()

    def read():
        operation = client.run(STATUS, id=started["id"])["bulkOperation"]
        seen.add(operation["status"])
        return operation

    ended = _until(read, lambda operation: operation["status"] == "COMPLETED")
    assert "RUNNING" in seen
    lines = [json.loads(line) for line in requests.get(ended["url"], timeout=5).text.splitlines()]
    roots = [line for line in lines if "__parentId" not in line]
    assert [line["name"] for line in roots] == ["#1042", "#1055"]
    assert {line["__parentId"] for line in lines if "__parentId" in line} == {line["id"] for line in roots}
    assert (int(ended["objectCount"]), int(ended["rootObjectCount"])) == (len(lines), 2)
    topics = [item["topic"] for item in client.store.get("/control/webhooks")]
    assert "bulk_operations/finish" in topics


def test_an_empty_bulk_operation_has_no_file(client):
    started = client.run(BULK, q=INNER % "name:#none")["bulkOperationRunQuery"]["bulkOperation"]
    ended = _until(
        lambda: client.run(STATUS, id=started["id"])["bulkOperation"],
        lambda operation: operation["status"] == "COMPLETED",
    )
    assert ended["url"] is None


def test_a_wrong_bulk_query_is_refused(client):
    answer = client.run(BULK, q="{ orders { edges { node { nonsense } } } }")["bulkOperationRunQuery"]
    assert answer["bulkOperation"] is None
    assert "nonsense" in answer["userErrors"][0]["message"]

"""Every mutation that gives value can fail on either side of its commit, and a count tells on which it did."""

import uuid
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from tests.devstore.shopify_client import ShopifyClient
from tests.processes import HANA

USD = {"currency": "USD", "rate": "150.25"}
ERRORS = "userErrors { message }"
DOCUMENTS = {
    "storeCreditAccountCredit": f"""mutation ($customer: ID!) {{ storeCreditAccountCredit(id: $customer,
        creditInput: {{creditAmount: {{amount: "5.00", currencyCode: USD}}}}) {{ {ERRORS} }} }}""",
    "giftCardCreate": f"""mutation ($customer: ID!) {{ giftCardCreate(input: {{customerId: $customer,
        initialAmount: {{amount: "5.00", currencyCode: USD}}}}) {{ {ERRORS} }} }}""",
    "discountCodeBasicCreate": f"""mutation ($customer: ID!, $code: String!) {{ discountCodeBasicCreate(
        basicCodeDiscount: {{title: "Sorry", code: $code, startsAt: "2026-01-01T00:00:00Z",
          context: {{customers: {{add: [$customer]}}}},
          customerGets: {{items: {{all: true}}, value: {{percentage: 0.1}}}}}}) {{ {ERRORS} }} }}""",
    "returnCreate": f"""mutation ($order: ID!, $parcelLine: ID!) {{ returnCreate(returnInput: {{orderId: $order,
        returnLineItems: [{{fulfillmentLineItemId: $parcelLine, quantity: 1}}]}}) {{ {ERRORS} }} }}""",
    "returnProcess": f"""mutation ($returned: ID!, $returnLine: ID!, $parent: ID!) {{ returnProcess(input: {{
        returnId: $returned, returnLineItems: [{{id: $returnLine, quantity: 1}}], financialTransfer: {{issueRefund: {{
          orderTransactions: [{{parentId: $parent, transactionAmount: {{amount: "20.00", currencyCode: USD}}}}] }} }}
        }}) {{ {ERRORS} }} }}""",
    "orderCancel": """mutation ($other: ID!) { orderCancel(orderId: $other, reason: CUSTOMER, restock: true,
        refundMethod: {originalPaymentMethodsRefund: true}) { orderCancelUserErrors { message } } }""",
    "fulfillmentOrderHold": f"""mutation ($packing: ID!) {{ fulfillmentOrderHold(id: $packing,
        fulfillmentHold: {{reason: OTHER, handle: "case-1"}}) {{ {ERRORS} }} }}""",
    "orderUpdate": f"""mutation ($other: ID!) {{ orderUpdate(input: {{id: $other, shippingAddress: {{
        address1: "1 Rue A", city: "Paris", zip: "75001", countryCode: FR}}}}) {{ {ERRORS} }} }}""",
    "orderInvoiceSend": f"mutation ($unpaid: ID!) {{ orderInvoiceSend(id: $unpaid) {{ {ERRORS} }} }}",
}


@dataclass
class Stage:
    """An order that was shipped and has an open return, one that was not, one that is not paid; one new customer."""

    client: ShopifyClient
    variables: dict[str, str]
    email: str

    def send(self, name: str) -> requests.Response:
        other = ShopifyClient(self.client.store, self.client.token)
        document = DOCUMENTS[name]
        given = {key: value for key, value in self.variables.items() if f"${key}:" in document}
        return other.send(document, timeout=3, **given)

    def count(self, name: str) -> int:
        """How often it was really done."""
        effects = self.client.store.get("/control/effects", shop=HANA)
        given = self.client.store.get("/control/goodwill", shop=HANA, customer=self.email)
        (customer,) = given.values()
        shipped, other, unpaid = (effects[self.variables[key]] for key in ("order", "other", "unpaid"))
        done: dict[str, int] = {
            "storeCreditAccountCredit": customer["store_credit"]["credits"],
            "giftCardCreate": customer["gift_cards"]["number"],
            "discountCodeBasicCreate": customer["discount_codes"]["number"],
            "returnCreate": len(shipped["returns"]) - 1,
            "returnProcess": shipped["movements"],
            "orderCancel": self._jobs(),
            "fulfillmentOrderHold": other["holds_placed"],
            "orderUpdate": other["addresses"],
            "orderInvoiceSend": unpaid["invoices"],
        }
        return done[name]

    def _jobs(self) -> int:
        """Cancellations end later: until all of them did, each is done or counts for nothing."""
        self.client.store.post("/control/clock", seconds=2)
        effects = self.client.store.get("/control/effects", shop=HANA, order=self.variables["other"])
        found: dict[str, Any] = next(iter(effects.values()))
        return int(found["refunds"])


@pytest.fixture
def stage(client):
    email = f"{uuid.uuid4()}@example.com"
    store = client.store
    order = client.place([{"quantity": 2, "price": "20.00"}], email=email, **USD)
    path = f"/control/orders/{order['name'][1:]}"
    shipped = store.post(f"{path}/fulfillments", shop=HANA)
    returned = store.post(f"{path}/returns", shop=HANA, state="OPEN")["returned"]
    other = client.place([{"quantity": 1, "price": "20.00"}], **USD)
    unpaid = client.place([{"quantity": 1, "price": "20.00"}], payments=[], **USD)
    read = """query ($id: ID!, $other: ID!) { order(id: $id) { customer { id } transactions(first: 1) { id }
      returns(first: 1) { nodes { returnLineItems(first: 1) { nodes { id } } } } }
      other: order(id: $other) { fulfillmentOrders(first: 1) { nodes { id } } } }"""
    found = client.run(read, id=order["gid"], other=other["gid"])
    variables = {
        "customer": found["order"]["customer"]["id"],
        "code": email.partition("@")[0],
        "order": order["gid"],
        "parcelLine": shipped["fulfillment_line_items"][0],
        "returned": returned,
        "returnLine": found["order"]["returns"]["nodes"][0]["returnLineItems"]["nodes"][0]["id"],
        "parent": found["order"]["transactions"][0]["id"],
        "other": other["gid"],
        "packing": found["other"]["fulfillmentOrders"]["nodes"][0]["id"],
        "unpaid": unpaid["gid"],
    }
    yield Stage(client, variables, email)
    store.delete("/control/clock")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_without_a_fault_it_is_done_once(name, stage):
    body = stage.send(name).json()
    assert "errors" not in body
    (errors,) = body["data"][name].values()
    assert errors == []
    assert stage.count(name) == 1


@pytest.mark.parametrize("fault", ["commit_then_502", "null_after_commit", "reset_after_commit", "commit_then_timeout"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_fails_after_its_commit_was_done(name, fault, stage):
    stage.client.store.fault(name, fault, seconds=0.2)
    try:
        answer = stage.send(name)
        assert answer.status_code == 502 or answer.json()["data"] == {name: None}
    except requests.RequestException:
        assert fault in {"reset_after_commit", "commit_then_timeout"}
    assert stage.count(name) == 1


@pytest.mark.parametrize("fault", ["reset_before_commit", "throttled", "http_429", "unauthorized", "user_errors"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_fails_before_its_commit_was_not_done_and_can_be_sent_again(name, fault, stage):
    stage.client.store.fault(name, fault)
    try:
        answer = stage.send(name)
        assert answer.status_code in {200, 401, 429}
        assert answer.status_code != 200 or "errors" in answer.json() or answer.json()["data"][name]
    except requests.RequestException:
        assert fault == "reset_before_commit"
    assert stage.count(name) == 0
    assert stage.send(name).status_code == 200
    assert stage.count(name) == 1

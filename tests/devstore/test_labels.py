"""Labels of returns: uploaded to a signed target, read from where it says, and never believed unseen."""

import pytest
import requests

from tests.processes import HANA

CREATE = """mutation ($in: ReturnInput!) { returnCreate(returnInput: $in) { return {
  reverseFulfillmentOrders(first: 1) { nodes { id } } } } }"""
SHIP_BACK = """mutation ($id: ID!, $label: ReverseDeliveryLabelInput) { reverseDeliveryCreateWithShipping(
    reverseFulfillmentOrderId: $id, reverseDeliveryLineItems: [], labelInput: $label, trackingInput: {number: "X1"}) {
  reverseDelivery { reverseDeliveryLineItems(first: 5) { nodes { quantity } }
    deliverable { ... on ReverseDeliveryShippingDeliverable { label { publicFileUrl } } } }
  userErrors { code field } } }"""
STAGE = """mutation ($in: [StagedUploadInput!]!) { stagedUploadsCreate(input: $in) {
  stagedTargets { url resourceUrl parameters { name value } } userErrors { field message } } }"""


@pytest.fixture
def returned(client):
    """A return of three pieces, open."""
    order = client.place([{"quantity": 3, "price": "19.99"}], currency="USD", rate="150.25")
    shipped = client.store.post(f"/control/orders/{order['name'][1:]}/fulfillments", shop=HANA)
    line = {"fulfillmentLineItemId": shipped["fulfillment_line_items"][0], "quantity": 3}
    return client.run(CREATE, **{"in": {"orderId": order["gid"], "returnLineItems": [line]}})["returnCreate"]["return"]


def _staged(client, method="POST", mime="application/pdf"):
    given = [{"resource": "RETURN_LABEL", "filename": "label.pdf", "mimeType": mime, "httpMethod": method}]
    return client.run(STAGE, **{"in": given})["stagedUploadsCreate"]


def _labelled(client, returned, url):
    way = returned["reverseFulfillmentOrders"]["nodes"][0]["id"]
    return client.run(SHIP_BACK, id=way, label={"fileUrl": url})["reverseDeliveryCreateWithShipping"]


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_label_is_uploaded_and_travels_with_the_return(client, returned, method):
    (target,) = _staged(client, method)["stagedTargets"]
    given = {item["name"]: item["value"] for item in target["parameters"]}
    if method == "POST":
        sent = requests.post(target["url"], data=given, files={"file": ("label.pdf", b"%PDF-1.7")}, timeout=5)
    else:
        sent = requests.put(target["url"], data=b"%PDF-1.7", timeout=5)
    assert sent.status_code == 201
    made = _labelled(client, returned, target["resourceUrl"])["reverseDelivery"]
    assert made["reverseDeliveryLineItems"]["nodes"] == [{"quantity": 3}]
    assert requests.get(made["deliverable"]["label"]["publicFileUrl"], timeout=5).content == b"%PDF-1.7"


def test_a_label_that_was_never_uploaded_is_not_found(client, returned):
    (target,) = _staged(client)["stagedTargets"]
    refused = _labelled(client, returned, target["resourceUrl"])
    assert refused["userErrors"] == [{"code": "NOT_FOUND", "field": ["labelInput", "fileUrl"]}]


def test_an_upload_with_a_forged_policy_or_of_a_wrong_kind_is_refused(client):
    (target,) = _staged(client)["stagedTargets"]
    given = {item["name"]: item["value"] for item in target["parameters"]} | {"policy": "forged"}
    sent = requests.post(target["url"], data=given, files={"file": ("label.pdf", b"%PDF-1.7")}, timeout=5)
    assert sent.status_code == 403
    assert "format" in _staged(client, mime="text/html")["userErrors"][0]["message"]

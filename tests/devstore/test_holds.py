"""Parcels that are stopped, addresses that are replaced in time, balances that are mailed."""

import pytest
import requests

from tests.processes import HANA

READ = """query ($id: ID!) { order(id: $id) { displayFulfillmentStatus fulfillmentOrders(first: 5) { nodes {
  id status supportedActions { action } fulfillmentHolds { id reason reasonNotes heldByRequestingApp handle }
  lineItems(first: 5) { nodes { remainingQuantity } } destination { city } } } } }"""
HOLD = """mutation ($id: ID!, $in: FulfillmentOrderHoldInput!) { fulfillmentOrderHold(id: $id, fulfillmentHold: $in) {
  fulfillmentHold { id } fulfillmentOrder { status } userErrors { field code message } } }"""
RELEASE = """mutation ($id: ID!, $ids: [ID!]) { fulfillmentOrderReleaseHold(id: $id, holdIds: $ids) {
  fulfillmentOrder { status } userErrors { code } } }"""
UPDATE = """mutation ($in: OrderInput!) { orderUpdate(input: $in) {
  order { shippingAddress { address1 city countryCodeV2 } } userErrors { field message } } }"""
INVOICE = """mutation ($id: ID!) { orderInvoiceSend(id: $id) { order { id } userErrors { code message } } }"""
PARIS = {"address1": "1 Rue A", "city": "Paris", "zip": "75001", "countryCode": "FR", "lastName": "Doe"}


@pytest.fixture
def order(client):
    return client.place([{"quantity": 2, "price": "1000"}])


def _packing(client, order):
    (found,) = client.run(READ, id=order["gid"])["order"]["fulfillmentOrders"]["nodes"]
    return found


def _hold(client, packing, **more):
    given = {"reason": "INCORRECT_ADDRESS", "reasonNotes": "case 1", "handle": "case-1", **more}
    return client.run(HOLD, id=packing["id"], **{"in": given})["fulfillmentOrderHold"]


def _ship(client, order):
    path = f"{client.store.url}/control/orders/{order['name'][1:]}/fulfillments"
    return requests.post(path, json={"shop": HANA}, timeout=5)


def _effects(client, order):
    return client.store.get("/control/effects", shop=HANA, order=order["name"])[order["gid"]]


def test_what_is_on_hold_is_not_shipped_until_it_is_released(client, order):
    packing = _packing(client, order)
    assert (packing["status"], packing["lineItems"]["nodes"]) == ("OPEN", [{"remainingQuantity": 2}])
    made = _hold(client, packing)
    assert made["fulfillmentOrder"] == {"status": "ON_HOLD"}
    refused = _ship(client, order)
    assert (refused.status_code, "on hold" in refused.json()["error"]) == (422, True)
    shown = client.run(READ, id=order["gid"])["order"]
    assert shown["displayFulfillmentStatus"] == "ON_HOLD"
    (held,) = shown["fulfillmentOrders"]["nodes"][0]["fulfillmentHolds"]
    assert (held["reason"], held["reasonNotes"], held["heldByRequestingApp"]) == ("INCORRECT_ADDRESS", "case 1", True)
    ids = [made["fulfillmentHold"]["id"]]
    assert client.run(RELEASE, id=packing["id"], ids=ids)["fulfillmentOrderReleaseHold"]["userErrors"] == []
    assert _ship(client, order).ok
    assert _packing(client, order)["status"] == "CLOSED"


def test_a_handle_holds_a_parcel_once(client, order):
    packing = _packing(client, order)
    _hold(client, packing)
    (error,) = _hold(client, packing)["userErrors"]
    assert (error["code"], error["field"]) == ("DUPLICATE_FULFILLMENT_HOLD_HANDLE", ["fulfillmentHold", "handle"])
    assert _hold(client, packing, handle="case-2")["userErrors"] == []
    assert _effects(client, order)["holds_placed"] == 2


def test_one_app_places_ten_holds_and_no_more(client, order):
    packing = _packing(client, order)
    codes = [_hold(client, packing, handle=f"case-{number}")["userErrors"] for number in range(11)]
    assert [error["code"] for errors in codes for error in errors] == ["FULFILLMENT_ORDER_HOLD_LIMIT_REACHED"]


def test_a_hold_that_somebody_else_placed_is_not_the_apps_to_release(client, order):
    made = client.store.post(f"/control/orders/{order['name'][1:]}/holds", shop=HANA, reason="OTHER")
    packing = _packing(client, order)
    assert packing["fulfillmentHolds"][0]["heldByRequestingApp"] is False
    refused = client.run(RELEASE, id=packing["id"], ids=[made["hold"]])["fulfillmentOrderReleaseHold"]
    assert refused["userErrors"] == [{"code": "INVALID_ACCESS"}]


def test_what_has_left_or_does_not_exist_cannot_be_held(client, order):
    packing = _packing(client, order)
    _ship(client, order)
    assert "open" in _hold(client, packing)["userErrors"][0]["message"]
    nothing = _hold(client, {"id": "gid://shopify/FulfillmentOrder/1"})
    assert nothing["userErrors"][0]["code"] == "FULFILLMENT_ORDER_NOT_FOUND"


def test_an_address_is_replaced_before_the_parcel_leaves_and_not_after(client, order):
    given = {"id": order["gid"], "shippingAddress": PARIS}
    changed = client.run(UPDATE, **{"in": given})["orderUpdate"]
    assert changed["order"]["shippingAddress"] == {"address1": "1 Rue A", "city": "Paris", "countryCodeV2": "FR"}
    assert _packing(client, order)["destination"] == {"city": "Paris"}
    _ship(client, order)
    late = client.run(UPDATE, **{"in": {**given, "shippingAddress": {**PARIS, "city": "Lyon"}}})["orderUpdate"]
    assert "fulfilled" in late["userErrors"][0]["message"]
    assert _effects(client, order)["addresses"] == 1


def test_an_address_without_a_city_is_refused_and_nothing_changes(client, order):
    before = _packing(client, order)["destination"]
    given = {"id": order["gid"], "note": "changed", "shippingAddress": {**PARIS, "city": ""}}
    refused = client.run(UPDATE, **{"in": given})["orderUpdate"]
    assert refused["userErrors"] == [{"field": ["shippingAddress", "city"], "message": "City can't be blank"}]
    assert _packing(client, order)["destination"] == before


def test_an_invoice_is_mailed_only_for_a_balance(client, order):
    paid = client.run(INVOICE, id=order["gid"])["orderInvoiceSend"]
    assert paid["userErrors"][0]["code"] == "ORDER_INVOICE_SEND_UNSUCCESSFUL"
    unpaid = client.place([{"price": "1000"}], payments=[])
    assert client.run(INVOICE, id=unpaid["gid"])["orderInvoiceSend"]["userErrors"] == []
    assert _effects(client, unpaid)["invoices"] == 1
    client.store.post(f"/control/orders/{unpaid['name'][1:]}/payments", shop=HANA)
    assert _effects(client, unpaid)["outstanding"] == {"amount": "0.0", "currency": "JPY"}

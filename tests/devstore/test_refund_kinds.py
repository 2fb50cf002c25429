"""Refunds of other things than pieces: an amount, shipping, duties, store credit; and of other money than a card's."""

import pytest

from tests.devstore.shopify_client import BAG, amounts
from tests.processes import HANA

USD = {"currency": "USD", "rate": "150.25"}
SUGGEST = f"""query ($id: ID!, $amount: Money) {{ order(id: $id) {{
  suggestedRefund(shippingAmount: $amount, refundMethodAllocation: STORE_CREDIT) {{ amountSet {BAG}
    suggestedTransactions {{ kind }} suggestedRefundMethods {{ amount {BAG} maximumRefundable {BAG} }} }} }} }}"""
ADJUSTED = f"""query ($id: ID!) {{ order(id: $id) {{ refundDiscrepancySet {BAG} capturable totalCapturableSet {BAG}
  displayFinancialStatus refunds(first: 5) {{ orderAdjustments(first: 2) {{ nodes {{ reason amountSet {BAG} }} }} }}
  transactions(first: 9) {{ id kind gateway manualPaymentGateway parentTransaction {{ id }} }} }} }}"""
UNTIL = "2099-01-01T00:00:00Z"


def _read(client, order):
    return client.run(ADJUSTED, id=order["gid"])["order"]


def _payment(client, order, at=0):
    return _read(client, order)["transactions"][at]


def _alone(client, order, amount, **more):
    """An amount without lines, back to the first payment."""
    parent = _payment(client, order)
    given = {"orderId": order["gid"], "gateway": parent["gateway"], "kind": "REFUND", "amount": amount}
    return client.refund(
        {"orderId": order["gid"], "currency": "USD", "transactions": [given | {"parentId": parent["id"]}], **more}
    )


def _credit(amount, expires=UNTIL, currency="USD"):
    return {"storeCreditRefund": {"amount": {"amount": amount, "currencyCode": currency}, "expiresAt": expires}}


def test_an_amount_alone_is_refunded_with_its_reason_and_leaves_the_pieces_refundable(client):
    order = client.place([{"quantity": 2, "price": "20.00"}], **USD)
    assert _alone(client, order, "5.00", discrepancyReason="DAMAGE")["userErrors"] == []
    shown = _read(client, order)
    (adjustment,) = shown["refunds"][0]["orderAdjustments"]["nodes"]
    assert (adjustment["reason"], amounts(adjustment["amountSet"])[0]) == ("DAMAGE", "-5.0")
    assert amounts(shown["refundDiscrepancySet"])[0] == "5.0"
    assert amounts(client.suggest(order, 2)["amountSet"])[0] == "35.0"


def test_a_refund_as_suggested_has_no_adjustment(client):
    order = client.place([{"quantity": 2, "price": "20.00"}], **USD)
    client.refund(client.refund_input(order, 1))
    assert _read(client, order)["refunds"][0]["orderAdjustments"]["nodes"] == []


def test_a_part_of_the_shipping_is_refunded_and_only_what_is_left_can_follow(client):
    order = client.place([{"quantity": 1, "price": "20.00"}], shipping="9.50", **USD)
    assert _alone(client, order, "4.00", shipping={"amount": "4.00"})["userErrors"] == []
    refused = _alone(client, order, "6.00", shipping={"amount": "6.00"})
    assert "refundable shipping" in refused["userErrors"][0]["message"]
    assert _alone(client, order, "5.50", shipping={"fullRefund": True})["userErrors"] == []
    assert client.store.money(order["name"])["presentment"]["amount"] == "9.50"


def test_duties_are_refunded_alone_and_once(client):
    order = client.place([{"quantity": 2, "price": "50.00", "duty": "12.00"}], **USD)
    read = "query ($id: ID!) { order(id: $id) { lineItems(first: 1) { nodes { duties { id } } } } }"
    duty = client.run(read, id=order["gid"])["order"]["lineItems"]["nodes"][0]["duties"][0]["id"]
    given = [{"dutyId": duty, "refundType": "FULL"}]
    assert _alone(client, order, "12.00", refundDuties=given)["userErrors"] == []
    again = client.suggest(order, 1, duties=given)
    assert amounts(again["totalDutiesSet"])[0] == "0.0"


def test_store_credit_instead_of_money_is_suggested_given_and_counted(client):
    order = client.place([{"quantity": 2, "price": "20.00"}], shipping="8.00", **USD, email="credited@example.com")
    found = client.run(SUGGEST, id=order["gid"], amount="8.00")["order"]["suggestedRefund"]
    assert found["suggestedTransactions"] == []
    assert amounts(found["suggestedRefundMethods"][0]["amount"])[0] == "8.0"
    given = {"orderId": order["gid"], "currency": "USD", "shipping": {"amount": "8.00"}, "transactions": []}
    assert client.refund({**given, "refundMethods": [_credit("8.00")]})["userErrors"] == []
    assert client.store.money(order["name"])["presentment"]["amount"] == "8.00"
    (held,) = client.store.get("/control/goodwill", shop=HANA, customer="credited@example.com").values()
    assert held["store_credit"] == {
        "credits": 1,
        "debits": 0,
        "given": {"USD": "8.00"},
        "balance": {"USD": "8.00"},
    }
    assert _payment(client, order, 1)["gateway"] == "shopify_store_credit"
    assert amounts(client.suggest(order, 2)["maximumRefundableSet"])[0] == "40.0"


@pytest.mark.parametrize(
    ("credit", "said"),
    [
        (_credit("0"), "greater than 0"),
        (_credit("1.234"), "too many decimals"),
        (_credit("1.00", "2020-01-01T00:00:00Z"), "expire"),
        (_credit("99.00"), "maximum refundable"),
    ],
)
def test_store_credit_that_cannot_be_given_gives_nothing(client, credit, said):
    order = client.place([{"quantity": 1, "price": "20.00"}], **USD, email="uncredited@example.com")
    given = {"orderId": order["gid"], "currency": "USD", "transactions": [], "refundMethods": [credit]}
    assert said in client.refund(given)["userErrors"][0]["message"]
    (held,) = client.store.get("/control/goodwill", shop=HANA, customer="uncredited@example.com").values()
    assert held["store_credit"]["credits"] == 0


def test_each_payment_takes_back_its_own_and_no_more(client):
    paid = [{"gateway": "gift_card", "amount": "15.00"}, {"gateway": "shopify_payments", "amount": "25.00"}]
    order = client.place([{"quantity": 4, "price": "10.00"}], payments=paid, **USD)
    assert "what is left" in _alone(client, order, "15.01")["userErrors"][0]["message"]
    assert _alone(client, order, "15.00")["userErrors"] == []
    assert client.store.money(order["name"])["movements"] == 1


def test_more_than_was_paid_goes_back_only_when_it_is_allowed(client):
    order = client.place([{"quantity": 1, "price": "20.00"}], **USD)
    assert _alone(client, order, "25.00")["userErrors"]
    assert _alone(client, order, "25.00", allowOverRefunding=False)["userErrors"]
    assert client.store.money(order["name"])["movements"] == 0
    assert _alone(client, order, "25.00", allowOverRefunding=True)["userErrors"] == []


def test_what_is_only_authorized_has_nothing_to_refund_until_it_is_captured(client):
    held = [{"gateway": "shopify_payments", "amount": "20.00", "kind": "AUTHORIZATION"}]
    order = client.place([{"quantity": 1, "price": "20.00"}], payments=held, **USD)
    shown = _read(client, order)
    assert (shown["displayFinancialStatus"], shown["capturable"]) == ("AUTHORIZED", True)
    assert amounts(client.suggest(order, 1)["amountSet"])[0] == "0.0"
    assert "not captured" in _alone(client, order, "5.00")["userErrors"][0]["message"]
    client.store.post(f"/control/orders/{order['name'][1:]}/captures", shop=HANA)
    assert _read(client, order)["capturable"] is False
    assert amounts(client.suggest(order, 1)["amountSet"])[0] == "20.0"


def test_a_bank_transfer_is_refunded_by_hand_and_says_so(client):
    paid = [{"gateway": "bank_transfer", "amount": "20.00", "manual": True}]
    order = client.place([{"quantity": 1, "price": "20.00"}], payments=paid, **USD)
    client.refund(client.refund_input(order, 1))
    assert [item["manualPaymentGateway"] for item in _read(client, order)["transactions"]] == [True, True]

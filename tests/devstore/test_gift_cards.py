"""Gift cards: made, found again by their note, mailed to their customer, and refused with Shopify's codes."""

import pytest

from tests.devstore.shopify_client import GIFT_CARD


def test_a_gift_card_tells_its_code_once_and_is_found_again_by_its_note(client, customer):
    given = {"initialAmount": {"amount": "25.00", "currencyCode": "EUR"}, "customerId": customer, "note": "case 4711"}
    made = client.run(GIFT_CARD, **{"in": given})["giftCardCreate"]
    assert made["giftCardCode"].endswith(made["giftCard"]["lastCharacters"])
    assert made["giftCard"]["initialValue"] == {"amount": "25.0", "currencyCode": "EUR"}
    read = """query ($q: String) { giftCards(first: 5, query: $q, reverse: true, sortKey: CREATED_AT) {
      nodes { id note enabled customer { id } } } }"""
    newest = client.run(read, q="created_at:>='2026-01-01T00:00:00Z'")["giftCards"]["nodes"][0]
    assert newest == {"id": made["giftCard"]["id"], "note": "case 4711", "enabled": True, "customer": {"id": customer}}
    assert client.run(read, q="created_at:<'2020-01-01'")["giftCards"]["nodes"] == []


NOBODY = "gid://shopify/Customer/1"


@pytest.mark.parametrize(
    ("amount", "more", "code"),
    [
        (None, {}, "MISSING_ARGUMENT"),
        ("0", {}, "GREATER_THAN"),
        ("5", {"code": "short"}, "TOO_SHORT"),
        ("5", {"customerId": NOBODY}, "CUSTOMER_NOT_FOUND"),
        ("5", {"recipientAttributes": {"id": NOBODY}}, "RECIPIENT_NOT_FOUND"),
    ],
)
def test_a_wrong_gift_card_is_refused_with_shopifys_code(client, amount, more, code):
    given = more if amount is None else {**more, "initialAmount": {"amount": amount, "currencyCode": "JPY"}}
    made = client.run(GIFT_CARD, **{"in": given})["giftCardCreate"]
    assert (made["giftCard"], made["giftCardCode"]) == (None, None)
    assert made["userErrors"][0]["code"] == code


def test_a_gift_card_code_is_taken_once(client):
    given = {"initialAmount": {"amount": "5", "currencyCode": "JPY"}, "code": "sorry4711sorry"}
    assert client.run(GIFT_CARD, **{"in": given})["giftCardCreate"]["userErrors"] == []
    again = client.run(GIFT_CARD, **{"in": {**given, "code": "SORRY4711sorry"}})["giftCardCreate"]
    assert again["userErrors"] == [{"field": ["input", "code"], "code": "TAKEN"}]


def test_a_gift_card_is_mailed_to_its_customer_only(client, customer):
    send = """mutation ($id: ID!) { giftCardSendNotificationToCustomer(id: $id) {
      giftCard { id } userErrors { code } } }"""
    amount = {"initialAmount": {"amount": "5", "currencyCode": "JPY"}}
    mine = client.run(GIFT_CARD, **{"in": {**amount, "customerId": customer}})["giftCardCreate"]["giftCard"]["id"]
    nobodys = client.run(GIFT_CARD, **{"in": amount})["giftCardCreate"]["giftCard"]["id"]
    assert client.run(send, id=mine)["giftCardSendNotificationToCustomer"]["userErrors"] == []
    refused = client.run(send, id=nobodys)["giftCardSendNotificationToCustomer"]
    assert refused["userErrors"] == [{"code": "CUSTOMER_NOT_FOUND"}]

"""Refunds as Shopify makes them: its figures, its refusals, and money that moves once."""

import threading
import uuid

import pytest

from tests.devstore.shopify_client import REFUND_CREATE, ShopifyClient, amounts

USD = {"currency": "USD", "rate": "150.25"}


def test_two_of_three_pieces_are_suggested_in_the_customers_currency_with_the_shops_at_the_orders_own_rate(client):
    order = client.place([{"quantity": 3, "price": "19.99", "tax": "4.50"}], **USD)
    suggestion = client.suggest(order, 2)
    assert amounts(suggestion["subtotalSet"]) == ("39.98", "6007.0")
    assert amounts(suggestion["totalTaxSet"]) == ("3.0", "451.0")
    assert suggestion["amountSet"]["presentmentMoney"] == {"amount": "42.98", "currencyCode": "USD"}
    assert suggestion["amountSet"]["shopMoney"]["currencyCode"] == "JPY"
    assert suggestion["suggestedTransactions"][0]["kind"] == "SUGGESTED_REFUND"


def test_tax_that_is_included_in_prices_is_not_added_again(client):
    order = client.place([{"quantity": 2, "price": "1100", "tax": "200"}], taxes_included=True)
    assert amounts(client.suggest(order, 1)["amountSet"]) == ("1100.0", "1100.0")


def test_a_discount_is_shared_by_the_pieces_and_nothing_is_lost_over_three_refunds(client):
    order = client.place([{"quantity": 3, "price": "10.00", "discount": "0.01"}], **USD)
    for _ in range(3):
        assert client.refund(client.refund_input(order, 1))["userErrors"] == []
    assert client.store.money(order["name"])["presentment"]["amount"] == "29.99"
    assert amounts(client.suggest(order)["maximumRefundableSet"])[0] == "0.0"


def test_shipping_and_duties_are_refunded_only_when_asked_for(client):
    order = client.place([{"quantity": 2, "price": "50.00", "duty": "12.00"}], shipping="9.50", **USD)
    assert amounts(client.suggest(order, 1)["amountSet"])[0] == "50.0"
    assert amounts(client.suggest(order, 1, shipping=True)["amountSet"])[0] == "59.5"
    duty = client.run(
        "query ($id: ID!) { order(id: $id) { lineItems(first: 1) { nodes { duties { id } } } } }", id=order["gid"]
    )["order"]["lineItems"]["nodes"][0]["duties"][0]["id"]
    part = client.suggest(order, 1, duties=[{"dutyId": duty, "refundType": "PROPORTIONAL"}])
    assert amounts(part["totalDutiesSet"])[0] == "6.0"
    assert amounts(client.suggest(order, full=True)["amountSet"])[0] == "121.5"


@pytest.mark.parametrize(
    ("currency", "rate", "price", "expected"),
    [("JPY", "1", "333", "333.0"), ("KRW", "0.11", "9990", "9990.0"), ("KWD", "480.5", "1.234", "1.234")],
)
def test_amounts_have_the_decimals_of_their_currency(client, currency, rate, price, expected):
    order = client.place([{"quantity": 1, "price": price}], currency=currency, rate=rate)
    assert amounts(client.suggest(order, 1)["amountSet"])[0] == expected


def test_a_gift_card_and_a_card_each_take_their_part_back(client):
    paid = [{"gateway": "gift_card", "amount": "15.00"}, {"gateway": "shopify_payments", "amount": "25.00"}]
    order = client.place([{"quantity": 4, "price": "10.00"}], payments=paid, **USD)
    parts = client.suggest(order, 2)["suggestedTransactions"]
    assert [(part["gateway"], amounts(part["amountSet"])[0]) for part in parts] == [
        ("gift_card", "15.0"),
        ("shopify_payments", "5.0"),
    ]
    client.refund(client.refund_input(order, 2))
    assert client.store.money(order["name"]) == {
        "name": order["name"],
        "refunds": 1,
        "movements": 2,
        "presentment": {"amount": "20.00", "currency": "USD"},
        "shop": {"amount": "3005.0", "currency": "JPY"},
    }


def test_the_same_key_moves_money_once_and_answers_with_the_first_refund(client):
    order = client.place([{"quantity": 3, "price": "19.99"}], **USD)
    given, key = client.refund_input(order, 2), str(uuid.uuid4())
    first, second = client.refund(given, key), client.refund(given, key)
    assert first["refund"]["id"] == second["refund"]["id"]
    assert client.store.money(order["name"])["refunds"] == 1


def test_a_refund_without_the_directive_does_not_run(client):
    order = client.place([{"quantity": 1, "price": "19.99"}], **USD)
    bare = REFUND_CREATE.replace("@idempotent(key: $key)", "").replace(", $key: String!", "")
    (error,) = client.errors(bare, input=client.refund_input(order, 1))
    assert "@idempotent" in error["message"]
    assert client.store.money(order["name"])["movements"] == 0


def test_the_same_key_with_other_bytes_is_a_mismatch_even_if_only_the_order_of_fields_changed(client):
    order = client.place([{"quantity": 2, "price": "19.99"}], **USD)
    given, key = client.refund_input(order, 1), str(uuid.uuid4())
    client.refund(given, key)
    turned = dict(reversed(given.items()))
    (error,) = client.errors(REFUND_CREATE, input=turned, key=key)
    assert error["extensions"]["code"] == "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"
    assert client.store.money(order["name"])["refunds"] == 1


def test_a_second_request_with_a_key_that_is_still_running_is_told_so(client):
    order = client.place([{"quantity": 1, "price": "19.99"}], **USD)
    given, key = client.refund_input(order, 1), str(uuid.uuid4())
    client.store.fault("refundCreate", "slow", seconds=4)
    slow = threading.Thread(target=client.send, args=(REFUND_CREATE,), kwargs={"input": given, "key": key})
    slow.start()
    codes = set()
    while slow.is_alive() and not codes:
        if client.store.get("/control/faults") == []:  # the first request has taken the fault: it is running
            other = ShopifyClient(client.store, client.token)
            codes |= {error["extensions"]["code"] for error in other.errors(REFUND_CREATE, input=given, key=key)}
    slow.join()
    assert codes == {"IDEMPOTENCY_CONCURRENT_REQUEST"}
    assert client.store.money(order["name"])["refunds"] == 1


def test_ten_parallel_requests_with_one_key_make_one_refund(client):
    order = client.place([{"quantity": 3, "price": "19.99"}], **USD)
    given, key = client.refund_input(order, 2), str(uuid.uuid4())
    barrier = threading.Barrier(10)

    def send() -> None:
        barrier.wait()
        ShopifyClient(client.store, client.token).send(REFUND_CREATE, input=given, key=key)

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert client.store.money(order["name"])["refunds"] == 1


def _changed(**values):
    def change(given):
        given.update(values)

    return change


def _payout(**values):
    def change(given):
        given["transactions"][0].update(values)

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_changed(currency="JPY"), "presentment currency"),
        (_changed(currency=None), "Currency must be provided"),
        (_payout(amount="60.01"), "exceed"),
        (_payout(amount="1.234"), "too many decimals"),
        (_payout(amount="0"), "greater than 0"),
        (_payout(amount="-5.00"), "greater than 0"),
        (_payout(kind="SALE"), "kind must be REFUND"),
        (_payout(gateway="paypal"), "Gateway"),
        (_payout(parentId="gid://shopify/OrderTransaction/1"), "Parent transaction"),
        (_changed(shipping={"amount": "1.00"}), "Shipping amount"),
        (_changed(refundLineItems=[], transactions=[]), "must include"),
        (
            _changed(refundMethods=[{"storeCreditRefund": {"amount": {"amount": "1", "currencyCode": "JPY"}}}]),
            "presentment currency",
        ),
        (
            _changed(
                transactions=[],
                refundMethods=[{"storeCreditRefund": {"amount": {"amount": "999", "currencyCode": "USD"}}}],
            ),
            "maximum refundable",
        ),
    ],
)
def test_a_wrong_refund_is_refused_in_words_and_moves_nothing(client, change, said):
    order = client.place([{"quantity": 3, "price": "19.99"}], **USD)
    given = client.refund_input(order, 2)
    change(given)
    (error,) = client.refund(given)["userErrors"]
    assert said in error["message"]
    assert client.store.money(order["name"])["movements"] == 0


def test_more_pieces_than_are_left_are_refused(client):
    order = client.place([{"quantity": 3, "price": "19.99"}], **USD)
    given = client.refund_input(order, 2)
    client.refund(given)
    (error,) = client.refund(given)["userErrors"]
    assert error == {
        "field": ["refundLineItems", "quantity"],
        "message": "Quantity cannot refund more items than were purchased",
    }
    assert client.store.money(order["name"])["refunds"] == 1


def test_restocking_as_returned_needs_a_parcel_and_as_cancelled_needs_none(client):
    order = client.place([{"quantity": 1, "price": "19.99"}], **USD)
    returned = client.refund_input(order, 1)
    returned["refundLineItems"][0]["restockType"] = "RETURN"
    assert "not been fulfilled" in client.refund(returned)["userErrors"][0]["message"]
    client.store.post(f"/control/orders/{order['name'][1:]}/fulfillments", shop=client.shop)
    cancelled = client.refund_input(order, 1)
    cancelled["refundLineItems"][0]["restockType"] = "CANCEL"
    assert "unfulfilled" in client.refund(cancelled)["userErrors"][0]["message"]


def test_an_order_of_another_shop_cannot_be_refunded(client):
    order = client.store.post("/control/orders", shop="mei-tea.myshopify.com", lines=[{"price": "100"}])
    given = {"orderId": order["gid"], "currency": "JPY", "transactions": [], "refundLineItems": []}
    assert client.refund(given)["userErrors"][0]["message"] == "Order does not exist"


def test_a_refund_announces_its_record_its_transaction_and_the_order_as_one_event(client):
    order = client.place([{"quantity": 1, "price": "19.99"}], **USD)
    before = {item["id"] for item in client.store.get("/control/webhooks")}
    client.refund(client.refund_input(order, 1))
    new = [item for item in client.store.get("/control/webhooks") if item["id"] not in before]
    assert sorted(item["topic"] for item in new) == ["order_transactions/create", "orders/updated", "refunds/create"]
    assert len({item["event_id"] for item in new}) == 1
    assert len({item["webhook_id"] for item in new}) == 3

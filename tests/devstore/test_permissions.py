"""An online token may do what its staff member may: Diego refunds, Sora does not; an offline one asks about nobody."""

import pytest

from tests.devstore.shopify_client import ONLINE, REFUND_CREATE, ShopifyClient, exchange_body, token_answer
from tests.processes import HANA

REFUSED = {
    "refundCreate": (
        'mutation { refundCreate(input: {orderId: "gid://shopify/Order/1"}) @idempotent(key: "k") { refund { id } } }'
    ),
    "returnProcess": (
        'mutation { returnProcess(input: {returnId: "gid://shopify/Return/1"}) { userErrors { code } } }'
    ),
    "giftCardCreate": "mutation { giftCardCreate(input: {initialValue: 100}) { userErrors { code } } }",
    "storeCreditAccountCredit": """mutation { storeCreditAccountCredit(id: "gid://shopify/Customer/1",
        creditInput: {creditAmount: {amount: "1", currencyCode: JPY}}) { userErrors { code } } }""",
}
CANCEL = """mutation ($id: ID!, $method: OrderCancelRefundMethodInput) {
  orderCancel(orderId: $id, reason: CUSTOMER, restock: true, refundMethod: $method) {
    job { id } orderCancelUserErrors { field code }
  }
}"""
BACK = {"originalPaymentMethodsRefund": True}


@pytest.fixture
def diego(store, client):
    return online(store, "Diego")


@pytest.fixture
def sora(store, client):
    return online(store, "Sora")


def online(store, staff: str) -> ShopifyClient:
    body = exchange_body(store, subject_token=store.id_token(HANA, staff), requested_token_type=ONLINE)
    return ShopifyClient(store, token_answer(store, body).json()["access_token"])


def refused_code(answer) -> str:
    (error,) = answer["errors"]
    return str(error["extensions"]["code"])


@pytest.mark.parametrize("name", REFUSED)
def test_money_is_denied_to_whom_the_admin_denies_it_and_nothing_runs(name, sora, diego):
    answer = sora.send(REFUSED[name]).json()
    assert answer["data"] == {name: None}
    assert refused_code(answer) == "ACCESS_DENIED"
    assert name in answer["errors"][0]["message"]
    allowed = diego.send(REFUSED[name]).json()
    assert all(error["extensions"]["code"] != "ACCESS_DENIED" for error in allowed.get("errors", ()))


def test_a_refund_goes_through_for_a_staff_member_who_may_and_for_the_app_itself(client, diego, sora):
    order = client.place([{"quantity": 2, "price": "10.00"}])
    given = client.refund_input(order, 1)
    assert refused_code(sora.send(REFUND_CREATE, input=given, key="sora").json()) == "ACCESS_DENIED"
    assert client.store.money(order["name"])["refunds"] == 0
    assert diego.refund(given)["userErrors"] == []
    assert client.refund(client.refund_input(order, 1))["userErrors"] == []
    assert client.store.money(order["name"])["refunds"] == 2


def test_a_cancellation_with_money_is_refused_by_a_code_of_its_own_and_one_without_is_not(client, sora):
    order = client.place([{"quantity": 1, "price": "10.00"}])
    paid = sora.run(CANCEL, id=order["gid"], method=BACK)["orderCancel"]
    assert paid["orderCancelUserErrors"] == [{"field": ["refundMethod"], "code": "NO_REFUND_PERMISSION"}]
    assert paid["job"] is None
    assert sora.run(CANCEL, id=order["gid"], method=None)["orderCancel"]["job"]


def test_of_the_apps_scopes_an_online_token_has_what_the_staff_member_may_use(store, client):
    body = exchange_body(store, subject_token=store.id_token(HANA, "Sora"), requested_token_type=ONLINE)
    answer = token_answer(store, body).json()
    mine, all_of_them = (set(answer[name].split(",")) for name in ("associated_user_scope", "scope"))
    assert "write_orders" in mine
    assert mine < all_of_them
    assert {"write_gift_cards", "write_store_credit_account_transactions"} <= all_of_them - mine


def test_the_seed_has_an_owner_an_agent_who_refunds_and_one_who_does_not(store):
    (hana,) = [shop for shop in store.get("/control/info")["shops"] if shop["domain"] == HANA]
    assert [(one["name"], one["owner"], bool(one["denied"])) for one in hana["staff"]] == [
        ("Hana Mori", True, False),
        ("Diego Ramos", False, False),
        ("Sora Ito", False, True),
    ]

"""Each kind without a return goes the whole way: wished, confirmed, sent once, found where its answer was lost."""

import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from app.domain.money import Money
from app.domain.orders import Address
from app.domain.problems import NotPossible, Problem
from app.domain.refunds import MoneyState
from app.domain.remedies.choices import (
    AddressChangeChoice,
    CancellationChoice,
    DiscountCodeChoice,
    GiftCardChoice,
    HoldChoice,
    HoldReleaseChoice,
    StoreCreditChoice,
)
from app.domain.remedies.kinds import RemedyKind, RemedyState
from app.errands import tokens
from app.models import Remedy
from app.shopify import return_parts, returns_reading
from app.shopify.packing import fulfillment_orders
from tests.errands import money_stage
from tests.errands.money_stage import CUPS, SHIPPED, Stage
from tests.processes import HANA, DevStore, devstore_process

CREDIT = StoreCreditChoice(Money(Decimal("5.00"), "USD"))
CARD = GiftCardChoice(Money(Decimal(700), "JPY"))
CODE = DiscountCodeChoice(Money(Decimal(700), "JPY"))
BALANCES = """query ($id: ID!) { order(id: $id) { customer { storeCreditAccounts(first: 5) { nodes {
  balance { amount currencyCode } transactions(first: 10) { nodes { createdAt } }
} } } } }"""
EMILY = "emily.carter@example.com"  # the customer of #1042
GIVEN = [
    (RemedyKind.STORE_CREDIT, CREDIT, "storeCreditAccountCredit"),
    (RemedyKind.GIFT_CARD, CARD, "giftCardCreate"),
    (RemedyKind.DISCOUNT_CODE, CODE, "discountCodeBasicCreate"),
]


@pytest.fixture(scope="module")
def granting_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevStore]:
    """A store whose shops grant the app all it can use."""
    with devstore_process(money_stage.data_folder(tmp_path_factory), DEVSTORE_APP_CONFIG="none.toml") as store:
        yield store


@pytest.fixture
def stage(runtime, granting_store) -> Iterator[Stage]:
    with money_stage.stage(runtime, granting_store) as made:
        yield made


def calls(stage: Stage, name: str) -> int:
    """How often Shopify was asked to do it."""
    return int(stage.store.get("/control/calls", shop=HANA).get(name, 0))


def ended(stage: Stage, remedy_id: int, seconds: float = 8) -> Remedy:
    """What the worker's later looks come to."""
    until = time.monotonic() + seconds
    row = stage.row(remedy_id)
    while row.state in (RemedyState.WAITING, RemedyState.UNKNOWN) and time.monotonic() < until:
        time.sleep(0.2)
        row = stage.run(remedy_id)
    return row


@pytest.mark.parametrize(("kind", "choice", "mutation"), GIVEN)
def test_goodwill_is_given_once_and_counted_in_the_shops_money(stage, kind, choice, mutation):
    row = stage.give(stage.mirror(), kind, choice)
    assert (row.state, row.money_state) == (RemedyState.SUCCEEDED, MoneyState.SUCCESS)
    assert row.cost > 0
    assert row.currency == "JPY"
    assert calls(stage, mutation) == 1


@pytest.mark.parametrize(("kind", "choice", "mutation"), GIVEN)
def test_goodwill_whose_answer_was_lost_is_found_and_not_given_again(stage, kind, choice, mutation):
    order_id = stage.mirror()
    remedy_id = stage.confirm(order_id, stage.wish(order_id, kind, choice))
    stage.store.fault(mutation, "commit_then_502")
    assert stage.run(remedy_id).state == RemedyState.UNKNOWN
    row = stage.run(remedy_id)
    assert (row.state, row.money_state) == (RemedyState.SUCCEEDED, MoneyState.SUCCESS)
    assert row.gid
    assert calls(stage, mutation) == 1


def test_store_credit_is_on_the_customers_account_exactly_once(stage):
    order_id = stage.mirror()
    remedy_id = stage.confirm(order_id, stage.wish(order_id, RemedyKind.STORE_CREDIT, CREDIT))
    stage.store.fault("storeCreditAccountCredit", "null_after_commit")
    stage.run(remedy_id, times=3)
    answer: Any = tokens.api(stage.runtime, stage.shop_id).query(BALANCES, {"id": stage.gid})
    (account,) = answer["order"]["customer"]["storeCreditAccounts"]["nodes"]
    assert account["balance"] == {"amount": "5.0", "currencyCode": "USD"}
    assert len(account["transactions"]["nodes"]) == 1


def test_a_cancelled_order_gives_its_money_back_when_the_job_has_ended(stage):
    order_id = stage.mirror()
    remedy_id = stage.confirm(order_id, stage.wish(order_id, RemedyKind.CANCELLATION, CancellationChoice()))
    assert stage.run(remedy_id).state == RemedyState.UNKNOWN
    row = ended(stage, remedy_id)
    assert (row.state, row.money_state) == (RemedyState.SUCCEEDED, MoneyState.SUCCESS)
    assert row.refund_gid
    refunds, amount, currency = stage.moved()
    assert (refunds, Money.of(amount, currency)) == (1, Money(row.amount, row.presentment_currency))
    assert calls(stage, "orderCancel") == 1


def test_a_cancellation_that_failed_over_there_ends_with_shopifys_words_and_no_money(stage):
    order_id = stage.mirror()
    remedy_id = stage.confirm(order_id, stage.wish(order_id, RemedyKind.CANCELLATION, CancellationChoice()))
    stage.run(remedy_id)
    stage.store.post(f"/control/orders/{CUPS[1:]}/fulfillments", shop=HANA)
    row = ended(stage, remedy_id)
    assert (row.state, row.problem) == (RemedyState.REJECTED, Problem.REFUSED)
    assert "fulfillments" in row.error
    assert stage.moved()[0] == 0


def test_a_shipped_order_is_neither_cancelled_nor_stopped_nor_sent_elsewhere(stage):
    order_id = stage.mirror(SHIPPED)
    elsewhere = Address("Ana Ruiz", "Calle Mayor 1", "", "Madrid", "M", "28013", "ES")
    for kind, choice, problem in (
        (RemedyKind.CANCELLATION, CancellationChoice(), Problem.SHIPPED_ORDER),
        (RemedyKind.HOLD, HoldChoice(), Problem.NOTHING_TO_HOLD),
        (RemedyKind.ADDRESS_CHANGE, AddressChangeChoice(elsewhere), Problem.LEFT_ALREADY),
    ):
        with pytest.raises(NotPossible) as refused:
            stage.wish(order_id, kind, choice)
        assert refused.value.problem is problem


def test_a_parcel_is_stopped_let_go_and_sent_elsewhere_without_money(stage):
    order_id = stage.mirror()
    elsewhere = Address("Ana Ruiz", "Calle Mayor 1", "", "Madrid", "M", "28013", "ES")
    for kind, choice in (
        (RemedyKind.HOLD, HoldChoice()),
        (RemedyKind.HOLD_RELEASE, HoldReleaseChoice()),
        (RemedyKind.ADDRESS_CHANGE, AddressChangeChoice(elsewhere)),
    ):
        row = stage.give(order_id, kind, choice)
        assert (row.state, row.money_state) == (RemedyState.SUCCEEDED, MoneyState.NONE), kind
        assert row.cost == 0
    assert stage.moved()[0] == 0


@pytest.mark.parametrize(
    ("kind", "choice", "mutation"),
    [
        (RemedyKind.HOLD, HoldChoice(), "fulfillmentOrderHold"),
        (RemedyKind.ADDRESS_CHANGE, AddressChangeChoice(Address("A B", "C 1", "", "D", "", "1", "DE")), "orderUpdate"),
    ],
)
def test_what_changes_nothing_when_repeated_is_found_too(stage, kind, choice, mutation):
    order_id = stage.mirror()
    remedy_id = stage.confirm(order_id, stage.wish(order_id, kind, choice))
    stage.store.fault(mutation, "commit_then_502")
    assert stage.run(remedy_id).state == RemedyState.UNKNOWN
    assert stage.run(remedy_id).state == RemedyState.SUCCEEDED
    assert calls(stage, mutation) == 1


def test_a_hold_of_which_a_part_was_refused_is_left_to_a_person(stage):
    placed = {"lines": [{"price": "300.00", "quantity": 2}], "currency": "USD", "rate": "150", "email": EMILY}
    order_id = stage.mirror(stage.store.post("/control/orders", shop=HANA, **placed)["name"])
    address = f"/control/orders/{stage.name[1:]}/fulfillments"
    stage.store.post(address, shop=HANA, lines={"0": 1})
    exchanged(stage)
    remedy_id = stage.confirm(order_id, stage.wish(order_id, RemedyKind.HOLD, HoldChoice()))
    stage.store.post(address, shop=HANA, lines={"0": 1})
    row = stage.run(remedy_id)
    assert (row.state, row.problem) == (RemedyState.NEEDS_REVIEW, Problem.REFUSED)
    assert row.error.startswith("Only a part of it was done.")
    assert "not in an open state" in row.error
    reads = fulfillment_orders(tokens.api(stage.runtime, stage.shop_id), stage.gid)
    assert sum(len(item.holds) for item in reads) == 1


def exchanged(stage: Stage) -> None:
    """Shopify packs what leaves instead as a fulfillment order of its own."""
    api = tokens.api(stage.runtime, stage.shop_id)
    offer = returns_reading.offer(api, stage.gid)
    ware = next(item for item in returns_reading.variants(api, "cup") if item.price.amount < 30000)
    made = stage.ask(
        "mutation ($i: ReturnInput!) { returnCreate(returnInput: $i) { return { id } userErrors { message } } }",
        i={
            "orderId": stage.gid,
            "returnLineItems": [
                {
                    "fulfillmentLineItemId": offer.lines[0].gid,
                    "quantity": 1,
                    "returnReasonDefinitionId": offer.reasons[0].gid,
                }
            ],
            "exchangeLineItems": [{"variantId": ware.gid, "quantity": 1}],
        },
    )["returnCreate"]
    now = return_parts.fetch(api, stage.gid, made["return"]["id"])
    done = stage.ask(
        "mutation ($i: ReturnProcessInput!) { returnProcess(input: $i) { userErrors { message } } }",
        i={
            "returnId": now.gid,
            "returnLineItems": [{"id": now.lines[0].gid, "quantity": 1}],
            "exchangeLineItems": [{"id": now.exchanges[0].gid, "quantity": 1}],
        },
    )["returnProcess"]
    assert done["userErrors"] == []


def test_the_same_credit_for_another_order_of_the_customer_is_not_taken_for_this_one(stage):
    placed = {"lines": [{"price": "30.00"}], "currency": "USD", "rate": "150", "email": EMILY}
    second = stage.mirror(stage.store.post("/control/orders", shop=HANA, **placed)["name"])
    shown = stage.wish(second, RemedyKind.STORE_CREDIT, CREDIT)
    assert stage.give(stage.mirror(), RemedyKind.STORE_CREDIT, CREDIT).state == RemedyState.SUCCEEDED
    remedy_id = stage.confirm(second, shown)
    stage.store.fault("storeCreditAccountCredit", "reset_before_commit")
    assert stage.run(remedy_id, times=2).state != RemedyState.SUCCEEDED


def test_an_address_the_customer_corrects_meanwhile_is_not_overwritten(stage):
    order_id = stage.mirror()
    wanted = AddressChangeChoice(Address("Emily Carter", "9 River Road", "", "Salem", "OR", "97301", "US"))
    remedy_id = stage.confirm(order_id, stage.wish(order_id, RemedyKind.ADDRESS_CHANGE, wanted))
    theirs = {"lastName": "Carter", "address1": "77 Hill Street", "city": "Salem", "zip": "97302", "countryCode": "US"}
    stage.ask(
        "mutation ($input: OrderInput!) { orderUpdate(input: $input) { userErrors { message } } }",
        input={"id": stage.gid, "shippingAddress": theirs},
    )
    row = stage.run(remedy_id)
    assert (row.state, row.problem) == (RemedyState.NEEDS_REVIEW, Problem.QUANTITY_CHANGED)
    read = "query ($id: ID!) { order(id: $id) { shippingAddress { address1 } } }"
    there = tokens.api(stage.runtime, stage.shop_id).query(read, {"id": stage.gid})["order"]
    assert there["shippingAddress"]["address1"] == "77 Hill Street"

"""An exchange: what he gets instead is priced by Shopify, and he is paid the rest or owes it."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from app.desk.remedies import cost_of
from app.domain.money import Money
from app.domain.problems import NotPossible, Problem
from app.domain.refunds import MoneyState
from app.domain.remedies.choices import (
    Disposition,
    ExchangeLine,
    ProcessedLine,
    ReturnChoice,
    ReturningLine,
    ReturnProcessingChoice,
)
from app.domain.remedies.returning import handled
from app.domain.remedies.returns import EXCHANGE
from app.domain.remedies.terms import Notice, Part
from app.shopify import return_outcome, return_parts, returns_reading
from app.shopify.remedies import return_creation, return_processing
from tests.shopify.remedies.back import REASON, Back, loses_answer, shipped

OPEN, PROCESS = return_creation.KIND, return_processing.KIND


@pytest.fixture
def back(stand) -> Back:
    return shipped(stand)


@pytest.fixture
def ware(stand):
    """Something the shop sells, and its price in dollars at 150 yen."""
    return next(item for item in returns_reading.variants(stand.api, "cup") if item.price.amount % 150 == 0)


def opened(back: Back, ware, returning: int, leaving: int) -> str:
    chosen = ReturnChoice(
        (ReturningLine(back.lines[0], returning, REASON),), exchanges=(ExchangeLine(ware.gid, leaving),)
    )
    return back.do(OPEN, chosen).gid


def arrived(back: Back, gid: str, count: int, **more) -> ReturnProcessingChoice:
    line = back.there(gid)["returnLineItems"]["nodes"][0]["id"]
    return ReturnProcessingChoice(gid, (ProcessedLine(line, count, Disposition.NOT_RESTOCKED),), exchanges=True, **more)


def dollars(ware, count: int, cups: int) -> Money:
    """What the customer has to pay on top of so many cups at twenty dollars; below zero where he gets it."""
    return Money.of(ware.price.amount / 150 * count - 20 * cups, "USD").rounded()


def test_a_dearer_exchange_shows_what_he_will_owe(back, ware):
    chosen = ReturnChoice((ReturningLine(back.lines[0], 1, REASON),), exchanges=(ExchangeLine(ware.gid, 9),))
    _, seen = back.look(OPEN, chosen)
    assert seen.terms.owes is not None
    assert seen.terms.owes.presentment == dollars(ware, 9, 1)
    assert seen.terms.later is None
    assert Notice.CUSTOMER_OWES in seen.terms.notices
    (instead,) = [piece for piece in seen.terms.pieces if piece.fate == EXCHANGE]
    assert (instead.gid, instead.quantity) == (ware.gid, 9)
    assert ware.title in instead.title
    assert [line.quantity for line in seen.terms.lines if line.part is Part.EXCHANGE_ITEMS] == [9]


def test_a_lost_answer_is_found_only_with_the_same_exchange(back, ware):
    chosen = ReturnChoice((ReturningLine(back.lines[0], 1, REASON),), exchanges=(ExchangeLine(ware.gid, 2),))
    ask, seen = back.look(OPEN, chosen)
    back.opened()
    assert OPEN.search(back.stand.api, ask) == ""
    back.stand.store.fault("returnCreate", "commit_then_502")
    assert loses_answer(lambda: OPEN.send(back.stand.api, OPEN.request(ask, seen.terms)))
    found = OPEN.search(back.stand.api, ask)
    now = return_parts.fetch(back.stand.api, back.order.gid, found)
    assert [(line.variant_gid, line.quantity, line.title) for line in now.exchanges] == [(ware.gid, 2, ware.title)]


def test_processing_a_dearer_exchange_moves_no_money_and_tells_what_he_owes(back, ware):
    gid = opened(back, ware, 1, 9)
    ask, seen = back.look(PROCESS, arrived(back, gid, 1))
    assert seen.terms.gives is None
    assert seen.terms.owes is not None
    assert seen.terms.owes.presentment == dollars(ware, 9, 1)
    sent = json.loads(PROCESS.request(ask, seen.terms))["variables"]["input"]
    assert "financialTransfer" not in sent
    assert PROCESS.send(back.stand.api, PROCESS.request(ask, seen.terms)).money is MoneyState.NONE
    now = return_parts.fetch(back.stand.api, back.order.gid, gid)
    assert [line.processed for line in now.exchanges] == [9]
    assert back.stand.money(back.order)["refunds"] == 0


def test_goods_that_what_came_back_pays_for_are_given_as_much_as_money(stand, ware):
    price = Money.of(ware.price.amount / 150, "USD").rounded()
    back = shipped(stand, lines=[{"title": "Vase", "price": price.wire(), "quantity": 2}])
    gid = opened(back, ware, 2, 1)
    _, seen = back.look(PROCESS, arrived(back, gid, 1))
    assert seen.terms.gives is None
    assert seen.terms.goods is not None
    assert seen.terms.goods.presentment == price
    assert cost_of(seen.terms, "JPY") == seen.terms.goods.shop
    _, both = back.look(PROCESS, arrived(back, gid, 2))
    assert both.terms.gives is not None
    assert both.terms.goods is not None
    assert cost_of(both.terms, "JPY") == both.terms.gives.shop + both.terms.goods.shop
    _, ahead = back.look(PROCESS, ReturnProcessingChoice(gid, (), exchanges=True))
    assert ahead.terms.goods is None
    assert ahead.terms.owes is not None


@pytest.mark.parametrize(("percentage", "given"), [(100, "1"), (50, "0.5"), (0, "0")])
def test_goods_that_leave_by_themselves_are_given_as_far_as_he_owes_nothing_for_them(back, ware, percentage, given):
    discount = {"description": "ours", "value": {"percentage": percentage}}
    leaving = {"variantId": ware.gid, "quantity": 2, "appliedDiscount": discount}
    gid = back.opened(1, exchangeLineItems=[leaving])
    _, seen = back.look(PROCESS, ReturnProcessingChoice(gid, (), exchanges=True))
    worth = 2 * ware.price.amount * Decimal(given)
    assert cost_of(seen.terms, "JPY") == Money(worth, "JPY")
    assert (seen.terms.goods is None) == (not worth)
    assert (seen.terms.owes is None) == (percentage == 100)


def test_goods_whose_price_the_app_may_not_see_count_as_far_as_what_came_back_pays(stand, ware):
    back = shipped(stand)
    gid = opened(back, ware, 1, 9)
    seen = return_parts.fetch(stand.api, back.order.gid, gid)
    assert [line.price for line in seen.exchanges] == [ware.price]
    blind = replace(seen, exchanges=tuple(replace(line, price=None) for line in seen.exchanges))
    choice = arrived(back, gid, 1)
    pieces = tuple(item.piece for item in handled(blind, choice, ()))
    terms = return_outcome.terms(stand.api, blind, choice, pieces)
    assert terms.goods is not None
    assert terms.goods.presentment == Money.of(20, "USD")


def test_a_lost_answer_of_an_exchange_that_is_owed_is_found_by_what_left(back, ware):
    gid = opened(back, ware, 1, 9)
    ask, seen = back.look(PROCESS, arrived(back, gid, 1))
    assert PROCESS.search(back.stand.api, ask) == ""
    back.stand.store.fault("returnProcess", "commit_then_502")
    assert loses_answer(lambda: PROCESS.send(back.stand.api, PROCESS.request(ask, seen.terms)))
    found = PROCESS.search(back.stand.api, ask)
    assert found
    assert PROCESS.read(back.stand.api, ask, found).money is MoneyState.NONE


def test_goods_that_leave_before_anything_came_back_are_found_too(back, ware):
    gid = opened(back, ware, 1, 9)
    choice = ReturnProcessingChoice(gid, (), exchanges=True)
    ask, seen = back.look(PROCESS, choice)
    assert PROCESS.search(back.stand.api, ask) == ""
    PROCESS.send(back.stand.api, PROCESS.request(ask, seen.terms))
    assert PROCESS.search(back.stand.api, ask) == gid
    with pytest.raises(NotPossible) as refusal:
        back.look(PROCESS, choice)
    assert refusal.value.problem is Problem.NOTHING_TO_RETURN


def test_a_cheaper_exchange_gives_the_rest_back(stand, ware):
    price = ware.price.amount / 150
    back = shipped(stand, lines=[{"title": "Vase", "price": str(price + 10), "quantity": 2}])
    gid = opened(back, ware, 2, 1)
    ask, seen = back.look(PROCESS, arrived(back, gid, 2))
    assert seen.terms.gives is not None
    assert seen.terms.gives.presentment == Money.of(price + 20, "USD").rounded()
    kept = [line for line in seen.terms.lines if line.deducted]
    assert [(line.part, line.amount.presentment) for line in kept] == [
        (Part.EXCHANGE_ITEMS, Money.of(price, "USD").rounded())
    ]
    done = PROCESS.send(back.stand.api, PROCESS.request(ask, seen.terms))
    assert done.money is MoneyState.SUCCESS
    assert back.stand.money(back.order)["presentment"]["amount"] == seen.terms.gives.presentment.wire()


def test_an_exchange_for_something_unknown_is_refused(back):
    chosen = ReturnChoice(
        (ReturningLine(back.lines[0], 1, REASON),), exchanges=(ExchangeLine("gid://shopify/ProductVariant/1", 1),)
    )
    with pytest.raises(NotPossible) as refusal:
        back.look(OPEN, chosen)
    assert refusal.value.problem is Problem.NOT_CALCULATED


def test_money_can_become_store_credit(back):
    gid = back.opened(2)
    ask, seen = back.look(PROCESS, arrived(back, gid, 1, to_store_credit=True))
    assert seen.terms.store_credit == seen.terms.gives
    assert seen.terms.payments == ()
    refund = json.loads(PROCESS.request(ask, seen.terms))["variables"]["input"]["financialTransfer"]["issueRefund"]
    assert refund["orderTransactions"] == []
    assert refund["refundMethods"] == [{"storeCreditRefund": {"amount": {"amount": "20.00", "currencyCode": "USD"}}}]
    back.stand.store.fault("returnProcess", "commit_then_502")
    assert loses_answer(lambda: PROCESS.send(back.stand.api, PROCESS.request(ask, seen.terms)))
    assert "/Refund/" in PROCESS.search(back.stand.api, ask)
    assert back.stand.money(back.order)["refunds"] == 1


def test_shipping_and_duties_go_back_with_the_pieces(stand):
    lines = [{"title": "Vase", "price": "30.00", "quantity": 2, "duty": "4.00"}]
    back = shipped(stand, lines=lines, shipping="12.00")
    gid = back.opened(1)
    ask, seen = back.look(PROCESS, arrived(back, gid, 1, all_shipping=True, duties=True))
    amounts = {line.part: line.amount.presentment.wire() for line in seen.terms.lines}
    assert amounts == {Part.ITEMS: "30.00", Part.SHIPPING: "12.00", Part.DUTIES: "2.00"}
    assert seen.terms.gives is not None
    assert seen.terms.gives.presentment == Money.of("44.00", "USD")
    PROCESS.send(back.stand.api, PROCESS.request(ask, seen.terms))
    assert back.stand.money(back.order)["presentment"]["amount"] == "44.00"


def test_duties_where_there_are_none_are_refused(back):
    with pytest.raises(NotPossible) as refusal:
        back.look(PROCESS, arrived(back, back.opened(), 1, duties=True))
    assert refusal.value.problem is Problem.NO_DUTIES


def test_a_payment_made_by_hand_is_to_be_paid_out_by_hand(stand):
    back = shipped(stand, payments=[{"gateway": "bank_transfer", "amount": "60.00", "manual": True}])
    _, seen = back.look(PROCESS, arrived(back, back.opened(), 1))
    assert Notice.PAY_BY_HAND in seen.terms.notices
    assert [payment.by_hand for payment in seen.terms.payments] == [True]

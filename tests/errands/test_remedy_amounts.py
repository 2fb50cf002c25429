"""Amounts: the customer's currency goes out, the shop's own is what limits count, and no cent is won or lost."""

import json
import random
from decimal import Decimal
from typing import Any

import pytest

from app.desk.reading.remedy_order import form_order
from app.domain.authority import NeedsApproval, Within
from app.domain.errors import Rejected
from app.domain.money import Money
from app.domain.problems import NotPossible, Problem
from app.domain.refunds import SelectedLine
from app.domain.remedies.choices import (
    Disposition,
    ProcessedLine,
    RefundChoice,
    ReturnChoice,
    ReturningLine,
    ReturnLabelChoice,
    ReturnProcessingChoice,
)
from app.domain.remedies.kinds import RemedyKind, RemedyState
from app.domain.remedies.terms import Notice
from app.errands import tokens
from app.models import LedgerEntry, Order
from app.plugins import discover
from app.shopify import locations, returns_reading
from app.web.remedy_choices import refund as refund_form
from app.web.remedy_forms import Typed
from tests.errands.money_stage import CUPS, SHIPPED, Stage
from tests.processes import HANA, MEI
from tests.servers import wait_until

THREE_CUPS = [{"title": "Asagao cup", "price": "20.00", "quantity": 3}]
SPLIT = [{"gateway": "gift_card", "amount": "15.00"}, {"gateway": "shopify_payments", "amount": "45.00"}]


def placed(stage: Stage, lines: list[dict[str, Any]] | None = None, **more: Any) -> int:
    """An order that the mirror knows; it is the one that the stage is about."""
    given = {"currency": "USD", "rate": "150", "email": "lucia@example.es"} | more
    made = stage.store.post("/control/orders", shop=HANA, lines=lines or THREE_CUPS, **given)
    return stage.mirror(made["name"])


def act(stage: Stage, action: str, **more: Any) -> Any:
    """What somebody does in Shopify without us."""
    return stage.store.post(f"/control/orders/{stage.name.lstrip('#')}/{action}", shop=HANA, **more)


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def alone(amount: str, **more: Any) -> RefundChoice:
    return RefundChoice(amount=usd(amount), **more)


def refused(stage: Stage, order_id: int, choice: Any, kind: RemedyKind = RemedyKind.REFUND) -> Problem:
    before = stage.store.get("/control/calls", shop=HANA)
    with pytest.raises(NotPossible) as refusal:
        stage.wish(order_id, kind, choice)
    after = stage.store.get("/control/calls", shop=HANA)
    asked_to_do = {name for name in after if name.endswith(("Create", "Process", "Credit"))}
    assert all(after[name] == before.get(name) for name in asked_to_do), "it was only looked at"
    return refusal.value.problem


def test_an_amount_over_a_gift_card_and_a_card_takes_no_more_from_either_than_it_holds(stage):
    """RF-15."""
    order_id = placed(stage, payments=SPLIT)
    row = stage.give(order_id, RemedyKind.REFUND, alone("40.00"))
    assert row.state == "SUCCEEDED", row.error
    sent = json.loads(row.request)["variables"]["input"]["transactions"]
    assert sorted((item["gateway"], item["amount"]) for item in sent) == [
        ("gift_card", "15.00"),
        ("shopify_payments", "25.00"),
    ]
    assert stage.moved() == (1, "40.00", "USD")
    assert refused(stage, order_id, alone("20.01")) is Problem.OVER_MAXIMUM
    assert stage.give(order_id, RemedyKind.REFUND, alone("20.00")).state == "SUCCEEDED"
    assert stage.moved() == (2, "60.00", "USD")


@pytest.mark.parametrize("amount", ["60.01", "999.00"])
def test_more_than_was_paid_is_refused_before_anything_is_sent(stage, amount):
    """RF-15."""
    assert refused(stage, placed(stage), alone(amount)) is Problem.OVER_MAXIMUM
    assert stage.moved()[0] == 0


def test_store_credit_that_was_given_for_an_order_leaves_less_of_it(stage):
    """RF-15."""
    order_id = placed(stage)
    act(stage, "refunds", lines={"0": 2}, store_credit=True)
    assert refused(stage, order_id, alone("20.01")) is Problem.OVER_MAXIMUM
    assert refused(stage, order_id, RefundChoice((SelectedLine(stage.lines()[0].gid, 2),))) is Problem.TOO_MANY
    assert stage.give(order_id, RemedyKind.REFUND, alone("20.00")).state == "SUCCEEDED"


@pytest.mark.parametrize("choice", [alone("10.00"), alone("10.00", to_store_credit=True), None])
def test_no_request_ever_asks_to_refund_more_than_is_left(stage, choice):
    """RF-15."""
    order_id = placed(stage)
    chosen = choice or RefundChoice(stage.pieces(2))
    row = stage.row(stage.confirm(order_id, stage.wish(order_id, RemedyKind.REFUND, chosen)))
    assert json.loads(row.request)["variables"]["input"].get("allowOverRefunding", False) is False


def test_shopifys_own_refusal_of_too_much_ends_it(stage):
    """RF-15, RF-16: both looks were stale, so that only Shopify knew."""
    order_id = stage.mirror(CUPS)
    gid = line_gid(stage, order_id)
    assert stage.run(stage.confirm(order_id, stage.preview(order_id, 2))).state == "SUCCEEDED"
    before = stage.moved()
    stage.store.fault("order", "stale_read", seconds=600, times=99)
    stale = RefundChoice((SelectedLine(gid, 3),))
    row = stage.run(stage.confirm(order_id, stage.wish(order_id, RemedyKind.REFUND, stale)))
    stage.store.delete("/control/faults")
    assert (row.state, row.problem) == ("REJECTED", "REFUSED")
    assert row.error
    assert stage.moved() == before


def line_gid(stage: Stage, order_id: int) -> str:
    with stage.desk() as desk:
        return form_order(desk, order_id).lines[0].gid


def test_a_stale_look_right_after_our_own_refund_moves_nothing_more(stage):
    """RF-16: what was confirmed on stale numbers meets fresh ones before it is sent."""
    order_id = stage.mirror(CUPS)
    first = stage.run(stage.confirm(order_id, stage.preview(order_id, 2)))
    before = stage.moved()
    gid = line_gid(stage, order_id)
    stage.store.fault("order", "stale_read", seconds=600, times=99)
    preview = stage.wish(order_id, RemedyKind.REFUND, RefundChoice((SelectedLine(gid, 3),)))
    stage.store.delete("/control/faults")
    row = stage.run(stage.confirm(order_id, preview))
    assert first.state == "SUCCEEDED"
    assert (row.state, row.first_sent_at) == ("NEEDS_REVIEW", None)
    assert stage.moved() == before


@pytest.mark.parametrize(
    ("action", "more"), [("edits", {"remove": {"0": 2}}), ("refunds", {"lines": {"0": 2}}), ("refunds", {"amount": 5})]
)
def test_an_order_edited_or_partly_refunded_meanwhile_is_left_to_a_person(stage, action, more):
    """RF-16."""
    order_id = placed(stage)
    remedy_id = stage.confirm(order_id, stage.preview(order_id, 2))
    act(stage, action, **more)
    before = stage.moved()
    row = stage.run(remedy_id, times=2)
    assert (row.state, row.first_sent_at) == ("NEEDS_REVIEW", None)
    assert stage.moved() == before


def test_an_order_cancelled_meanwhile_gets_its_money_back_once(stage):
    """RF-16."""
    order_id = placed(stage)
    remedy_id = stage.confirm(order_id, stage.preview(order_id, 2))
    act(stage, "cancellations", seconds=0.1)
    wait_until(lambda: stage.moved()[0] == 1, what="the cancellation's refund")
    row = stage.run(remedy_id, times=2)
    assert (row.state, row.first_sent_at) == ("NEEDS_REVIEW", None)
    assert stage.moved() == (1, "60.00", "USD")


def test_what_is_typed_is_the_customers_money_and_what_limits_count_is_the_shops_at_the_orders_own_rate(stage):
    """RF-17: the customer paid euros at 162.5 yen, whatever the rate is today."""
    order_id = placed(stage, currency="EUR", rate="162.5")
    with stage.desk() as desk:
        typed = Typed({"way": "amount", "amount": "10"}, "en")
        choice = refund_form.FORM.read(typed, form_order(desk, order_id))
    assert choice.amount == Money(Decimal(10), "EUR")
    for limit, verdict in ((1625, Within), (1624, NeedsApproval)):
        with stage.desk() as desk:
            desk.shop.agent_refund_limit = Decimal(limit)
        preview = stage.wish(order_id, RemedyKind.REFUND, choice)
        assert isinstance(preview.verdict, verdict)
    assert preview.terms.gives.shop == Money(Decimal(1625), "JPY")
    assert preview.terms.estimated
    with stage.desk() as desk:
        desk.shop.agent_refund_limit = None
    row = stage.run(stage.confirm(order_id, stage.wish(order_id, RemedyKind.REFUND, choice)))
    sent = json.loads(row.request)["variables"]["input"]
    assert (sent["currency"], [item["amount"] for item in sent["transactions"]]) == ("EUR", ["10.00"])
    assert stage.moved() == (1, "10.00", "EUR")
    assert (row.cost, row.currency, row.amount, row.presentment_currency) == (1625, "JPY", 10, "EUR")


def test_an_amount_in_another_currency_than_the_order_is_no_amount_of_it(stage):
    """RF-17."""
    with pytest.raises(ValueError, match="USD"):
        stage.wish(placed(stage), RemedyKind.REFUND, RefundChoice(amount=Money(Decimal(10), "JPY")))
    assert stage.moved()[0] == 0


@pytest.mark.parametrize(
    ("currency", "typed", "sent"),
    [
        ("JPY", "1000", "1000"),
        ("JPY", "１，０００", "1000"),
        ("KRW", "25000", "25000"),
        ("ISK", "1500", "1500"),
        ("KWD", "1.234", "1.234"),
        ("USD", "1.15", "1.15"),
        ("USD", "19.99", "19.99"),
    ],
)
def test_a_typed_amount_moves_exactly_itself_in_every_currency(stage, currency, typed, sent):
    """RF-18: never a hundred times as much, never a hundredth."""
    order_id = placed(stage, [{"price": "50000", "quantity": 1}], currency=currency, rate="1")
    with stage.desk() as desk:
        choice = refund_form.FORM.read(Typed({"way": "amount", "amount": typed}, "en"), form_order(desk, order_id))
    row = stage.give(order_id, RemedyKind.REFUND, choice)
    assert row.state == "SUCCEEDED", row.error
    assert [item["amount"] for item in json.loads(row.request)["variables"]["input"]["transactions"]] == [sent]
    refunds, amount, moved_in = stage.moved()
    assert (refunds, Decimal(amount), moved_in) == (1, Decimal(sent), currency)


@pytest.mark.parametrize(
    ("currency", "typed"), [("JPY", "1000.50"), ("USD", "1.234"), ("KRW", "1.5"), ("ISK", "9.99"), ("KWD", "1.2345")]
)
def test_an_amount_that_its_currency_does_not_have_is_no_amount(stage, currency, typed):
    """RF-18."""
    order_id = placed(stage, [{"price": "50000", "quantity": 1}], currency=currency, rate="1")
    with stage.desk() as desk, pytest.raises(Rejected):
        refund_form.FORM.read(Typed({"way": "amount", "amount": typed}, "en"), form_order(desk, order_id))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_sequence_of_partial_refunds_gives_back_the_whole_and_no_cent_more(stage, seed):
    """RF-19: lines with tax and discount, shipping, in currencies of none, two and three places."""
    luck = random.Random(seed)
    currency, places = [("JPY", 0), ("USD", 2), ("KWD", 3)][seed % 3]
    cent = Decimal(1).scaleb(-places)
    prices = [max(cent, Decimal(text).quantize(cent)) for text in ("1.15", "19.99", "2.675")]
    lines = [
        {"price": str(price), "quantity": luck.randint(1, 3), "tax": str(cent), "discount": str(cent if at else 0)}
        for at, price in enumerate(prices)
    ]
    order_id = placed(stage, lines, currency=currency, rate="150.25", shipping=str((7 * cent).normalize()))
    total = stage.order().total.presentment
    while left := [line for line in stage.lines() if line.left]:
        line = luck.choice(left)
        choice = RefundChoice((SelectedLine(line.gid, luck.randint(1, line.left)),))
        row = stage.give(order_id, RemedyKind.REFUND, choice)
        assert row.state == "SUCCEEDED", row.error
    row = stage.give(order_id, RemedyKind.REFUND, RefundChoice(all_shipping=True))
    assert row.state == "SUCCEEDED", row.error
    _, moved, moved_in = stage.moved()
    assert (Decimal(moved), moved_in) == (total.amount, currency)
    assert refused(stage, order_id, RefundChoice(amount=Money(cent, currency))) is Problem.OVER_MAXIMUM


def strange_lines(stage: Stage) -> list[str]:
    """Lines of another order of this shop, and of one of Mei's."""
    theirs = stage.store.post("/control/orders", shop=MEI, lines=THREE_CUPS, currency="TWD", email="a@example.com")
    own = stage.store.post("/control/orders", shop=HANA, lines=THREE_CUPS, currency="USD", rate="150", email="b@x.com")
    return [own["line_items"][0], theirs["line_items"][0]]


def test_lines_of_another_order_are_no_lines_of_this_one(stage):
    """RF-22."""
    order_id = placed(stage)
    for gid in strange_lines(stage):
        assert refused(stage, order_id, RefundChoice((SelectedLine(gid, 1),))) is Problem.UNKNOWN_LINE
    assert stage.moved()[0] == 0


def test_a_return_a_piece_or_a_place_of_somebody_else_is_not_found(stage):
    """RF-22: of another order, and of no shop at all."""
    order_id = stage.mirror(SHIPPED)
    there = returns_reading.offer(tokens.api(stage.runtime, stage.shop_id), stage.gid)
    opening = ReturnChoice((ReturningLine(there.lines[0].gid, 1, there.reasons[0].gid, "too small"),))
    mine = stage.give(order_id, RemedyKind.RETURN, opening).gid
    (line,) = _lines(stage, mine)
    other_id = placed(stage)
    foreign = ReturnProcessingChoice(mine, (ProcessedLine(line, 1, Disposition.NOT_RESTOCKED),))
    assert refused(stage, other_id, foreign, RemedyKind.RETURN_PROCESSING) is Problem.RETURN_UNKNOWN
    assert refused(stage, other_id, opening, RemedyKind.RETURN) in {Problem.UNKNOWN_LINE, Problem.NOT_SHIPPED}
    label = ReturnLabelChoice(mine, "RR1JP")
    assert refused(stage, other_id, label, RemedyKind.RETURN_LABEL) is Problem.RETURN_UNKNOWN
    stage.mirror(SHIPPED)
    known = {place.gid for place in locations.active(tokens.api(stage.runtime, stage.shop_id))}
    strange = "gid://shopify/Location/1"
    assert strange not in known
    place = ReturnProcessingChoice(mine, (ProcessedLine(line, 1, Disposition.RESTOCKED, strange),))
    assert refused(stage, order_id, place, RemedyKind.RETURN_PROCESSING) is Problem.LOCATION_MISSING
    assert stage.moved()[0] == 0


def _lines(stage: Stage, return_gid: str) -> list[str]:
    there = returns_reading.offer(tokens.api(stage.runtime, stage.shop_id), stage.gid)
    return [line.gid for item in there.returns if item.gid == return_gid for line in item.lines]


def test_a_payment_by_hand_is_recorded_and_said_to_be_paid_out_by_the_shop(stage):
    """RF-29: nothing claims that we paid."""
    order_id = placed(stage, payments=[{"gateway": "bank_deposit", "amount": "60.00", "manual": True}])
    preview = stage.preview(order_id, 1)
    assert Notice.PAY_BY_HAND in preview.terms.notices
    assert [item.by_hand for item in preview.terms.payments] == [True]
    row = stage.run(stage.confirm(order_id, preview))
    assert row.state == RemedyState.SUCCEEDED


def test_a_test_order_stays_marked_in_the_books(stage):
    """RF-29."""
    order_id = placed(stage)
    with stage.desk() as desk:
        desk.get(Order, order_id).test = True
    remedy_id = stage.confirm(order_id, stage.preview(order_id, 1))
    stage.run(remedy_id)
    with stage.desk() as desk:
        entries = desk.all(desk.select(LedgerEntry).where(LedgerEntry.remedy_id == remedy_id))
    assert {entry.test for entry in entries} == {True}


def test_a_refund_made_elsewhere_leaves_less_and_is_entered_once(stage):
    """RF-29."""
    order_id = placed(stage)
    act(stage, "refunds", lines={"0": 2})
    for _ in range(2):
        stage.mirror(stage.name)
    with stage.desk() as desk:
        entries = desk.all(desk.select(LedgerEntry).where(LedgerEntry.what == "EXTERNAL"))
        assert form_order(desk, order_id).lines[0].left == 1
    assert [(entry.order_id, entry.agent_id, entry.amount) for entry in entries] == [(order_id, None, 40)]
    assert refused(stage, order_id, RefundChoice((SelectedLine(stage.lines()[0].gid, 2),))) is Problem.TOO_MANY


def test_no_action_of_a_rule_gives_anything():
    """RF-27: what a rule can do is a short list, and no remedy is on it."""
    assert set(discover("app.desk.actions")) == {"add_note", "add_tag", "assign", "send_reply", "set_status"}

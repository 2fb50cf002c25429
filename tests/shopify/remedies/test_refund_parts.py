"""A refund of pieces, shipping, duties or an amount: what is shown is what is asked for, and what then goes back."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.domain.errors import OutcomeUnknown, Refused
from app.domain.money import Money
from app.domain.problems import NotPossible, Problem
from app.domain.refunds import MoneyState, SelectedLine, marker
from app.domain.remedies.choices import RefundChoice
from app.domain.remedies.course import Ask, Outcome, Sighting
from app.domain.remedies.kinds import OrderRef, RemedyReason
from app.domain.remedies.terms import Notice, Part, Piece
from app.shopify.remedies.refund import KIND
from app.shopify.remedy import OrderGone
from tests.shopify.remedies.stand import CUPS, Stand

DUTIABLE = [{"title": "Vase", "price": "50.00", "quantity": 2, "duty": "8.00"}]
LINES = "query ($id: ID!) { order(id: $id) { lineItems(first: 5) { nodes { id } } } }"


def cups(stand: Stand, order: OrderRef, quantity: int = 1, **more: Any) -> RefundChoice:
    nodes = stand.api.query(LINES, {"id": order.gid})["order"]["lineItems"]["nodes"]
    return RefundChoice((SelectedLine(nodes[0]["id"], quantity),), **more)


def alone(amount: str, **more: Any) -> RefundChoice:
    return RefundChoice(amount=Money(Decimal(amount), "USD"), **more)


def looked(stand: Stand, order: OrderRef, choice: RefundChoice, **more: Any) -> tuple[Ask, Sighting]:
    ask = stand.ask(order, choice, **more)
    return ask, KIND.look(stand.api, ask)


def asked_for(ask: Ask, seen: Sighting) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(KIND.request(ask, seen.terms))["variables"]["input"]
    return found


def done(stand: Stand, order: OrderRef, choice: RefundChoice) -> Outcome:
    ask, seen = looked(stand, order, choice)
    outcome = KIND.send(stand.api, KIND.request(ask, seen.terms))
    assert isinstance(outcome, Outcome)
    return outcome


def refusal(stand: Stand, order: OrderRef, choice: RefundChoice) -> Problem:
    with pytest.raises(NotPossible) as refused:
        looked(stand, order, choice)
    return refused.value.problem


def went_back(stand: Stand, order: OrderRef) -> tuple[int, str]:
    money = stand.money(order)
    return money["refunds"], money["presentment"]["amount"]


def test_pieces_are_asked_for_with_shopifys_own_amount_to_the_payment_it_names(stand):
    order = stand.place()
    ask, seen = looked(stand, order, cups(stand, order, 2))
    sent = asked_for(ask, seen)
    assert (sent["currency"], sent["notify"]) == ("USD", False)
    assert marker(ask.key) in sent["note"]
    assert "the kiln broke" in sent["note"]
    (payment,) = sent["transactions"]
    assert (payment["kind"], payment["amount"], payment["parentId"]) == (
        "REFUND", "40.00", seen.terms.payments[0].parent_gid,
    )  # fmt: skip
    outcome = KIND.send(stand.api, KIND.request(ask, seen.terms))
    assert (outcome.money, outcome.gid) == (MoneyState.SUCCESS, outcome.refund_gid)
    assert went_back(stand, order) == (1, "40.00")


def test_a_part_of_the_shipping_and_then_the_rest_of_it(stand):
    order = stand.place(shipping="12.00")
    done(stand, order, RefundChoice(shipping=Money(Decimal("1.50"), "USD")))
    assert went_back(stand, order) == (1, "1.50")
    ask, seen = looked(stand, order, RefundChoice(all_shipping=True))
    assert asked_for(ask, seen)["shipping"] == {"amount": "10.50"}
    done(stand, order, RefundChoice(all_shipping=True))
    assert went_back(stand, order) == (2, "12.00")
    assert refusal(stand, order, RefundChoice(all_shipping=True)) is Problem.NO_MONEY


def test_more_shipping_than_was_paid_is_refused_before_anything_is_confirmed(stand):
    order = stand.place(shipping="12.00")
    assert refusal(stand, order, RefundChoice(shipping=Money(Decimal("12.01"), "USD"))) is Problem.OVER_MAXIMUM
    assert refusal(stand, stand.place(), RefundChoice(shipping=Money(Decimal("5.00"), "USD"))) is Problem.OVER_MAXIMUM


def test_credit_needs_a_customer_to_give_it_to(stand):
    order = replace(stand.place(), customer_gid="")
    assert refusal(stand, order, alone("5.00", to_store_credit=True)) is Problem.NO_CUSTOMER


def test_duties_alone_go_back_in_full_and_with_pieces_in_proportion(stand):
    order = stand.place(DUTIABLE)
    ask, seen = looked(stand, order, cups(stand, order, 1, duties=True))
    assert {item["refundType"] for item in asked_for(ask, seen)["refundDuties"]} == {"PROPORTIONAL"}
    ask, seen = looked(stand, order, RefundChoice(duties=True))
    assert {item["refundType"] for item in asked_for(ask, seen)["refundDuties"]} == {"FULL"}
    duty = next(line.amount.presentment for line in seen.terms.lines if line.part is Part.DUTIES)
    assert seen.terms.gives.presentment == duty == Money(Decimal("8.00"), "USD")
    assert done(stand, order, RefundChoice(duties=True)).money is MoneyState.SUCCESS
    assert went_back(stand, order) == (1, "8.00")
    assert refusal(stand, order, RefundChoice(duties=True)) in {Problem.NO_DUTIES, Problem.NO_MONEY}


def test_an_order_without_duties_has_none_to_give_back(stand):
    assert refusal(stand, stand.place(), RefundChoice(duties=True)) is Problem.NO_DUTIES


@pytest.mark.parametrize("choice", [alone("10.00", to_store_credit=True), None])
def test_store_credit_instead_of_money_moves_no_money(stand, choice):
    order = stand.place()
    chosen = choice or cups(stand, order, 1, to_store_credit=True)
    ask, seen = looked(stand, order, chosen)
    assert seen.terms.store_credit == seen.terms.gives
    assert Notice.NEEDS_NEW_ACCOUNTS in seen.terms.notices
    sent = asked_for(ask, seen)
    amount = {"amount": seen.terms.gives.presentment.wire(), "currencyCode": "USD"}
    assert (sent["transactions"], sent["refundMethods"]) == ([], [{"storeCreditRefund": {"amount": amount}}])
    assert KIND.send(stand.api, KIND.request(ask, seen.terms)).gid


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        (RemedyReason.DAMAGED, "DAMAGE"),
        (RemedyReason.CHANGED_MIND, "CUSTOMER"),
        (RemedyReason.OUT_OF_STOCK, "RESTOCK"),
        (RemedyReason.GOODWILL, "OTHER"),
        (RemedyReason.UNKNOWN, "OTHER"),
    ],
)
def test_an_amount_without_pieces_says_why_in_shopifys_words(stand, reason, word):
    order = stand.place()
    ask, seen = looked(stand, order, alone("5.00"), reason=reason)
    assert asked_for(ask, seen)["discrepancyReason"] == word
    assert seen.terms.estimated


def test_pieces_say_no_such_reason(stand):
    order = stand.place()
    assert "discrepancyReason" not in asked_for(*looked(stand, order, cups(stand, order)))


def test_a_place_is_named_only_where_there_is_one(stand):
    """RF-32: an order without a location goes without."""
    order = stand.place()
    stand.act(order, "fulfillments")
    ask, seen = looked(stand, order, cups(stand, order, 1, restock=True))
    (line,) = asked_for(ask, seen)["refundLineItems"]
    assert (line["restockType"], line["locationId"]) == ("RETURN", seen.terms.pieces[0].location_gid)
    nowhere = replace(seen.terms, pieces=(Piece(line["lineItemId"], "Asagao cup", 1, "RETURN"),))
    (line,) = asked_for(ask, replace(seen, terms=nowhere))["refundLineItems"]
    assert "locationId" not in line


def test_it_is_told_that_no_return_can_follow_for_shipped_pieces(stand):
    order = stand.place()
    assert Notice.NO_RETURN_AFTER not in looked(stand, order, cups(stand, order))[1].terms.notices
    stand.act(order, "fulfillments")
    assert Notice.NO_RETURN_AFTER in looked(stand, order, cups(stand, order))[1].terms.notices


def test_what_was_only_authorised_cannot_be_refunded(stand):
    paid = [{"gateway": "shopify_payments", "amount": "60.00", "kind": "AUTHORIZATION"}]
    order = stand.place(CUPS, payments=paid)
    assert refusal(stand, order, cups(stand, order)) in {Problem.NOT_CAPTURED, Problem.OVER_MAXIMUM}
    assert went_back(stand, order) == (0, "0.00")


def test_pieces_on_an_open_return_are_left_to_the_return(stand):
    order = stand.place()
    stand.act(order, "fulfillments")
    stand.act(order, "returns", quantity=2)
    assert refusal(stand, order, cups(stand, order, 3)) is Problem.ON_RETURN


@pytest.mark.parametrize("fault", ["commit_then_timeout", "commit_then_502", "reset_after_commit", "null_after_commit"])
def test_a_lost_answer_is_found_by_the_marker_in_the_note(stand, fault):
    order = stand.place()
    ask, seen = looked(stand, order, cups(stand, order))
    done(stand, order, alone("1.00"))  # somebody else's, beside it
    assert KIND.search(stand.api, ask) == ""
    stand.store.fault("refundCreate", fault, seconds=3)
    with pytest.raises(OutcomeUnknown):
        KIND.send(stand.api, KIND.request(ask, seen.terms))
    found = KIND.search(stand.api, ask)
    assert KIND.read(stand.api, ask, found).money is MoneyState.SUCCESS
    assert went_back(stand, order) == (2, "21.00")


def test_the_same_bytes_again_are_the_same_refund(stand):
    order = stand.place()
    ask, seen = looked(stand, order, cups(stand, order))
    stored = KIND.request(ask, seen.terms)
    assert KIND.send(stand.api, stored).gid == KIND.send(stand.api, stored).gid
    assert went_back(stand, order) == (1, "20.00")


def test_what_shopify_refuses_is_told_in_its_words(stand):
    order = stand.place()
    ask, seen = looked(stand, order, cups(stand, order))
    stand.store.fault("refundCreate", "user_errors")
    with pytest.raises(Refused):
        KIND.send(stand.api, KIND.request(ask, seen.terms))
    assert went_back(stand, order) == (0, "0.00")


def test_an_order_that_shopify_does_not_show_is_gone(stand):
    """RF-32: not an order without refunds."""
    nowhere = stand.ask(replace(stand.place(), gid="gid://shopify/Order/1"), RefundChoice(all_shipping=True))
    for question in (KIND.look, KIND.search):
        with pytest.raises(OrderGone):
            question(stand.api, nowhere)

"""A cancellation is begun once, followed to its end, and told as done only when the order is ours and cancelled."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.errors import OutcomeUnknown, Refused, Unavailable
from app.domain.problems import NotPossible, Problem
from app.domain.refunds import MoneyState, marker
from app.domain.remedies.choices import CancellationChoice
from app.domain.remedies.course import Ask, Begun
from app.domain.remedies.terms import Notice, Part
from app.shopify.places import credit_balances
from app.shopify.remedies.cancellation import KIND
from app.shopify.remedy import FailedThere, OrderGone
from tests.shopify.remedies.stand import Stand

CHOICE = CancellationChoice()


def looked(stand: Stand, ask: Ask) -> tuple[Ask, str]:
    """The ask with what was there before, and the bytes that are stored."""
    sighting = KIND.look(stand.api, ask)
    ready = replace(ask, known=sighting.seen | sighting.marks)
    return ready, KIND.request(ready, sighting.terms)


def found(stand: Stand, ask: Ask, seconds: float = 8) -> str:
    """What the worker's later looks come to."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if gid := KIND.search(stand.api, ask):
                return gid
        except Unavailable:
            pass
        time.sleep(0.1)
    return ""


def refusal(stand: Stand, ask: Ask) -> NotPossible:
    with pytest.raises(NotPossible) as refused:
        KIND.look(stand.api, ask)
    return refused.value


def test_what_goes_back_is_shown_in_both_currencies_with_its_parts_and_pieces(stand):
    order = stand.place(shipping="12.00")
    terms = KIND.look(stand.api, stand.ask(order, CHOICE)).terms
    assert terms.gives.presentment.wire() == "72.00"
    assert (terms.gives.shop.wire(), terms.gives.shop.currency) == ("10800", "JPY")
    assert {line.part: line.amount.presentment.wire() for line in terms.lines} == {
        Part.ITEMS: "60.00",
        Part.SHIPPING: "12.00",
    }
    assert [(item.title, item.quantity, item.fate) for item in terms.pieces] == [("Asagao cup", 3, "CANCEL")]
    assert [item.amount.presentment.wire() for item in terms.payments] == ["72.00"]
    assert Notice.CANNOT_BE_UNDONE in terms.notices
    assert not terms.estimated


def test_a_cancellation_is_begun_found_by_our_marker_and_its_money_read(stand):
    order = stand.place()
    ask, stored = looked(stand, stand.ask(order, CHOICE))
    begun = KIND.send(stand.api, stored)
    assert isinstance(begun, Begun)
    ask = replace(ask, handle=begun.handle)
    assert found(stand, ask) == order.gid
    outcome = KIND.read(stand.api, ask, order.gid)
    assert outcome.money is MoneyState.SUCCESS
    assert outcome.refund_gid
    assert [item.amount.presentment.wire() for item in outcome.transactions] == ["60.00"]
    assert dict(outcome.facts)["order"] == order.name
    assert stand.money(order)["refunds"] == 1


def test_while_the_job_is_at_work_nobody_is_told_that_it_may_be_sent_again(stand):
    order = stand.place()
    ask, stored = looked(stand, stand.ask(order, CHOICE))
    begun = KIND.send(stand.api, stored)
    with pytest.raises(Unavailable):
        KIND.search(stand.api, replace(ask, handle=begun.handle))
    assert found(stand, replace(ask, handle=begun.handle)) == order.gid


def test_a_job_that_failed_ends_it_with_shopifys_words(stand):
    order = stand.place()
    ask, stored = looked(stand, stand.ask(order, CHOICE))
    begun = KIND.send(stand.api, stored)
    stand.act(order, "fulfillments")  # the parcel left while the job was waiting
    with pytest.raises(Refused, match=r"could not cancel.*fulfillments"):
        found(stand, replace(ask, handle=begun.handle))
    assert stand.money(order)["refunds"] == 0


def test_an_answer_that_was_lost_after_the_job_began_is_found_once_without_a_handle(stand):
    order = stand.place()
    ask, stored = looked(stand, stand.ask(order, CHOICE))
    stand.store.fault("orderCancel", "commit_then_timeout", seconds=2)
    with pytest.raises(OutcomeUnknown):
        KIND.send(stand.api, stored)
    assert found(stand, replace(ask, sent_at=datetime.now(UTC))) == order.gid
    assert stand.money(order)["refunds"] == 1


def test_an_order_that_somebody_else_cancelled_is_not_taken_for_ours(stand):
    order = stand.place()
    ask, _ = looked(stand, stand.ask(order, CHOICE))
    stand.act(order, "cancellations")
    time.sleep(1)
    assert KIND.search(stand.api, ask) == ""
    assert refusal(stand, ask).problem is Problem.CANCELLED_ORDER


def test_a_refund_made_meanwhile_is_seen(stand):
    order = stand.place()
    before = KIND.look(stand.api, stand.ask(order, CHOICE))
    stand.act(order, "refunds", lines={"0": 1})
    after = KIND.look(stand.api, stand.ask(order, CHOICE))
    assert len(after.seen - before.seen) == 1
    assert after.terms.gives.presentment.wire() == "40.00"
    assert [item.quantity for item in after.terms.pieces] == [2]


def test_a_shipped_order_is_refused_by_the_name_of_its_parcel(stand):
    order = stand.place()
    stand.act(order, "fulfillments", lines={"0": 1})
    refused = refusal(stand, stand.ask(order, CHOICE))
    assert refused.problem is Problem.SHIPPED_ORDER
    assert order.name in str(refused)


def test_money_paid_by_hand_must_be_paid_back_by_hand(stand):
    order = stand.place(payments=[{"gateway": "bank_transfer", "amount": "60.00", "manual": True}])
    terms = KIND.look(stand.api, stand.ask(order, CHOICE)).terms
    assert Notice.PAY_BY_HAND in terms.notices
    assert Notice.FEES_KEPT not in terms.notices
    assert [item.by_hand for item in terms.payments] == [True]


def test_an_order_without_a_payment_is_cancelled_without_money(stand):
    order = stand.place(payments=[])
    ask = stand.ask(order, CHOICE)
    terms = KIND.look(stand.api, ask).terms
    assert not terms.moves_money
    assert Notice.NO_MONEY in terms.notices
    ask, stored = looked(stand, ask)
    begun = KIND.send(stand.api, stored)
    gid = found(stand, replace(ask, handle=begun.handle))
    assert KIND.read(stand.api, ask, gid).money is MoneyState.NONE


def test_an_authorised_payment_is_voided_and_nothing_goes_back(stand):
    held = {"gateway": "shopify_payments", "amount": "60.00", "kind": "AUTHORIZATION"}
    order = stand.place(payments=[held])
    ask, stored = looked(stand, stand.ask(order, CHOICE))
    terms = KIND.look(stand.api, ask).terms
    assert Notice.AUTHORISATION_VOIDED in terms.notices
    assert not terms.moves_money
    begun = KIND.send(stand.api, stored)
    gid = found(stand, replace(ask, handle=begun.handle))
    assert KIND.read(stand.api, ask, gid).money is MoneyState.NONE
    assert stand.money(order)["refunds"] == 0


def test_a_payment_that_is_still_being_processed_is_waited_for(stand):
    order = stand.place(payments=[{"gateway": "some_bank", "amount": "60.00", "status": "PENDING"}])
    assert refusal(stand, stand.ask(order, CHOICE)).problem is Problem.PAYMENT_PENDING


def test_all_of_it_can_become_store_credit(stand):
    order = stand.place()
    ask, stored = looked(stand, stand.ask(order, CancellationChoice(to_store_credit=True)))
    begun = KIND.send(stand.api, stored)
    ask = replace(ask, handle=begun.handle)
    outcome = KIND.read(stand.api, ask, found(stand, ask))
    assert outcome.money is MoneyState.SUCCESS
    assert [item.amount.presentment.wire() for item in outcome.transactions] == ["60.00"]
    credit = [item.wire() for item in credit_balances(stand.api, order.gid)]
    assert credit == ["60.00"]


def test_money_that_is_on_its_way_is_not_told_as_arrived(stand):
    order = stand.place()
    ask, stored = looked(stand, stand.ask(order, CHOICE))
    stand.store.fault("orderCancel", "pending_then_failure", seconds=3600)
    begun = KIND.send(stand.api, stored)
    gid = found(stand, replace(ask, handle=begun.handle))
    assert KIND.read(stand.api, ask, gid).money is MoneyState.PENDING


def test_a_slow_job_is_waited_for_and_one_that_fails_by_itself_is_told(stand):
    slow, wrong = stand.place(), stand.place()
    stand.store.fault("orderCancel", "job_slow", seconds=2)
    ask, stored = looked(stand, stand.ask(slow, CHOICE))
    ask = replace(ask, handle=KIND.send(stand.api, stored).handle)
    with pytest.raises(Unavailable):
        KIND.search(stand.api, ask)
    assert found(stand, ask) == slow.gid
    stand.store.fault("orderCancel", "job_fails")
    ask, stored = looked(stand, stand.ask(wrong, CHOICE))
    ask = replace(ask, handle=KIND.send(stand.api, stored).handle)
    with pytest.raises(FailedThere):
        found(stand, ask)
    assert stand.money(wrong)["refunds"] == 0


def test_what_the_agent_chose_is_in_the_bytes_and_the_marker_survives_a_long_note(stand):
    order = stand.place()
    choice = CancellationChoice(restock=False, to_store_credit=True, notify=True)
    ask = replace(stand.ask(order, choice), note="x" * 400)
    terms = KIND.look(stand.api, ask).terms
    assert terms.store_credit == terms.gives
    assert terms.payments == ()
    assert {item.fate for item in terms.pieces} == {"NO_RESTOCK"}
    stored = KIND.request(ask, terms)
    assert '"storeCreditRefund": {}' in stored
    assert '"notify": true' in stored
    assert marker(ask.key) in stored
    assert "x" * 256 not in stored


def test_an_order_that_is_gone_is_said_to_be_gone(stand):
    order = replace(stand.place(), gid="gid://shopify/Order/1")
    with pytest.raises(OrderGone):
        KIND.look(stand.api, stand.ask(order, CHOICE))
    with pytest.raises(OrderGone):
        KIND.search(stand.api, stand.ask(order, CHOICE))

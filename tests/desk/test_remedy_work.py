"""A remedy at work: one worker holds it, a stale one writes nothing, and Shopify's echo may come before our record."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.desk import orders, remedy_echoes, remedy_fence, remedy_work
from app.desk.remedy_papers import read
from app.domain.events import RemedyDue
from app.domain.problems import MayNotRefund, Problem
from app.domain.refunds import SelectedLine
from app.domain.remedies.choices import RefundChoice, ReturnProcessingChoice
from app.domain.remedies.kinds import RemedyKind, RemedyReason, RemedyState
from app.models import EventRow, LedgerEntry, RefundRow
from tests import cast
from tests.cast import NOON
from tests.desk.remedy_counter import CUP, KEY, UNDO, Counter, made, outcome, terms


@pytest.fixture
def counter(runtime, hana) -> Counter:
    return Counter(runtime, hana)


def test_one_worker_at_a_time_holds_a_remedy(counter):
    remedy_id = counter.confirm(counter.preview())
    held = remedy_work.CLAIM.total_seconds() / 60
    assert counter.claim(remedy_id) is not None
    assert counter.claim(remedy_id, minutes=2 + held * 0.9) is None
    assert counter.claim(remedy_id, minutes=2 + held * 1.1) is not None


def test_what_shopify_knows_no_key_of_is_held_for_longer(counter):
    choice = ReturnProcessingChoice("gid://shopify/Return/1")
    remedy_id = counter.confirm(counter.preview(kind=RemedyKind.RETURN_PROCESSING, choice=choice))
    held = remedy_work.LONG_CLAIM.total_seconds() / 60
    assert counter.claim(remedy_id) is not None
    assert counter.claim(remedy_id, minutes=2 + held * 0.9) is None
    assert counter.claim(remedy_id, minutes=2 + held * 1.1) is not None


def test_a_worker_whose_claim_was_taken_over_changes_nothing(counter):
    """RF-09."""
    remedy_id = counter.confirm(counter.preview())
    stale = counter.claim(remedy_id)
    counter.claim(remedy_id, minutes=10)
    before, entered = counter.row(remedy_id), counter.entered(remedy_id)
    assert not counter.do(remedy_work.start_sending, stale, minutes=11)
    assert not counter.do(remedy_work.succeed, stale, outcome(), found=False, minutes=11)
    assert not counter.do(remedy_work.end, stale, RemedyState.REJECTED, Problem.REFUSED, minutes=11)
    assert not counter.do(remedy_work.put_off, stale, sent=False, error="", minutes=11)
    after = counter.row(remedy_id)
    assert (after.state, after.claim, after.first_sent_at) == (before.state, before.claim, None)
    assert counter.entered(remedy_id) == entered
    assert "RemedySettled" not in counter.recorded()


def test_an_ended_remedy_cannot_be_claimed_and_frees_the_order(counter):
    remedy_id = counter.confirm(counter.preview())
    assert counter.succeed(remedy_id)
    assert counter.claim(remedy_id, minutes=60) is None
    row = counter.row(remedy_id)
    assert (row.state, row.money_state, row.open_order_id) == ("SUCCEEDED", "SUCCESS", None)
    assert row.refund_gid == "gid://shopify/Refund/1"
    assert counter.recorded().count("RemedySettled") == 1
    assert counter.entered(remedy_id) == ["REQUESTED", "SENT", "ANSWERED", "SUCCEEDED", "MONEY"]
    with counter.at() as desk:
        assert remedy_fence.under_way(desk, counter.order_id) == 0


def test_what_was_certainly_not_sent_is_not_marked_as_sent(counter):
    remedy_id = counter.confirm(counter.preview())
    work = counter.claim(remedy_id)
    counter.do(remedy_work.start_sending, work)
    assert counter.row(remedy_id).first_sent_at is not None
    counter.do(remedy_work.put_off, work, sent=False, error="Throttled")
    assert (counter.row(remedy_id).state, counter.row(remedy_id).first_sent_at) == ("WAITING", None)


def test_an_unclear_remedy_keeps_its_first_moment_over_every_later_attempt(counter):
    """RF-04."""
    remedy_id = counter.confirm(counter.preview())
    work = counter.claim(remedy_id)
    counter.do(remedy_work.start_sending, work, minutes=3)
    counter.do(remedy_work.put_off, work, sent=True, error="timeout", minutes=3)
    again = counter.claim(remedy_id, minutes=30)
    assert again.was_sent
    counter.do(remedy_work.start_sending, again, minutes=30)
    row = counter.row(remedy_id)
    assert (row.first_sent_at, row.last_sent_at) == (NOON + timedelta(minutes=3), NOON + timedelta(minutes=30))
    counter.do(remedy_work.put_off, again, sent=True, error="timeout", minutes=30)
    row = counter.row(remedy_id)
    assert (row.state, row.first_sent_at) == ("UNKNOWN", NOON + timedelta(minutes=3))
    assert row.open_order_id == counter.order_id
    assert counter.entered(remedy_id) == ["REQUESTED", "SENT", "UNKNOWN", "SENT", "UNKNOWN"]


@pytest.mark.parametrize("by_gid", [True, False])
def test_the_webhook_of_our_refund_finds_our_remedy(counter, by_gid):
    remedy_id = counter.confirm(counter.preview())
    if by_gid:
        counter.succeed(remedy_id)
    echo = made(note="rewritten by somebody" if by_gid else None)
    assert counter.do(remedy_echoes.adopt_echo, counter.order_id, echo) == remedy_id
    assert counter.row(remedy_id).state == "SUCCEEDED"
    assert counter.recorded().count("RemedySettled") == 1


def test_a_webhook_before_our_own_record_settles_once_and_the_worker_comes_too_late(counter):
    remedy_id = counter.confirm(counter.preview())
    work = counter.claim(remedy_id)
    counter.do(remedy_work.start_sending, work)
    counter.do(remedy_echoes.adopt_echo, counter.order_id, made())
    assert not counter.do(remedy_work.succeed, work, outcome(), found=False)
    assert not counter.do(remedy_work.put_off, work, sent=True, error="timeout")
    assert counter.row(remedy_id).state == "SUCCEEDED"
    assert counter.recorded().count("RemedySettled") == 1
    assert counter.entered(remedy_id).count("SUCCEEDED") == 1


def test_an_echo_that_does_not_tell_of_the_money_lets_the_errand_look_at_once(counter):
    remedy_id = counter.confirm(counter.preview(), undo=UNDO)
    crashed = counter.claim(remedy_id)
    counter.do(remedy_work.start_sending, crashed)
    silent = replace(made(), transactions=())
    for _ in range(2):
        assert counter.do(remedy_echoes.adopt_echo, counter.order_id, silent) == remedy_id
    assert counter.row(remedy_id).state == "UNKNOWN"
    assert counter.recorded().count("RemedyDue") == 1
    assert not counter.do(remedy_work.put_off, crashed, sent=False, error="")
    again = counter.claim(remedy_id, minutes=3)
    assert again.was_sent
    counter.do(remedy_work.succeed, again, outcome(), found=True)
    assert counter.row(remedy_id).money_state == "SUCCESS"


def given_up(counter: Counter) -> int:
    remedy_id = counter.confirm(counter.preview())
    work = counter.claim(remedy_id)
    counter.do(remedy_work.start_sending, work)
    counter.do(remedy_work.end, work, RemedyState.NEEDS_REVIEW, Problem.NEVER_CONFIRMED)
    return remedy_id


def test_a_refund_given_up_is_known_again_by_its_echo_and_its_money_by_the_next_word(counter):
    remedy_id = given_up(counter)
    counter.do(remedy_echoes.adopt_echo, counter.order_id, replace(made(), transactions=()))
    row = counter.row(remedy_id)
    assert (row.state, row.money_state, row.problem) == ("SUCCEEDED", "PENDING", "")
    moved = replace(made().transactions[0], created_at=NOON + timedelta(minutes=3))
    assert counter.do(remedy_echoes.transaction_changed, counter.order_id, moved) == remedy_id
    assert counter.row(remedy_id).money_state == "SUCCESS"
    assert counter.entered(remedy_id)[-4:] == ["NEEDS_REVIEW", "FOUND", "SUCCEEDED", "MONEY"]


def test_a_refund_given_up_that_is_told_with_its_money_is_settled_and_not_called_external(counter):
    remedy_id = given_up(counter)
    with counter.at() as desk:
        orders.mirror(desk, replace(cast.order(), updated_at=NOON + timedelta(hours=1), refunds=(made(),)))
        external = desk.all(desk.select(LedgerEntry).where(LedgerEntry.remedy_id.is_(None)))
    row = counter.row(remedy_id)
    assert (row.state, row.money_state, row.problem) == ("SUCCEEDED", "SUCCESS", "")
    assert external == []


def test_a_refund_made_elsewhere_is_not_ours(counter):
    """RF-29."""
    remedy_id = counter.confirm(counter.preview())
    counter.do(remedy_work.start_sending, counter.claim(remedy_id))
    assert counter.do(remedy_echoes.adopt_echo, counter.order_id, made(note="made in the admin")) is None
    assert counter.row(remedy_id).state == "SENDING"


def test_the_mirror_links_the_echo_and_calls_it_our_own(counter):
    remedy_id = counter.confirm(counter.preview())
    with counter.at() as desk:
        told = replace(cast.order(), updated_at=NOON + timedelta(hours=1), refunds=(made(),))
        orders.mirror(desk, told)
        row = desk.one(desk.select(RefundRow))
        event = desk.one(desk.select(EventRow).where(EventRow.name == "RefundRecorded"))
    assert row.remedy_id == remedy_id
    assert event.payload["external"] is False
    assert counter.row(remedy_id).state == "SUCCEEDED"


@pytest.mark.parametrize("gid", ["gid://shopify/OrderTransaction/2", "gid://shopify/OrderTransaction/3"])
def test_a_payment_that_fails_later_is_an_alarm_once(counter, gid):
    remedy_id = counter.confirm(counter.preview())
    counter.succeed(remedy_id, "PENDING")
    assert counter.row(remedy_id).money_state == "PENDING"
    failed = replace(made(status="FAILURE").transactions[0], gid=gid, error="card closed")
    for _ in range(2):
        assert counter.do(remedy_echoes.transaction_changed, counter.order_id, failed) == remedy_id
    row = counter.row(remedy_id)
    assert (row.money_state, row.problem, row.error) == ("FAILURE", "MONEY_FAILED", "card closed")
    assert counter.recorded().count("RemedyMoneyMoved") == 1


def test_a_payment_that_clears_later_is_money_moved(counter):
    remedy_id = counter.confirm(counter.preview())
    counter.succeed(remedy_id, "PENDING")
    assert "RemedyMoneyMoved" not in counter.recorded()
    counter.do(remedy_echoes.transaction_changed, counter.order_id, made().transactions[0])
    row = counter.row(remedy_id)
    assert (row.money_state, row.problem) == ("SUCCESS", "")
    assert counter.recorded().count("RemedyMoneyMoved") == 1


def test_a_payment_from_before_the_remedy_says_nothing_about_it(counter):
    remedy_id = counter.confirm(counter.preview())
    work = counter.claim(remedy_id)
    counter.do(remedy_work.start_sending, work)
    untold = replace(outcome("PENDING"), transactions=())
    counter.do(remedy_work.succeed, work, untold, found=True)
    older = replace(made().transactions[0], gid="gid://shopify/OrderTransaction/9", created_at=NOON - timedelta(days=1))
    assert counter.do(remedy_echoes.transaction_changed, counter.order_id, older) is None
    moved = replace(made().transactions[0], created_at=NOON + timedelta(minutes=3))
    assert counter.do(remedy_echoes.transaction_changed, counter.order_id, moved) == remedy_id
    assert counter.row(remedy_id).money_state == "SUCCESS"


def test_the_payment_of_a_sale_says_nothing_about_a_refund(counter):
    remedy_id = counter.confirm(counter.preview())
    counter.succeed(remedy_id, "PENDING")
    sale = replace(made(status="FAILURE").transactions[0], gid="gid://shopify/OrderTransaction/1", kind="SALE")
    assert counter.do(remedy_echoes.transaction_changed, counter.order_id, sale) is None


def test_the_sweep_rings_when_the_time_to_undo_is_over_and_again_only_for_what_was_left_alone(counter):
    """RF-07."""
    remedy_id = counter.confirm(counter.preview(), undo=UNDO)
    assert counter.sweep(1.4) == 0  # it can still be undone
    assert counter.sweep(1.5) == 1
    assert counter.sweep(1.9) == 0  # its ring is on the way
    held = remedy_work.CLAIM.total_seconds() / 60
    work = counter.claim(remedy_id, minutes=4)
    assert counter.sweep(4 + held * 0.9) == 0  # a worker has it
    assert counter.sweep(4 + held * 1.1) == 1  # its claim ran out: it crashed
    counter.do(remedy_work.succeed, work, outcome(), found=False)
    assert counter.sweep(60) == 0
    assert counter.recorded().count("RemedyDue") == 2


def test_a_remedy_put_off_is_rung_for_when_its_wait_is_over(counter):
    remedy_id = counter.confirm(counter.preview())
    work = counter.claim(remedy_id)
    counter.do(remedy_work.put_off, work, sent=False, error="Throttled")
    due = counter.row(remedy_id).next_try_at
    assert due == NOON + timedelta(minutes=3, seconds=work.wait)
    assert counter.sweep(3) == 0
    assert counter.sweep(3 + (work.wait + 1) / 60) == 1


def test_what_was_shown_is_kept_for_the_errand(counter):
    preview = counter.preview(seen=frozenset({"gid://shopify/Refund/8"}), marks=frozenset({"mark"}))
    work = counter.claim(counter.confirm(preview))
    assert read(work.ask.choice, RefundChoice) == RefundChoice((SelectedLine(CUP, 2),))
    assert work.terms == terms()
    assert work.ask.known == {"gid://shopify/Refund/8", "mark"}
    assert (work.ask.key, work.request, work.agent_id) == (KEY, '{"the": "request"}', counter.diego.id)
    assert (work.ask.reason, work.ask.note) == (RemedyReason.DAMAGED, "arrived broken")


def test_an_agent_who_left_sends_nothing_any_more(counter):
    remedy_id = counter.confirm(counter.preview())
    work = counter.claim(remedy_id)
    with counter.at() as desk:
        desk.get(cast.Agent, counter.diego.id).removed_at = NOON
    with pytest.raises(MayNotRefund) as refusal:
        counter.do(remedy_work.start_sending, work)
    assert refusal.value.problem is Problem.AGENT_GONE
    assert counter.row(remedy_id).first_sent_at is None


def test_a_ring_names_the_remedy_and_nothing_else(counter):
    """Web to worker: ids only; the worker reads the rest again."""
    remedy_id = counter.confirm(counter.preview())
    with counter.at() as desk:
        event = desk.one(desk.select(EventRow).where(EventRow.name == RemedyDue.__name__))
    assert event.payload == {"remedy_id": remedy_id, "order_id": counter.order_id}

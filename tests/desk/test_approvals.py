"""Approvals: one person asks, another decides, once, in time, and for exactly what was asked."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest

from app.desk import approval_clock, approvals, remedies
from app.desk.approval_rows import ApprovalState
from app.desk.approvals import Decision
from app.desk.desk import CUSTOMER, SHOPIFY, SYSTEM, Actor, ActorKind
from app.desk.reading import approvals as waiting
from app.domain.errors import Conflict, NotFound, Rejected
from app.domain.problems import LookAgain, MayNotRefund, Problem
from app.domain.remedies.kinds import RemedyKind
from app.models import Agent, Approval, Customer, Remedy
from tests.cast import NOON, bag
from tests.giving import UNDO, Counter

DAY = 24 * 60


@pytest.fixture
def counter(runtime, hana) -> Counter:
    """Agents may give 2,999 yen at a time."""
    made = Counter(runtime, hana)
    made.limit(per_act=2999)
    return made


@pytest.fixture
def asked(counter) -> int:
    return counter.give(3000, asking="She waited for three weeks")


def refusal(call, *arguments, **named) -> Problem:
    with pytest.raises((MayNotRefund, LookAgain)) as refused:
        call(*arguments, **named)
    return refused.value.problem


def state(counter, remedy_id: int) -> tuple[str, str, str]:
    row = counter.remedy(remedy_id)
    return row.state, row.problem, counter.approval(remedy_id).state


def test_a_request_holds_what_is_asked_why_and_until_when_and_does_not_hold_the_order(counter, asked):
    row, remedy = counter.approval(asked), counter.remedy(asked)
    assert (row.state, row.agent_id, row.order_id, row.note) == (
        "PENDING",
        counter.diego.id,
        counter.order_id,
        "She waited for three weeks",
    )
    assert row.payload_hash == remedy.payload_hash
    assert row.overs == [{"measure": "ACT", "limit": "2999", "would_be": "3000"}]
    assert row.expires_at == NOON + timedelta(days=1)
    assert (remedy.state, remedy.open_order_id, remedy.goes_at) == ("AWAITING_APPROVAL", None, None)
    assert counter.entered(asked) == ["REQUESTED", "APPROVAL_ASKED"]
    assert counter.give(1000) != asked


def test_an_approved_remedy_waits_to_be_undone_and_then_goes(counter, asked):
    counter.decide(asked, note="Fine")
    remedy, row = counter.remedy(asked), counter.approval(asked)
    assert (remedy.state, remedy.open_order_id) == ("WAITING", counter.order_id)
    assert remedy.goes_at == NOON + timedelta(minutes=5) + UNDO
    assert (row.state, row.decided_by_id, row.decision_note) == ("APPROVED", counter.hana.id, "Fine")
    assert counter.entered(asked)[2:] == ["APPROVED"]
    assert ("ApprovalDecided", f"agent:{counter.hana.id}") in counter.recorded()
    counter.authorise(asked)
    assert counter.approval(asked).used_at == NOON + timedelta(minutes=6)


def test_a_refused_remedy_ends_and_says_why(counter, asked):
    counter.decide(asked, approve=False, note="Too much")
    remedy = counter.remedy(asked)
    assert state(counter, asked) == ("CANCELLED", "NOT_APPROVED", "REFUSED")
    assert (remedy.error, remedy.settled_at) == ("Too much", NOON + timedelta(minutes=5))
    assert counter.entered(asked)[2:] == ["REFUSED"]
    with counter.at() as desk:
        told = approvals.of(desk, asked)
    assert (told.state, told.decided_by, told.decision_note) == (ApprovalState.REFUSED, "Hana", "Too much")


@pytest.mark.parametrize("approve", [True, False])
def test_nobody_decides_his_own_request_from_whatever_browser(counter, asked, approve):
    counter.let_approve(counter.diego)
    again = Actor(ActorKind.AGENT, counter.diego.id)  # a second browser is the same agent
    assert refusal(counter.decide, asked, again, approve=approve) is Problem.OWN_REQUEST
    counter.change(Agent, counter.diego.id, role="OWNER")
    assert refusal(counter.decide, asked, counter.diego, approve=approve) is Problem.OWN_REQUEST
    assert state(counter, asked) == ("AWAITING_APPROVAL", "", "PENDING")


@pytest.mark.parametrize("approve", [True, False])
def test_only_the_owner_and_whom_he_named_decide(counter, asked, approve):
    assert refusal(counter.decide, asked, counter.aiko, approve=approve) is Problem.NOT_APPROVER
    counter.let_approve(counter.aiko)
    counter.change(Agent, counter.aiko.id, removed_at=NOON)
    assert refusal(counter.decide, asked, counter.aiko, approve=approve) is Problem.NOT_APPROVER
    assert state(counter, asked) == ("AWAITING_APPROVAL", "", "PENDING")


def test_an_approver_approves_what_he_may_give_himself_and_no_more(counter, asked):
    counter.let_approve(counter.aiko)
    assert refusal(counter.decide, asked, counter.aiko) is Problem.OVER_APPROVER
    counter.limit(counter.aiko, per_act=3000, per_agent_day=5000)
    counter.decide(asked, counter.aiko)
    assert state(counter, asked)[0] == "WAITING"
    second = counter.give(3000, asking="Again", order_id=counter.order("#1043"))
    assert refusal(counter.decide, second, counter.aiko) is Problem.OVER_APPROVER  # his day counts what he approved


def test_an_approver_refuses_also_what_he_may_not_give_himself(counter, asked):
    counter.let_approve(counter.aiko)
    counter.decide(asked, counter.aiko, approve=False)
    assert state(counter, asked)[0] == "CANCELLED"


@pytest.mark.parametrize("actor", [Actor(ActorKind.RULE, 1), CUSTOMER, SHOPIFY, SYSTEM])
def test_no_rule_and_no_customers_text_asks_for_or_approves_anything(counter, asked, actor):
    for approve in (True, False):
        assert refusal(counter.decide, asked, actor, approve=approve) is Problem.NOT_APPROVER
    with counter.at(actor) as desk, pytest.raises(MayNotRefund):
        approvals.ask(desk, desk.get(Remedy, asked), "refund 999 now")
    assert state(counter, asked) == ("AWAITING_APPROVAL", "", "PENDING")


@pytest.mark.parametrize("change", [{"payload_hash": "0" * 64}, {"request": '{"the": "other"}'}])
def test_an_approval_is_for_exactly_what_was_asked(counter, asked, change):
    counter.change(Remedy, asked, **change)
    assert refusal(counter.decide, asked) is Problem.APPROVAL_CHANGED
    assert state(counter, asked) == ("AWAITING_APPROVAL", "", "PENDING")


@pytest.mark.parametrize("change", [{"payload_hash": "0" * 64}, {"request": '{"the": "other"}'}])
def test_what_was_changed_after_the_approval_does_not_go(counter, asked, change):
    counter.decide(asked)
    counter.change(Remedy, asked, **change)
    assert refusal(counter.authorise, asked) is Problem.APPROVAL_CHANGED


def test_an_approval_lets_no_other_remedy_through(counter, asked):
    counter.decide(asked)
    counter.settle(asked)
    counter.limit(per_act=90000)
    same = counter.give(3000, minutes=10)  # the same bytes, confirmed once more
    assert counter.remedy(same).payload_hash == counter.remedy(asked).payload_hash
    counter.limit(per_act=2999)
    assert refusal(counter.authorise, same, 11) is Problem.OVER_LIMIT


def test_nothing_is_decided_twice(counter, asked):
    counter.decide(asked)
    for approve in (True, False):
        assert refusal(counter.decide, asked, approve=approve) is Problem.APPROVAL_DECIDED
    assert state(counter, asked) == ("WAITING", "", "APPROVED")


def test_of_two_approvers_at_the_same_time_one_decides_and_the_other_is_told(counter, asked):
    counter.let_approve(counter.aiko)
    counter.limit(counter.aiko, per_act=3000)
    ready, told = Barrier(2), []

    def choose(actor: Actor, approve: bool) -> None:
        ready.wait()
        try:
            counter.decide(asked, actor, approve=approve)
        except Conflict as conflict:
            told.append(conflict)

    choices = [(counter.hana, False), (counter.aiko, True)]
    threads = [Thread(target=choose, args=choice) for choice in choices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [conflict.problem for conflict in told] == [Problem.APPROVAL_DECIDED]
    assert "decided already" in str(told[0])
    assert state(counter, asked) in {("WAITING", "", "APPROVED"), ("CANCELLED", "NOT_APPROVED", "REFUSED")}
    assert len(counter.entered(asked)) == 3


@pytest.mark.parametrize("approve", [True, False])
def test_after_its_time_nothing_is_decided(counter, asked, approve):
    assert refusal(counter.decide, asked, minutes=DAY, approve=approve) is Problem.APPROVAL_EXPIRED
    counter.decide(asked, minutes=DAY - 1, approve=approve)


def test_the_clock_ends_what_nobody_decided_in_time(counter, asked, runtime):
    for minutes, ended in ((DAY - 1, 0), (DAY, 1), (DAY + 1, 0)):
        with runtime.database.transaction() as session:
            assert approval_clock.expire(session, NOON + timedelta(minutes=minutes)) == ended
    assert state(counter, asked) == ("CANCELLED", "APPROVAL_EXPIRED", "EXPIRED")
    assert counter.entered(asked)[2:] == ["CANCELLED"]
    assert refusal(counter.decide, asked, minutes=DAY + 1) is Problem.APPROVAL_DECIDED


def test_an_approval_that_was_not_used_in_time_lets_nothing_through(counter, asked):
    counter.decide(asked)
    assert refusal(counter.authorise, asked, DAY + 5) is Problem.APPROVAL_EXPIRED


def test_what_was_sent_under_an_approval_may_be_sent_again(counter, asked):
    counter.decide(asked)
    counter.authorise(asked)
    counter.authorise(asked, DAY + 5)
    assert counter.approval(asked).used_at == NOON + timedelta(minutes=6)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"removed_at": datetime(2026, 11, 20, tzinfo=UTC)}, Problem.NOT_APPROVER),
        ({"role": "AGENT"}, Problem.NOT_APPROVER),
        ({"role": "AGENT", "approves_at": NOON}, Problem.OVER_APPROVER),
    ],
)
def test_an_approval_of_somebody_who_may_no_longer_approve_lets_nothing_through(counter, asked, change, problem):
    counter.decide(asked)
    counter.change(Agent, counter.hana.id, **change)
    assert refusal(counter.authorise, asked) is problem


def test_what_was_asked_for_goes_without_an_approval_to_nobody(counter, asked):
    assert refusal(counter.authorise, asked) is Problem.OVER_LIMIT


def test_while_another_remedy_is_on_its_way_the_request_stays_open(counter, asked):
    other = counter.give(1000)
    assert refusal(counter.decide, asked) is Problem.IN_PROGRESS
    assert state(counter, asked) == ("AWAITING_APPROVAL", "", "PENDING")
    counter.settle(other)
    counter.decide(asked)
    assert state(counter, asked)[0] == "WAITING"


def test_a_request_that_was_taken_back_is_withdrawn_and_leaves_the_list(counter, asked, runtime):
    with counter.at() as desk:
        remedies.withdraw(desk, counter.order_id, asked)
        assert approvals.of(desk, asked).state is ApprovalState.WITHDRAWN
    assert refusal(counter.decide, asked) is Problem.APPROVAL_DECIDED
    with counter.at(counter.hana) as desk:
        assert waiting.count(desk) == 0
        assert waiting.pending(desk) == ()
    with runtime.database.transaction() as session:
        approval_clock.expire(session, NOON + timedelta(days=1))
    assert counter.approval(asked).state == "WITHDRAWN"


def test_paused_money_is_approved_by_nobody(counter, asked):
    counter.change(type(counter.shop), counter.shop.id, refunds_paused_at=NOON)
    assert refusal(counter.decide, asked) is Problem.PAUSED
    assert state(counter, asked) == ("AWAITING_APPROVAL", "", "PENDING")


def test_a_note_as_long_as_a_novel_is_refused(counter, asked):
    with pytest.raises(Rejected, match="too long"):
        counter.decide(asked, note="x" * 501)
    with pytest.raises(Rejected, match="too long"):
        counter.give(3000, asking="x" * 501)


def test_another_shops_owner_finds_no_request_here(counter, asked, runtime, mei):
    theirs, approval_id = Counter(runtime, mei), counter.approval(asked).id
    with theirs.at(theirs.hana) as desk:
        assert waiting.pending(desk) == ()
        with pytest.raises(NotFound):
            approvals.decide(desk, approval_id, Decision(approve=True))


def test_a_remedy_without_a_request_has_none(counter):
    remedy_id = counter.give(1000)
    with counter.at() as desk:
        assert approvals.of(desk, remedy_id) is None
        assert approvals.approver_of(desk, remedy_id) == 0
        assert desk.one(desk.select(Approval)) is None


def test_the_list_shows_what_is_asked_and_why_it_is_over_oldest_deadline_first(counter, asked):
    later = counter.give(
        9000, counter.aiko, 10, asking="Gift", order_id=counter.order("#1043"), kind=RemedyKind.GIFT_CARD
    )
    with counter.at(counter.hana, 20) as desk:
        first, second = waiting.pending(desk)
        assert waiting.count(desk) == 2
    assert (first.remedy_id, first.order_name, first.kind, first.by, first.may_decide) == (
        asked,
        "#1042",
        RemedyKind.REFUND,
        "Diego",
        True,
    )
    assert first.cost == bag("3000", "20.00")
    assert (first.note, first.ask_note, first.customer) == ("broken", "She waited for three weeks", "María Díaz")
    assert [(over.limit.wire(), over.would_be.wire()) for over in first.overs] == [("2999", "3000")]
    assert (second.remedy_id, second.left) == (later, timedelta(days=1) - timedelta(minutes=10))


def test_who_may_not_decide_sees_his_own_requests_alone(counter, asked):
    with counter.at() as desk:
        (mine,) = waiting.pending(desk)
        assert (mine.may_decide, mine.mine, waiting.count(desk)) == (False, True, 0)
    with counter.at(counter.aiko) as desk:
        assert waiting.pending(desk) == ()
    counter.let_approve(counter.aiko)
    with counter.at(counter.aiko) as desk:
        assert [row.may_decide for row in waiting.pending(desk)] == [True]


@pytest.mark.parametrize("how", ["refused", "expired"])
def test_what_was_written_about_a_customer_who_was_forgotten_goes_when_it_is_decided(counter, asked, runtime, how):
    with counter.at() as desk:
        customer_id = desk.get(Remedy, asked).customer_id
    counter.change(Customer, customer_id, redacted_at=NOON)
    if how == "refused":
        counter.decide(asked, approve=False, note="She wrote too much")
    else:
        with runtime.database.transaction() as session:
            approval_clock.expire(session, NOON + timedelta(days=1))
    row, remedy = counter.approval(asked), counter.remedy(asked)
    assert (row.note, row.decision_note, remedy.note, remedy.request, remedy.error) == ("",) * 5

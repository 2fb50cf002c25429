"""Authority on the way of real money: nothing over a limit moves but what one person asked and another approved."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.desk import approval_clock, approvals, authority_rules
from app.desk.agents import Role
from app.desk.approvals import Decision
from app.desk.authority_rules import Given
from app.desk.desk import CUSTOMER, Actor, ActorKind
from app.domain.authority import NeedsApproval, Within
from app.domain.money import Money
from app.domain.problems import LookAgain, MayNotRefund, Problem
from app.domain.remedies.choices import ReturnProcessingChoice, StoreCreditChoice
from app.domain.remedies.kinds import RemedyKind
from app.errands import tokens
from app.models import Agent, Approval, Remedy
from app.shopify import returns_reading
from tests.errands.money_stage import SHIPPED
from tests.staff import come_in

NOTHING = (0, "0.00", "USD")


@pytest.fixture
def order_id(stage) -> int:
    return stage.mirror()


@pytest.fixture
def hana(stage) -> Actor:
    return come_in(stage.runtime, stage.store, "Hana")


def limit(stage, hana: Actor, **caps: int) -> None:
    """A row for all agents, in yen."""
    amounts = {name: Money(Decimal(cap), "JPY") for name, cap in caps.items()}
    with stage.desk(hana) as desk:
        authority_rules.set_limit(desk, Given(Role.AGENT, amounts=amounts))


@pytest.fixture
def asked(stage, hana, order_id) -> tuple[int, tuple[int, str, str]]:
    """Two cups, over Diego's limit: the remedy that waits, and what it would move."""
    limit(stage, hana, per_act=1)
    preview = stage.preview(order_id)
    assert isinstance(preview.verdict, NeedsApproval)
    amount = preview.terms.gives.presentment
    return stage.confirm(order_id, preview, asking="Please"), (1, amount.wire(), amount.currency)


def decide(stage, who: Actor, remedy_id: int, *, approve: bool = True) -> None:
    with stage.desk(who) as desk:
        row = desk.one(desk.select(Approval).where(Approval.remedy_id == remedy_id))
        approvals.decide(desk, row.id, Decision(approve=approve, undo=timedelta(0)))


def test_what_waits_for_an_approval_does_not_move_however_often_a_worker_looks(stage, asked):
    remedy_id, _two_cups = asked
    assert stage.run(remedy_id, times=3).state == "AWAITING_APPROVAL"
    assert stage.moved() == NOTHING


def test_what_was_approved_moves_once(stage, hana, asked):
    remedy_id, two_cups = asked
    decide(stage, hana, remedy_id)
    assert stage.run(remedy_id, times=3).state == "SUCCEEDED"
    with pytest.raises(LookAgain):
        decide(stage, hana, remedy_id)
    stage.run(remedy_id)
    assert stage.moved() == two_cups


def test_an_approved_remedy_whose_answer_was_lost_moves_once(stage, hana, asked):
    remedy_id, two_cups = asked
    decide(stage, hana, remedy_id)
    stage.store.fault("refundCreate", "reset_before_commit")
    assert stage.run(remedy_id).state == "UNKNOWN"
    with stage.desk() as desk:
        desk.get(Remedy, remedy_id).last_sent_at = datetime.now(UTC) - timedelta(hours=1)
    assert stage.run(remedy_id, times=3).state == "SUCCEEDED"
    assert stage.moved() == two_cups


def test_what_was_refused_or_not_decided_in_time_never_moves(stage, hana, asked, order_id):
    remedy_id, _two_cups = asked
    decide(stage, hana, remedy_id, approve=False)
    second = stage.confirm(order_id, stage.preview(order_id), asking="Again")
    with stage.runtime.database.transaction() as session:
        assert approval_clock.expire(session, datetime.now(UTC) + timedelta(days=2)) == 1
    for one, problem in ((remedy_id, Problem.NOT_APPROVED), (second, Problem.APPROVAL_EXPIRED)):
        row = stage.run(one)
        assert (row.state, row.problem) == ("CANCELLED", problem)
    assert stage.moved() == NOTHING


def test_his_own_approval_moves_nothing(stage, asked):
    remedy_id, _two_cups = asked
    with stage.desk() as desk:
        desk.get(Agent, stage.diego.id).approves_at = desk.now
    with pytest.raises(MayNotRefund):
        decide(stage, stage.diego, remedy_id)
    stage.run(remedy_id)
    assert stage.moved() == NOTHING


@pytest.mark.parametrize(
    ("between", "problem"),
    [
        ("paused", Problem.PAUSED),
        ("changed", Problem.APPROVAL_CHANGED),
        ("approver_gone", Problem.NOT_APPROVER),
        ("requester_gone", Problem.AGENT_GONE),
        ("forbidden", Problem.FORBIDDEN),
    ],
)
def test_what_changed_after_the_approval_stops_the_money(stage, hana, asked, between, problem):
    remedy_id, _two_cups = asked
    decide(stage, hana, remedy_id)
    with stage.desk(hana) as desk:
        if between == "paused":
            authority_rules.pause(desk)
        elif between == "forbidden":
            authority_rules.set_limit(desk, Given(Role.AGENT, kind="REFUND", forbidden=True))
        elif between == "changed":
            row = desk.get(Remedy, remedy_id)
            row.request = row.request.replace("broken", "br0ken")
        else:
            gone = hana if between == "approver_gone" else stage.diego
            desk.get(Agent, gone.id).removed_at = desk.now
    row = stage.run(remedy_id)
    assert row.state == "REJECTED"
    assert stage.moved() == NOTHING
    if between not in {"approver_gone", "requester_gone"}:  # their name is no longer good at Shopify either
        assert row.problem == problem


def test_a_limit_is_in_the_shops_currency_at_the_rate_of_the_order(stage, hana, order_id):
    """The customer pays in dollars: what counts are the yen that it costs the shop."""
    cost = stage.preview(order_id).terms.gives.shop
    assert cost.currency == "JPY"
    limit(stage, hana, per_act=int(cost.amount) - 1)
    over = stage.preview(order_id).verdict
    assert isinstance(over, NeedsApproval)
    assert over.first.would_be == cost
    limit(stage, hana, per_act=int(cost.amount))
    assert stage.preview(order_id).verdict == Within()


def test_one_kind_after_the_other_gives_no_more_than_the_order_may_get(stage, hana, order_id):
    preview = stage.preview(order_id, 1)
    limit(stage, hana, per_order=int(preview.terms.gives.shop.amount))
    assert stage.run(stage.confirm(order_id, stage.preview(order_id, 1))).state == "SUCCEEDED"
    credit = StoreCreditChoice(amount=Money(Decimal("0.10"), "USD"))
    verdict = stage.wish(order_id, RemedyKind.STORE_CREDIT, credit).verdict
    assert isinstance(verdict, NeedsApproval)


@pytest.mark.parametrize("actor", [Actor(ActorKind.RULE, 1), CUSTOMER])
def test_what_a_customer_wrote_or_a_rule_does_moves_nothing(stage, order_id, actor):
    mine = stage.preview(order_id)
    for call in (lambda: stage.preview(order_id, actor=actor), lambda: stage.confirm(order_id, mine, actor)):
        with pytest.raises((MayNotRefund, LookAgain)):
            call()
    with stage.desk() as desk:
        assert desk.one(desk.select(Remedy)) is None
    assert stage.moved() == NOTHING


def test_goods_that_leave_for_nothing_are_under_the_limit_like_money(stage, hana):
    limit(stage, hana, per_act=1)
    order_id = stage.mirror(SHIPPED)
    api = tokens.api(stage.runtime, stage.shop_id)
    there, ware = returns_reading.offer(api, stage.gid), returns_reading.variants(api, "cup")[0]
    coming = {"fulfillmentLineItemId": there.lines[0].gid, "quantity": 1}
    coming |= {"returnReasonDefinitionId": there.reasons[0].gid}
    free = {"description": "ours", "value": {"percentage": 100}}
    leaving = {"variantId": ware.gid, "quantity": 1, "appliedDiscount": free}
    made = stage.ask(
        "mutation ($i: ReturnInput!) { returnCreate(returnInput: $i) { return { id } userErrors { message } } }",
        i={"orderId": stage.gid, "returnLineItems": [coming], "exchangeLineItems": [leaving]},
    )["returnCreate"]["return"]
    choice = ReturnProcessingChoice(made["id"], (), exchanges=True)
    preview = stage.wish(order_id, RemedyKind.RETURN_PROCESSING, choice)
    assert preview.terms.gives is None
    assert isinstance(preview.verdict, NeedsApproval)
    assert preview.verdict.first.would_be == ware.price
    with pytest.raises(MayNotRefund):
        stage.confirm(order_id, preview)
    waiting = stage.confirm(order_id, preview, asking="A gift")
    assert stage.run(waiting).state == "AWAITING_APPROVAL"
    decide(stage, hana, waiting)
    assert stage.run(waiting).state == "SUCCEEDED"

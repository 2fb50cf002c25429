"""A remedy goes in the name of who confirmed or approved it, and stops where Shopify does not let that person do it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.desk import approvals
from app.desk.approvals import Decision
from app.desk.desk import Actor, ActorKind
from app.models import Agent, Approval
from tests.processes import HANA
from tests.staff import come_in, give_token, visit

NOTHING = (0, "0.00", "USD")


@pytest.fixture
def order_id(stage) -> int:
    return stage.mirror()


@pytest.fixture
def sora(stage):
    """She works in the shop; Shopify lets her refund nothing."""
    return come_in(stage.runtime, stage.store, "Sora")


def confirmed_by(stage, order_id, actor, **asking) -> int:
    return stage.confirm(order_id, stage.preview(order_id, actor=actor), actor, **asking)


def ended(row) -> tuple[str, str]:
    return row.state, row.problem


def end_all_tokens(stage) -> None:
    """As a logout does: nothing tells us."""
    stage.store.delete(f"/control/tokens?shop={HANA}")


def test_what_shopify_does_not_let_the_agent_do_ends_in_words_and_frees_the_order(stage, order_id, sora):
    row = stage.run(confirmed_by(stage, order_id, sora))
    assert ended(row) == ("REJECTED", "NOT_PERMITTED")
    assert "refundCreate" in row.error
    assert row.open_order_id is None
    assert stage.moved() == NOTHING
    assert stage.run(confirmed_by(stage, order_id, stage.diego)).state == "SUCCEEDED"
    assert stage.moved()[0] == 1


def test_it_goes_in_the_shops_name_where_the_owner_granted_that_and_only_while_he_does(stage, order_id, sora):
    def grant(moment):
        with stage.desk() as desk:
            desk.get(Agent, sora.id).acts_for_shop_at = moment

    grant(datetime.now(UTC))
    assert stage.run(confirmed_by(stage, order_id, sora)).state == "SUCCEEDED"
    waiting = stage.confirm(order_id, stage.preview(order_id, 1, actor=sora), sora)
    grant(None)
    assert ended(stage.run(waiting)) == ("REJECTED", "NOT_PERMITTED")
    assert stage.moved()[0] == 1


def test_an_agent_who_signed_out_after_his_confirm_is_asked_to_confirm_once_more(stage, order_id):
    remedy_id = confirmed_by(stage, order_id, stage.diego)
    end_all_tokens(stage)
    assert ended(stage.run(remedy_id)) == ("REJECTED", "NOT_SIGNED_IN")
    assert stage.moved() == NOTHING
    come_in(stage.runtime, stage.store, "Diego")
    assert stage.run(confirmed_by(stage, order_id, stage.diego)).state == "SUCCEEDED"
    assert stage.moved()[0] == 1


def test_a_lost_answer_is_looked_up_without_the_agent(stage, order_id):
    remedy_id = confirmed_by(stage, order_id, stage.diego)
    stage.store.fault("refundCreate", "reset_after_commit")
    assert stage.run(remedy_id).state == "UNKNOWN"
    end_all_tokens(stage)
    assert stage.run(remedy_id).state == "SUCCEEDED"
    assert stage.moved()[0] == 1


def test_a_lost_request_of_an_agent_who_signed_out_waits_for_a_person(stage, order_id):
    remedy_id = confirmed_by(stage, order_id, stage.diego)
    stage.store.fault("refundCreate", "reset_before_commit")
    assert stage.run(remedy_id).state == "UNKNOWN"
    end_all_tokens(stage)
    assert ended(stage.run(remedy_id)) == ("NEEDS_REVIEW", "NEVER_CONFIRMED")
    assert stage.moved() == NOTHING


def test_what_was_approved_goes_in_the_name_of_who_approved_it(stage, order_id, sora):
    hana = come_in(stage.runtime, stage.store, "Hana")
    with stage.desk() as desk:
        desk.shop.agent_refund_limit = Decimal(1)
    remedy_id = confirmed_by(stage, order_id, sora, asking="She has waited for weeks.")
    assert stage.row(remedy_id).state == "AWAITING_APPROVAL"
    with stage.desk(hana) as desk:
        asked = desk.one(desk.select(Approval).where(Approval.remedy_id == remedy_id))
        approvals.decide(desk, asked.id, Decision(approve=True, undo=timedelta(0)))
    assert stage.run(remedy_id).state == "SUCCEEDED"
    assert stage.moved()[0] == 1


def test_an_approver_whom_shopify_does_not_know_any_more_lets_nothing_go(stage, order_id):
    shop_id, owner, _token = visit(stage.runtime, stage.store, "Hana")
    give_token(stage.runtime, shop_id, owner, hours=-1)
    with stage.desk() as desk:
        desk.shop.agent_refund_limit = Decimal(1)
    remedy_id = confirmed_by(stage, order_id, stage.diego, asking="")
    with stage.desk(Actor(ActorKind.AGENT, owner)) as desk:
        asked = desk.one(desk.select(Approval).where(Approval.remedy_id == remedy_id))
        approvals.decide(desk, asked.id, Decision(approve=True, undo=timedelta(0)))
    assert ended(stage.run(remedy_id)) == ("REJECTED", "NOT_SIGNED_IN")
    assert stage.moved() == NOTHING

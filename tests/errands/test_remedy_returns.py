"""A return goes its whole way through the worker: opened, received in steps, paid and restocked exactly once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from app.desk import remedy_work
from app.domain.events import RemedyDue
from app.domain.problems import Problem
from app.domain.refunds import MoneyState
from app.domain.remedies.choices import (
    Disposition,
    ProcessedLine,
    ReturnChoice,
    ReturningLine,
    ReturnLabelChoice,
    ReturnProcessingChoice,
    ReturnRef,
)
from app.domain.remedies.kinds import RemedyKind, RemedyState
from app.domain.remedies.returns import ReturnOffer
from app.errands import remedy, tokens
from app.models import Remedy
from app.shopify import returns_reading
from tests.errands.money_stage import SHIPPED, Stage
from tests.processes import HANA

LOST = ["commit_then_timeout", "commit_then_502", "reset_after_commit", "null_after_commit"]


@pytest.fixture
def order_id(stage) -> int:
    return stage.mirror(SHIPPED)


def offer(stage: Stage) -> ReturnOffer:
    return returns_reading.offer(tokens.api(stage.runtime, stage.shop_id), stage.gid)


def wish(stage: Stage, quantity: int = 2) -> ReturnChoice:
    there = offer(stage)
    return ReturnChoice((ReturningLine(there.lines[0].gid, quantity, there.reasons[0].gid, "too small"),))


def opened(stage: Stage, order_id: int, quantity: int = 2) -> str:
    row = stage.give(order_id, RemedyKind.RETURN, wish(stage, quantity))
    assert row.state == RemedyState.SUCCEEDED
    return str(row.gid)


def arrived(stage: Stage, gid: str, fate: Disposition = Disposition.RESTOCKED, count: int = 1, **more):
    there = offer(stage)
    line = next(item for item in there.returns if item.gid == gid).lines[0]
    place = there.locations[0].gid if fate is Disposition.RESTOCKED else ""
    return ReturnProcessingChoice(gid, (ProcessedLine(line.gid, count, fate, place),), **more)


def shelf(stage: Stage) -> int:
    return sum(stage.store.get("/control/stock", shop=HANA).values())


def calls(stage: Stage, name: str) -> int:
    return int(stage.store.get("/control/calls", shop=HANA).get(name, 0))


def confirmed(stage: Stage, order_id: int, choice) -> int:
    kind = RemedyKind.RETURN if isinstance(choice, ReturnChoice) else RemedyKind.RETURN_PROCESSING
    return stage.confirm(order_id, stage.wish(order_id, kind, choice))


def later(minutes: float):
    return time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes), tick=True)


def test_a_return_is_opened_labelled_and_received_in_two_steps_with_one_piece_damaged(stage, order_id):
    gid = opened(stage, order_id)
    label = stage.give(order_id, RemedyKind.RETURN_LABEL, ReturnLabelChoice(gid, "RR123456785JP"))
    assert label.facts["tracking_number"] == "RR123456785JP"
    first = stage.give(order_id, RemedyKind.RETURN_PROCESSING, arrived(stage, gid))
    assert (first.state, first.money_state) == (RemedyState.SUCCEEDED, MoneyState.SUCCESS)
    assert first.facts["return"].startswith(SHIPPED)
    refunds, amount, _ = stage.moved()
    assert (refunds, Decimal(amount)) == (1, first.amount)
    second = stage.give(order_id, RemedyKind.RETURN_PROCESSING, arrived(stage, gid, Disposition.NOT_RESTOCKED))
    assert second.money_state == MoneyState.SUCCESS
    assert stage.moved()[0] == 2
    assert shelf(stage) == 1
    assert calls(stage, "returnProcess") == 2


def test_opening_a_return_costs_nothing_and_processing_costs_what_goes_back(stage, order_id):
    row = stage.give(order_id, RemedyKind.RETURN, wish(stage))
    assert (row.cost, row.money_state) == (0, MoneyState.NONE)
    paid = stage.give(order_id, RemedyKind.RETURN_PROCESSING, arrived(stage, row.gid, count=2))
    assert paid.cost > 0
    assert paid.currency == "JPY"


@pytest.mark.parametrize("fault", LOST)
def test_a_lost_answer_leaves_one_refund_one_piece_on_the_shelf_and_one_call(stage, order_id, fault):
    gid = opened(stage, order_id)
    remedy_id = confirmed(stage, order_id, arrived(stage, gid))
    stage.store.fault("returnProcess", fault, seconds=0.2)
    stage.run(remedy_id, times=3)
    row = stage.row(remedy_id)
    assert (row.state, row.money_state) == (RemedyState.SUCCEEDED, MoneyState.SUCCESS)
    assert (stage.moved()[0], shelf(stage), calls(stage, "returnProcess")) == (1, 1, 1)


def test_what_never_arrived_is_sent_again_only_after_it_had_time_to_settle(stage, order_id):
    remedy_id = confirmed(stage, order_id, arrived(stage, opened(stage, order_id)))
    stage.store.fault("returnProcess", "reset_before_commit")
    assert stage.run(remedy_id, times=3).state == RemedyState.UNKNOWN
    assert stage.moved()[0] == 0
    with later(4):
        assert stage.run(remedy_id).state == RemedyState.SUCCEEDED
    assert (stage.moved()[0], shelf(stage)) == (1, 1)


def test_a_worker_killed_after_shopifys_success_leaves_one_refund_and_one_piece(stage, order_id, monkeypatch):
    remedy_id = confirmed(stage, order_id, arrived(stage, opened(stage, order_id)))

    class KilledError(BaseException):
        """Nothing after this runs, as nothing runs after a kill."""

    def killed(*_arguments: object, **_named: object) -> None:
        raise KilledError

    with monkeypatch.context() as failpoint:
        failpoint.setattr(remedy_work, "succeed", killed)
        with pytest.raises(KilledError):
            remedy.run(stage.runtime, stage.shop_id, RemedyDue(remedy_id, order_id))
    with later(4):
        row = stage.run(remedy_id)
    assert (row.state, row.money_state) == (RemedyState.SUCCEEDED, MoneyState.SUCCESS)
    assert (stage.moved()[0], shelf(stage), calls(stage, "returnProcess")) == (1, 1, 1)


@pytest.mark.parametrize("fault", LOST[1:3])
def test_a_return_whose_answer_was_lost_is_found_and_not_opened_again(stage, order_id, fault):
    remedy_id = confirmed(stage, order_id, wish(stage))
    stage.store.fault("returnCreate", fault, seconds=0.2)
    stage.run(remedy_id, times=3)
    row = stage.row(remedy_id)
    assert row.state == RemedyState.SUCCEEDED
    assert calls(stage, "returnCreate") == 1
    assert [item.gid for item in offer(stage).returns] == [row.gid]


def processed_elsewhere(stage: Stage, choice: ReturnProcessingChoice) -> None:
    """The merchant does it in the admin, without money."""
    (line,) = choice.lines
    given = {
        "returnId": choice.return_gid,
        "returnLineItems": [{"id": line.return_line_gid, "quantity": line.quantity}],
    }
    document = "mutation P($input: ReturnProcessInput!) { returnProcess(input: $input) { userErrors { message } } }"
    assert stage.ask(document, input=given)["returnProcess"]["userErrors"] == []


def test_what_was_processed_meanwhile_stops_the_remedy_before_any_money(stage, order_id):
    choice = arrived(stage, opened(stage, order_id))
    remedy_id = confirmed(stage, order_id, choice)
    processed_elsewhere(stage, choice)
    row = stage.run(remedy_id)
    assert (row.state, row.problem) == (RemedyState.NEEDS_REVIEW, Problem.QUANTITY_CHANGED)
    assert stage.moved()[0] == 0


def test_a_lost_request_that_the_merchant_then_processed_himself_is_left_to_a_person(stage, order_id):
    choice = arrived(stage, opened(stage, order_id))
    remedy_id = confirmed(stage, order_id, choice)
    stage.store.fault("returnProcess", "reset_before_commit")
    assert stage.run(remedy_id).state == RemedyState.UNKNOWN
    processed_elsewhere(stage, choice)
    with later(4):
        row: Remedy = stage.run(remedy_id, times=9)
    assert (row.state, row.problem) == (RemedyState.NEEDS_REVIEW, Problem.NEVER_CONFIRMED)
    assert stage.moved()[0] == 0


@pytest.mark.parametrize(
    ("kind", "mutation"),
    [(RemedyKind.RETURN_CLOSING, "returnClose"), (RemedyKind.RETURN_CANCELLATION, "returnCancel")],
)
def test_an_end_whose_answer_was_lost_is_known_by_the_returns_status(stage, order_id, kind, mutation):
    choice = ReturnRef(opened(stage, order_id))
    remedy_id = stage.confirm(order_id, stage.wish(order_id, kind, choice))
    stage.store.fault(mutation, "commit_then_502")
    assert stage.run(remedy_id).state == RemedyState.UNKNOWN
    assert stage.run(remedy_id).state == RemedyState.SUCCEEDED
    assert calls(stage, mutation) == 1


def test_the_answer_may_be_lost_twice(stage, order_id):
    choice = replace(arrived(stage, opened(stage, order_id)), to_store_credit=True)
    remedy_id = confirmed(stage, order_id, choice)
    stage.store.fault("returnProcess", "reset_before_commit")
    stage.run(remedy_id)
    stage.store.fault("returnProcess", "commit_then_502")
    with later(4):
        assert stage.run(remedy_id).state == RemedyState.UNKNOWN
    with later(8):
        assert stage.run(remedy_id).state == RemedyState.SUCCEEDED
    assert stage.moved()[0] == 1
    assert shelf(stage) == 1

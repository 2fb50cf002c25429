"""Shopify's word on our remedies: late, out of order, or against what we believed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.desk import orders, remedy_work
from app.domain.problems import Problem
from app.domain.remedies.kinds import RemedyState
from app.models import TransactionRow
from tests import cast
from tests.cast import NOON
from tests.desk.remedy_counter import Counter, made


@pytest.fixture
def counter(runtime, hana) -> Counter:
    return Counter(runtime, hana)


def told(counter: Counter, status: str, minutes: float) -> None:
    """A payment's state, as its own webhook tells it."""
    (moved,) = made(status=status).transactions
    with counter.at(minutes=minutes) as desk:
        orders.add(desk, cast.order().gid, orders.Parts(transactions=(moved,)))


@pytest.mark.parametrize(("end", "state"), [("SUCCESS", "SUCCESS"), ("FAILURE", "FAILURE"), ("ERROR", "FAILURE")])
@pytest.mark.parametrize("late", ["PENDING", "AWAITING_RESPONSE", "UNKNOWN"])
def test_a_payment_that_has_ended_is_not_on_its_way_again_because_an_older_word_comes_late(counter, end, state, late):
    remedy_id = counter.confirm(counter.preview())
    counter.succeed(remedy_id, "PENDING")
    told(counter, end, 10)
    told(counter, late, 11)
    assert counter.row(remedy_id).money_state == state
    with counter.at() as desk:
        row = desk.one(desk.select(TransactionRow).where(TransactionRow.kind == "REFUND"))
        assert row.status == end
    assert counter.recorded().count("RemedyMoneyMoved") == 1


def test_a_refund_of_ours_that_we_believed_refused_is_ours_and_done(counter):
    remedy_id = counter.confirm(counter.preview())
    work = counter.claim(remedy_id)
    counter.do(remedy_work.start_sending, work)
    counter.do(remedy_work.end, work, RemedyState.REJECTED, Problem.REFUSED)
    with counter.at(minutes=10) as desk:
        orders.mirror(desk, replace(cast.order(), updated_at=NOON + timedelta(minutes=9), refunds=(made(),)))
    row = counter.row(remedy_id)
    assert (row.state, row.money_state, row.problem) == ("SUCCEEDED", "SUCCESS", "")

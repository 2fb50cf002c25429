"""The fence around money where no lock is common to two that come at once."""

import pytest

from app.desk import orders
from app.domain.problems import Problem
from app.domain.remedies.choices import StoreCreditChoice
from app.domain.remedies.kinds import RemedyKind
from tests import cast
from tests.desk.remedy_counter import Counter, both_at_once, terms


@pytest.fixture
def counter(runtime, hana) -> Counter:
    return Counter(runtime, hana)


def test_credit_on_two_orders_of_one_customer_at_once_is_one_and_the_other_is_told_to_look_again(counter):
    with counter.at() as desk:
        second = orders.mirror(desk, cast.order("#1043")).order_id
    credit = {"kind": RemedyKind.STORE_CREDIT, "choice": StoreCreditChoice(terms(1).gives.presentment)}
    here, there = counter.preview(1, **credit), counter.preview(1, order_id=second, **credit)
    outcomes = both_at_once(lambda: counter.confirm(here, key="k1"), lambda: counter.confirm(there, key="k2"))
    assert Problem.IN_PROGRESS in outcomes
    assert counter.recorded().count("RemedyRequested") == 1

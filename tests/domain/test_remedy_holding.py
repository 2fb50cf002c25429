"""What can be stopped is stopped, what cannot says why; only our own holds are let go."""

from dataclasses import replace

import pytest

from app.domain.problems import NotPossible, Problem
from app.domain.remedies.holding import FulfillmentOrder, Hold, found_hold, handle_of, to_hold, to_release

OPEN = FulfillmentOrder("gid://shopify/FulfillmentOrder/1", "OPEN", can_hold=True)
OTHER = replace(OPEN, gid="gid://shopify/FulfillmentOrder/2")
KEY = "3c8e7c52-0c3b-4a57-9a5d-0d9a2b1c4e6f"
MINE = Hold("gid://shopify/FulfillmentHold/1", "Other", handle_of(KEY), ours=True)
THEIRS = Hold("gid://shopify/FulfillmentHold/2", "High risk of fraud")
HELD = replace(OPEN, status="ON_HOLD", holds=(MINE,))
SHIPPED = replace(OTHER, status="CLOSED", can_hold=False)


def test_all_that_has_not_left_is_held():
    assert to_hold([OPEN, SHIPPED, replace(OTHER, status="SCHEDULED")]) == (OPEN, replace(OTHER, status="SCHEDULED"))


@pytest.mark.parametrize(
    ("orders", "problem"),
    [
        ([], Problem.NOTHING_TO_HOLD),
        ([SHIPPED, replace(OPEN, status="CANCELLED")], Problem.NOTHING_TO_HOLD),
        ([HELD, SHIPPED], Problem.ON_HOLD),
        ([replace(OPEN, status="IN_PROGRESS", can_hold=False)], Problem.AT_SERVICE),
        ([replace(OPEN, status="SOMETHING_NEW", can_hold=False)], Problem.AT_SERVICE),
    ],
)
def test_where_nothing_can_be_held_it_is_said_why(orders, problem):
    with pytest.raises(NotPossible) as refused:
        to_hold(orders)
    assert refused.value.problem is problem


def test_the_rest_can_be_held_while_a_part_is():
    assert to_hold([HELD, OTHER]) == (OTHER,)


def test_only_our_own_holds_are_let_go():
    both = replace(HELD, holds=(MINE, THEIRS))
    assert to_release([both, SHIPPED]) == ((both, (MINE,)),)


@pytest.mark.parametrize(
    ("orders", "problem"),
    [
        ([OPEN], Problem.NOT_HELD),
        ([replace(HELD, holds=(THEIRS,))], Problem.HELD_BY_OTHERS),
    ],
)
def test_where_nothing_of_ours_holds_it_is_said_why(orders, problem):
    with pytest.raises(NotPossible) as refused:
        to_release(orders)
    assert refused.value.problem is problem


def test_a_hold_is_found_by_its_handle_and_only_once_all_is_held():
    assert found_hold([HELD, SHIPPED], handle_of(KEY)) == OPEN.gid
    assert found_hold([HELD, OTHER], handle_of(KEY)) == ""
    assert found_hold([HELD], handle_of("another")) == ""
    assert found_hold([replace(HELD, holds=(replace(MINE, ours=False),))], handle_of(KEY)) == ""


def test_a_handle_fits_in_what_shopify_takes():
    assert len(handle_of(KEY)) <= 64
    assert " " not in handle_of(KEY)

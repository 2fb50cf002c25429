"""What an order allows, and in which words it does not."""

from dataclasses import replace

import pytest

from app.domain.orders import FinancialStatus, FulfillmentStatus, ReturnStatus
from app.domain.problems import WORDS, Problem
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.options import Option, SeenOrder, SeenReturn, options

UNSHIPPED = SeenOrder(FinancialStatus.PAID, FulfillmentStatus.UNFULFILLED, unshipped=3)
SHIPPED = SeenOrder(FinancialStatus.PAID, FulfillmentStatus.FULFILLED, shipped=3, returnable=3, parcel="#1042-F1")
ONE = SeenReturn("gid://shopify/Return/1", "#1042-R1", ReturnStatus.OPEN)


def about(order: SeenOrder, kind: RemedyKind) -> Option:
    return next(option for option in options(order) if option.kind is kind)


def words(option: Option) -> str:
    return WORDS[option.problem] % option.params if option.problem else ""


def with_return(status: ReturnStatus, order: SeenOrder = SHIPPED, **changes) -> SeenOrder:
    return replace(order, returns=(replace(ONE, status=status),), **changes)


@pytest.mark.parametrize(
    ("order", "first"),
    [
        (UNSHIPPED, RemedyKind.CANCELLATION),
        (SHIPPED, RemedyKind.RETURN),
        (replace(SHIPPED, returnable=0), RemedyKind.REFUND),
        (with_return(ReturnStatus.REQUESTED), RemedyKind.RETURN_APPROVAL),
        (with_return(ReturnStatus.OPEN), RemedyKind.RETURN_PROCESSING),
        (replace(UNSHIPPED, cancelled=True, money_left=False), RemedyKind.STORE_CREDIT),
    ],
)
def test_what_a_case_like_this_mostly_ends_with_comes_first_and_is_possible(order, first):
    found = options(order)
    assert found[0].kind is first
    assert [option.kind for option in found if option.recommended] == [first]
    assert found[0].possible


def test_what_is_not_possible_comes_last_and_says_why():
    for order in (UNSHIPPED, SHIPPED, with_return(ReturnStatus.CLOSED)):
        possible = [option.possible for option in options(order)]
        assert possible == sorted(possible, reverse=True)
        assert all(words(option) for option in options(order) if not option.possible)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"financial": FinancialStatus.AUTHORIZED}, Problem.NOT_CAPTURED),
        ({"financial": FinancialStatus.PENDING}, Problem.NOT_PAID),
        ({"financial": FinancialStatus.VOIDED}, Problem.NOT_PAID),
        ({"money_left": False}, Problem.ALL_REFUNDED),
        ({"hidden": True}, Problem.OUT_OF_SIGHT),
        ({"financial": FinancialStatus.UNKNOWN}, None),  # a word of tomorrow: Shopify will say
    ],
)
def test_a_refund_needs_money_that_was_taken_and_not_given_back(change, problem):
    assert about(replace(SHIPPED, **change), RemedyKind.REFUND).problem is problem


@pytest.mark.parametrize(
    ("order", "problem"),
    [
        (UNSHIPPED, Problem.NOT_SHIPPED),
        (with_return(ReturnStatus.OPEN, returnable=0), Problem.ALL_ON_RETURN),
        (with_return(ReturnStatus.CLOSED, returnable=0), Problem.REFUNDED_BEFORE),
        (with_return(ReturnStatus.OPEN, returnable=1), None),
        (replace(SHIPPED, hidden=True), Problem.OUT_OF_SIGHT),
    ],
)
def test_a_return_needs_pieces_that_left_and_are_on_no_other(order, problem):
    assert about(order, RemedyKind.RETURN).problem is problem


def test_the_return_that_is_in_the_way_is_named():
    order = with_return(ReturnStatus.REQUESTED, returnable=0)
    assert "#1042-R1" in words(about(order, RemedyKind.RETURN))
    waiting = with_return(ReturnStatus.REQUESTED, UNSHIPPED)
    assert "#1042-R1" in words(about(waiting, RemedyKind.CANCELLATION))


@pytest.mark.parametrize(
    ("order", "problem"),
    [
        (UNSHIPPED, None),
        (SHIPPED, Problem.SHIPPED_ORDER),
        (replace(UNSHIPPED, cancelled=True), Problem.CANCELLED_ORDER),
        (replace(UNSHIPPED, hidden=True), Problem.OUT_OF_SIGHT),
    ],
)
def test_only_an_order_of_which_nothing_left_is_cancelled(order, problem):
    assert about(order, RemedyKind.CANCELLATION).problem is problem


def test_credit_cards_and_codes_need_somebody_to_have_them():
    for kind in (RemedyKind.STORE_CREDIT, RemedyKind.GIFT_CARD, RemedyKind.DISCOUNT_CODE):
        assert about(UNSHIPPED, kind).possible
        assert about(replace(UNSHIPPED, has_customer=False), kind).problem is Problem.NO_CUSTOMER


def test_a_parcel_is_stopped_once_and_let_go_only_when_it_was_stopped():
    held = replace(UNSHIPPED, fulfillment=FulfillmentStatus.ON_HOLD)
    assert about(UNSHIPPED, RemedyKind.HOLD).possible
    assert about(UNSHIPPED, RemedyKind.HOLD_RELEASE).problem is Problem.NOT_HELD
    assert about(held, RemedyKind.HOLD).problem is Problem.HELD_ALREADY
    assert about(held, RemedyKind.HOLD_RELEASE).possible
    assert about(SHIPPED, RemedyKind.HOLD).problem is Problem.NOTHING_TO_HOLD


def test_an_address_changes_only_before_everything_left_and_where_there_is_one():
    assert about(UNSHIPPED, RemedyKind.ADDRESS_CHANGE).possible
    assert about(SHIPPED, RemedyKind.ADDRESS_CHANGE).problem is Problem.NOTHING_TO_HOLD
    assert about(replace(UNSHIPPED, has_address=False), RemedyKind.ADDRESS_CHANGE).problem is Problem.NO_ADDRESS
    assert about(replace(UNSHIPPED, cancelled=True), RemedyKind.ADDRESS_CHANGE).problem is Problem.CANCELLED_ORDER


def test_every_return_offers_the_steps_of_its_state_by_its_own_name():
    two = replace(SHIPPED, returns=(ONE, SeenReturn("gid://shopify/Return/2", "#1042-R2", ReturnStatus.CLOSED)))
    steps = [(option.kind, option.about.name) for option in options(two) if option.about]
    assert (RemedyKind.RETURN_PROCESSING, "#1042-R1") in steps
    assert (RemedyKind.RETURN_REOPENING, "#1042-R2") in steps
    assert (RemedyKind.RETURN_REOPENING, "#1042-R1") not in steps


def test_where_there_is_no_return_that_is_said_instead_of_its_steps():
    assert about(SHIPPED, RemedyKind.RETURN_PROCESSING).problem is Problem.NO_RETURN_YET

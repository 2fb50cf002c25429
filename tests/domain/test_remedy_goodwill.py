"""What is given counts at the order's own rate; a code is always the same; a credit is known by newness and amount."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import Money, MoneyBag
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.goodwill import (
    LETTERS,
    Credited,
    at_order_rate,
    check_amount,
    code_of,
    found_credit,
    last_moment,
    rate_of,
)
from tests import cast

TEN = Money(Decimal("10.00"), "USD")
OURS = Credited("gid://shopify/StoreCreditAccountTransaction/2", TEN, cast.NOON)
SENT = cast.NOON
NOTHING_KNOWN: frozenset[str] = frozenset()
FREE = MoneyBag(Money.zero("JPY"), Money.zero("USD"))


def test_an_amount_counts_at_the_orders_rate_rounded_half_up():
    assert at_order_rate(Money(Decimal("0.01"), "USD"), cast.bag("9000", "60.00")).shop == Money(Decimal(2), "JPY")
    assert at_order_rate(TEN, cast.bag("9000", "60.00")).shop == Money(Decimal(1500), "JPY")


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.integers(1, 10**6))
def test_what_it_counts_is_never_half_a_yen_off(paid_yen, paid_cents, given_cents):
    total = MoneyBag(Money(Decimal(paid_yen), "JPY"), Money(Decimal(paid_cents) / 100, "USD"))
    counted = at_order_rate(Money(Decimal(given_cents) / 100, "USD"), total).shop
    assert counted.is_whole()
    assert abs(counted.amount * paid_cents - Decimal(paid_yen) * given_cents) <= Decimal(paid_cents) / 2


def test_the_rate_of_a_free_order_is_that_of_its_discount():
    assert rate_of([FREE, cast.bag("9000", "60.00")]) == cast.bag("9000", "60.00")


def test_an_order_that_cost_nothing_at_all_has_no_rate_and_nothing_is_counted_as_if_it_had():
    with pytest.raises(NotPossible) as refused:
        rate_of([FREE, FREE])
    assert refused.value.problem is Problem.NO_RATE


def test_an_order_in_the_shops_own_currency_needs_no_rate():
    free = MoneyBag(Money.zero("JPY"), Money.zero("JPY"))
    assert rate_of([free]) == free


@pytest.mark.parametrize(
    ("amount", "problem"),
    [
        (Money(Decimal(10), "JPY"), Problem.NOT_ITS_CURRENCY),
        (Money(Decimal(0), "USD"), Problem.NO_AMOUNT),
        (Money(Decimal("-0.01"), "USD"), Problem.NO_AMOUNT),
        (Money(Decimal("0.001"), "USD"), Problem.NOT_WHOLE),
    ],
)
def test_only_amounts_that_exist_above_zero_are_given(amount, problem):
    with pytest.raises(NotPossible) as refused:
        check_amount(amount, "USD")
    assert refused.value.problem is problem
    check_amount(TEN, "USD")


def test_a_new_credit_of_the_amount_is_ours():
    assert found_credit([OURS], Money(Decimal(10), "USD"), NOTHING_KNOWN, SENT) == OURS.gid
    late = replace(OURS, created_at=SENT - timedelta(minutes=5))
    assert found_credit([late], TEN, NOTHING_KNOWN, SENT) == OURS.gid, "its clock is behind ours"


@pytest.mark.parametrize(
    "other",
    [
        replace(OURS, amount=Money(Decimal("10.01"), "USD")),
        replace(OURS, amount=Money(Decimal("10.00"), "CAD")),
        replace(OURS, created_at=SENT - timedelta(minutes=5, seconds=1)),
        replace(OURS, event="ORDER_REFUND"),
    ],
)
def test_a_credit_that_differs_is_not(other):
    assert found_credit([other], TEN, NOTHING_KNOWN, SENT) == ""


def test_a_credit_that_was_there_before_or_before_we_sent_anything_is_not():
    assert found_credit([OURS], TEN, frozenset({OURS.gid}), SENT) == ""
    assert found_credit([OURS], TEN, NOTHING_KNOWN, None) == ""


@given(st.uuids())
def test_a_code_is_made_of_letters_that_nobody_confuses(key):
    code = code_of(str(key))
    assert code == code_of(str(key))
    head, first, second = code.split("-")
    assert (head, len(first), len(second)) == ("KKH", 4, 4)
    assert set(first + second) <= set(LETTERS)
    assert not set(LETTERS) & set("01OILS5")


def test_two_keys_have_two_codes():
    assert len({code_of(f"key {number}") for number in range(2000)}) == 2000


def test_a_day_ends_when_it_has_ended_everywhere():
    assert last_moment(date(2026, 12, 31)) == "2026-12-31T23:59:59-12:00"

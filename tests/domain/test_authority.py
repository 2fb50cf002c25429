"""Who may move how much."""

from decimal import Decimal

import pytest

from app.domain.authority import RefundPolicy, may_refund
from app.domain.money import CurrencyMismatch, Money
from app.domain.problems import MayNotRefund, Problem


def yen(amount: int) -> Money:
    return Money(Decimal(amount), "JPY")


LIMITED = RefundPolicy(agent_limit=yen(30000))


@pytest.mark.parametrize(
    ("role", "cost", "policy"),
    [
        ("AGENT", 30000, LIMITED),
        ("AGENT", 9_000_000, RefundPolicy()),
        ("OWNER", 30001, LIMITED),
    ],
)
def test_a_refund_within_the_limit_is_allowed(role, cost, policy):
    assert may_refund(role, yen(cost), policy) is None


@pytest.mark.parametrize(
    ("role", "cost", "policy", "problem"),
    [
        ("AGENT", 30001, LIMITED, Problem.OVER_LIMIT),
        ("a role nobody knows", 30001, LIMITED, Problem.OVER_LIMIT),
        ("AGENT", 1, RefundPolicy(paused=True), Problem.PAUSED),
        ("OWNER", 1, RefundPolicy(paused=True), Problem.PAUSED),
    ],
)
def test_a_refund_above_the_limit_or_while_paused_is_refused_with_its_reason(role, cost, policy, problem):
    with pytest.raises(MayNotRefund) as refusal:
        may_refund(role, yen(cost), policy)
    assert refusal.value.problem is problem


def test_the_refusal_names_the_limit():
    with pytest.raises(MayNotRefund, match="30000 JPY"):
        may_refund("AGENT", yen(30001), LIMITED)


def test_a_limit_is_never_compared_with_another_currency():
    with pytest.raises(CurrencyMismatch):
        may_refund("AGENT", Money(Decimal(1), "USD"), LIMITED)

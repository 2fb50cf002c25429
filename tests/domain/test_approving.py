"""Who may decide for another."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.approving import Approver, may_approve, may_decide
from app.domain.authority import Act, Limit, Spent
from app.domain.money import Money
from app.domain.problems import MayNotRefund, Problem
from app.domain.remedies.kinds import RemedyKind, RemedyReason

DIEGO, HANA, AIKO = 7, 1, 9
NOTHING = Spent.nothing("JPY")


def yen(amount: int) -> Money:
    return Money(Decimal(amount), "JPY")


def act(cost: int = 1000) -> Act:
    """What Diego asks for."""
    return Act(RemedyKind.REFUND, RemedyReason.DAMAGED, "US", yen(cost), "AGENT", DIEGO)


def agents(**fields: object) -> Limit:
    return Limit(role="AGENT", **fields)


def diego(**fields: object) -> Limit:
    return Limit(agent_id=DIEGO, **fields)


@pytest.mark.parametrize(
    ("approver", "problem"),
    [
        (Approver(DIEGO, "AGENT", approves=True), Problem.OWN_REQUEST),
        (Approver(DIEGO, "OWNER"), Problem.OWN_REQUEST),
        (Approver(AIKO, "AGENT"), Problem.NOT_APPROVER),
        (Approver(AIKO, "AGENT", approves=True, removed=True), Problem.NOT_APPROVER),
        (Approver(HANA, "OWNER", removed=True), Problem.NOT_APPROVER),
    ],
)
def test_nobody_decides_his_own_and_only_who_may_decides(approver, problem):
    with pytest.raises(MayNotRefund) as refusal:
        may_decide(approver, DIEGO)
    assert refusal.value.problem is problem
    with pytest.raises(MayNotRefund) as refusal:
        may_approve(approver, act(), [], NOTHING)
    assert refusal.value.problem is problem


@pytest.mark.parametrize("approver", [Approver(HANA, "OWNER"), Approver(AIKO, "AGENT", approves=True)])
def test_the_owner_and_agents_who_may_approve_decide_for_others(approver):
    limits = [diego(per_act=yen(10))]
    assert may_approve(approver, act(), limits, NOTHING) is None


def test_nobody_approves_what_he_may_not_give_himself():
    aiko, limits = Approver(AIKO, "AGENT", approves=True), [agents(per_act=yen(5000), per_agent_day=yen(9000))]
    assert may_approve(aiko, act(5000), limits, NOTHING) is None
    with pytest.raises(MayNotRefund, match="5000 JPY"):
        may_approve(aiko, act(5001), limits, NOTHING)
    with pytest.raises(MayNotRefund, match="9000 JPY"):
        may_approve(aiko, act(5000), limits, replace(NOTHING, agent_day=yen(4001)))
    with pytest.raises(MayNotRefund) as refusal:
        may_approve(Approver(HANA, "OWNER"), act(), limits, NOTHING, paused=True)
    assert refusal.value.problem is Problem.PAUSED

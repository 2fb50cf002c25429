"""Who may give how much: rows of limits, what was given before, and who may decide for another."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.authority import (
    Act,
    Limit,
    Measure,
    NeedsApproval,
    Over,
    Spent,
    Within,
    decide,
    smallest,
)
from app.domain.money import CurrencyMismatch, Money
from app.domain.problems import MayNotRefund, Problem
from app.domain.remedies.kinds import RemedyKind, RemedyReason

DIEGO, HANA, AIKO = 7, 1, 9


def yen(amount: int) -> Money:
    return Money(Decimal(amount), "JPY")


NOTHING = Spent.nothing("JPY")


def act(cost: int = 1000, **changes: object) -> Act:
    made = Act(RemedyKind.REFUND, RemedyReason.DAMAGED, "US", yen(cost), "AGENT", DIEGO)
    return replace(made, **changes)


def agents(**fields: object) -> Limit:
    return Limit(role="AGENT", **fields)


def diego(**fields: object) -> Limit:
    return Limit(agent_id=DIEGO, **fields)


def asked(limits: list[Limit], cost: int = 1000, spent: Spent = NOTHING, **changes: object) -> tuple[Over, ...]:
    """What stands against it; nothing is Within."""
    verdict = decide(act(cost, **changes), limits, spent)
    return verdict.overs if isinstance(verdict, NeedsApproval) else ()


def refused(*arguments: object, **named: object) -> Problem:
    with pytest.raises(MayNotRefund) as refusal:
        decide(*arguments, **named)
    return refusal.value.problem


@pytest.mark.parametrize(
    ("limits", "cost", "allowed"),
    [
        ([], 9_000_000, True),
        ([agents(per_act=yen(3000))], 3000, True),
        ([agents(per_act=yen(3000))], 3001, False),
        ([agents(per_act=yen(0))], 1, False),
        ([agents(per_act=yen(0))], 0, True),
        ([Limit(role="OWNER", per_act=yen(1))], 3000, True),
        ([agents(per_act=yen(9000)), agents(per_act=yen(3000))], 3001, False),
        ([agents(per_act=yen(3000)), diego(per_act=yen(9000))], 9000, True),
        ([agents(per_act=yen(9000)), diego(per_act=yen(3000))], 3001, False),
        ([agents(per_act=yen(3000)), diego(per_order=yen(9000))], 3001, False),
        ([agents(per_act=yen(3000)), Limit(agent_id=AIKO, per_act=yen(9000))], 3001, False),
        ([agents(per_act=yen(1), country_code="DE")], 3000, True),
        ([agents(per_act=yen(1), country_code="US")], 3000, False),
        ([agents(per_act=yen(1), reason=RemedyReason.GOODWILL)], 3000, True),
        ([agents(per_act=yen(1), reason=RemedyReason.DAMAGED)], 3000, False),
        ([agents(per_act=yen(1), kind=RemedyKind.GIFT_CARD)], 3000, True),
        ([agents(per_act=yen(1), kind=RemedyKind.REFUND)], 3000, False),
        ([agents(per_act=yen(1), kind=RemedyKind.REFUND, country_code="DE")], 3000, True),
        ([agents(per_act=yen(3000)), diego(per_act=yen(9000), country_code="DE")], 3001, False),
    ],
)
def test_rows_that_apply_hold_and_the_smallest_wins_and_his_own_come_first(limits, cost, allowed):
    assert (not asked(limits, cost)) is allowed


@pytest.mark.parametrize("kind", [kind for kind in RemedyKind if kind is not RemedyKind.UNKNOWN])
def test_every_kind_that_gives_value_is_under_a_row_for_any_kind(kind):
    assert asked([agents(per_act=yen(999))], kind=kind)


def test_an_order_of_an_unknown_country_is_under_every_countrys_row():
    assert asked([agents(per_act=yen(1), country_code="DE")], country_code="")


def test_a_role_nobody_knows_is_an_agent():
    assert asked([agents(per_act=yen(1))], role="CEO")


@pytest.mark.parametrize(
    ("limit", "measure"),
    [
        (agents(per_order=yen(5000)), Measure.ORDER),
        (agents(per_customer_day=yen(5000)), Measure.CUSTOMER_DAY),
        (agents(per_agent_day=yen(5000)), Measure.AGENT_DAY),
        (agents(per_shop_day=yen(5000)), Measure.SHOP_DAY),
    ],
)
def test_what_was_given_before_counts_on_its_own_measure_only(limit, measure):
    fields = {Measure.ORDER: "order", Measure.CUSTOMER_DAY: "customer_day", Measure.AGENT_DAY: "agent_day"}
    field = fields.get(measure, "shop_day")
    assert asked([limit], 1000, replace(NOTHING, **{field: yen(4000)})) == ()
    assert asked([limit], 1001, replace(NOTHING, **{field: yen(4000)})) == (Over(measure, yen(5000), yen(5001)),)
    others = {name: yen(90000) for name in ("order", "customer_day", "agent_day", "shop_day") if name != field}
    assert asked([limit], 1000, replace(NOTHING, **others)) == ()


def test_a_row_about_one_kind_counts_what_other_kinds_gave():
    limits = [agents(kind=RemedyKind.GIFT_CARD, per_agent_day=yen(5000))]
    spent = replace(NOTHING, agent_day=yen(4500))
    assert asked(limits, 501, spent, kind=RemedyKind.GIFT_CARD)
    assert not asked(limits, 501, spent, kind=RemedyKind.REFUND)


def test_all_limits_that_it_breaks_are_told():
    limits = [agents(per_act=yen(500), per_order=yen(800)), agents(per_shop_day=yen(10))]
    assert [over.measure for over in asked(limits)] == [Measure.ACT, Measure.ORDER, Measure.SHOP_DAY]


def test_what_is_forbidden_is_forbidden_whatever_it_costs_and_whatever_else_allows_it():
    limits = [agents(kind=RemedyKind.GIFT_CARD, forbidden=True), diego(per_act=yen(9000))]
    assert refused(act(kind=RemedyKind.GIFT_CARD), limits, NOTHING) is Problem.FORBIDDEN
    assert refused(act(0, kind=RemedyKind.GIFT_CARD), limits, NOTHING) is Problem.FORBIDDEN
    assert decide(act(), limits, NOTHING) == Within()


def test_while_paused_nobody_gives_anything_that_costs():
    assert refused(act(1), [], NOTHING, paused=True) is Problem.PAUSED
    assert refused(act(1, role="OWNER"), [], NOTHING, paused=True) is Problem.PAUSED
    assert decide(act(0), [], NOTHING, paused=True) == Within()


def test_amounts_of_two_currencies_are_never_compared():
    dollar = Money(Decimal(1), "USD")
    with pytest.raises(CurrencyMismatch):
        decide(act(cost=1000), [agents(per_act=dollar)], NOTHING)
    with pytest.raises(CurrencyMismatch):
        decide(act(cost=1000), [agents(per_order=yen(1))], replace(NOTHING, order=Money.zero("USD")))


def test_a_cost_below_zero_is_no_cost():
    with pytest.raises(ValueError, match="cannot cost"):
        decide(act(-1), [], NOTHING)


def test_the_limit_that_holds_can_be_shown():
    limits = [agents(per_act=yen(3000)), diego(per_act=yen(5000)), diego(per_act=yen(4000))]
    assert smallest(Measure.ACT, act(0), limits) == yen(4000)
    assert smallest(Measure.ORDER, act(0), limits) is None


@given(
    caps=st.lists(st.integers(0, 500), min_size=4, max_size=4),
    parts=st.lists(
        st.tuples(st.integers(0, 120), st.sampled_from(sorted(RemedyKind)), st.sampled_from(sorted(RemedyReason))),
        max_size=40,
    ),
)
def test_splitting_an_amount_into_parts_of_any_kind_never_gives_more_than_the_limits(caps, parts):
    names = ("per_order", "per_customer_day", "per_agent_day", "per_shop_day")
    limits = [agents(**{name: yen(cap)}) for name, cap in zip(names, caps, strict=True)]
    given_away = yen(0)
    for cost, kind, reason in parts:
        spent = Spent(given_away, given_away, given_away, given_away)
        if decide(act(cost, kind=RemedyKind(kind), reason=RemedyReason(reason)), limits, spent) == Within():
            given_away += yen(cost)
    assert given_away <= yen(min(caps))


@given(
    rows=st.lists(st.tuples(st.booleans(), st.none() | st.integers(0, 300), st.none() | st.integers(0, 300))),
    cost=st.integers(1, 400),
    before=st.integers(0, 300),
)
def test_one_more_row_of_the_same_sort_never_allows_what_was_not_allowed_before(rows, cost, before):
    def made(row: tuple[bool, int | None, int | None]) -> Limit:
        country, per_act, per_day = row
        amounts = {"per_act": per_act, "per_agent_day": per_day}
        caps = {name: yen(amount) for name, amount in amounts.items() if amount is not None}
        return agents(country_code="US" if country else "", **caps)

    spent = Spent(*[yen(before)] * 4)
    allowed = [decide(act(cost), map(made, rows[:count]), spent) == Within() for count in range(len(rows) + 1)]
    assert allowed == sorted(allowed, reverse=True)

"""Authority at the desk: what counts as given, asked at the confirm and once more just before the call."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest

from app.desk import authority, authority_rules, spending
from app.desk.agents import Role
from app.desk.desk import CUSTOMER, SHOPIFY, SYSTEM, Actor, ActorKind
from app.domain.authority import Measure, NeedsApproval, Within
from app.domain.orders import CustomerSnapshot
from app.domain.problems import MayNotRefund, Problem
from app.domain.remedies.kinds import RemedyKind, RemedyReason
from app.models import Agent, Order, Remedy, Shop
from tests.giving import Counter, yen

OTHER_CUSTOMER = CustomerSnapshot(gid="gid://shopify/Customer/8", name="Kim", email="kim@example.kr")


@pytest.fixture
def counter(runtime, hana) -> Counter:
    return Counter(runtime, hana)


def over(counter: Counter, cost: int = 3000, actor: Actor | None = None, order_id: int = 0, minutes: float = 1):
    """The measures that stand against it; nothing is within."""
    with counter.at(actor, minutes) as desk:
        order = desk.get(Order, order_id or counter.order_id)
        case = authority.act(desk, desk.actor.id, order, RemedyKind.REFUND, RemedyReason.DAMAGED, yen(cost))
        verdict = authority.verdict(desk, case)
    return [over.measure for over in verdict.overs] if isinstance(verdict, NeedsApproval) else []


def why_not(counter: Counter, remedy_id: int, minutes: float = 6) -> Problem | None:
    try:
        counter.authorise(remedy_id, minutes)
    except MayNotRefund as refusal:
        return refusal.problem
    return None


def test_without_rows_everybody_may_give_what_he_likes(counter):
    assert over(counter, 9_000_000) == []
    assert why_not(counter, counter.give(9_000_000)) is None


def test_the_limit_that_is_older_than_the_table_still_holds_for_agents_alone(counter):
    counter.change(Shop, counter.shop.id, agent_refund_limit=Decimal(2999))
    assert over(counter, 3000) == [Measure.ACT]
    assert over(counter, 3000, counter.hana) == []


@pytest.mark.parametrize(
    ("name", "measure", "elsewhere"),
    [
        ("per_order", Measure.ORDER, {"order": "#1043"}),
        ("per_customer_day", Measure.CUSTOMER_DAY, {"order": "#1043", "customer": OTHER_CUSTOMER}),
        ("per_agent_day", Measure.AGENT_DAY, {"actor": "aiko"}),
    ],
)
def test_what_was_given_counts_where_it_belongs_and_nowhere_else(counter, name, measure, elsewhere):
    counter.limit(**{name: 5000})
    counter.settle(counter.give(3000))
    assert over(counter, 2000) == []
    assert over(counter, 2001) == [measure]
    customer = {"customer": elsewhere["customer"]} if "customer" in elsewhere else {}
    order_id = counter.order(elsewhere["order"], **customer) if "order" in elsewhere else 0
    actor = getattr(counter, elsewhere.get("actor", "diego"))
    assert over(counter, 5000, actor, order_id) == []


def test_the_shops_day_counts_what_everybody_gave(counter):
    counter.limit(per_shop_day=5000)
    counter.settle(counter.give(3000, counter.hana))
    counter.settle(counter.give(1000, counter.aiko, order_id=counter.order("#1043", customer=OTHER_CUSTOMER)))
    assert over(counter, 1000) == []
    assert over(counter, 1001) == [Measure.SHOP_DAY]


@pytest.mark.parametrize("kind", [kind for kind in RemedyKind if kind is not RemedyKind.UNKNOWN])
def test_every_kind_counts_for_the_limits_of_every_other(counter, kind):
    counter.limit(per_agent_day=5000)
    counter.settle(counter.give(3000, kind=kind))
    assert over(counter, 2001) == [Measure.AGENT_DAY]


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        ("AWAITING_APPROVAL", False),
        ("WAITING", True),
        ("SENDING", True),
        ("UNKNOWN", True),
        ("SUCCEEDED", True),
        ("NEEDS_REVIEW", True),
        ("REJECTED", False),
        ("CANCELLED", False),
        ("a state of tomorrow", True),
    ],
)
def test_what_may_have_gone_or_may_still_go_counts_and_what_will_not_does_not(counter, state, counts):
    counter.limit(per_order=5000)
    counter.settle(counter.give(3000), state)
    assert bool(over(counter, 2001)) is counts


def test_what_was_stopped_before_it_was_sent_counts_for_nothing(counter):
    counter.limit(per_order=5000)
    stopped = counter.give(3000)
    counter.settle(stopped, "NEEDS_REVIEW")
    counter.change(Remedy, stopped, first_sent_at=None)
    assert not over(counter, 2001)


def test_a_day_is_the_shops_own(counter):
    counter.limit(per_agent_day=5000)
    counter.settle(counter.give(3000))  # at noon in Tokyo
    assert over(counter, 2001, minutes=12 * 60 - 1) == [Measure.AGENT_DAY]
    assert over(counter, 5000, minutes=12 * 60) == []
    assert over(counter, 5000, minutes=-12 * 60 - 1) == []


def test_a_day_of_25_hours_is_one_day(counter):
    with counter.at() as desk:
        desk.shop.timezone = "America/New_York"
        start, end = spending.day(desk, datetime(2026, 11, 1, 12, tzinfo=UTC))
        assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=25)
        desk.shop.timezone = "Nowhere/At_All"
        assert spending.day(desk, datetime(2026, 11, 1, 12, tzinfo=UTC))[0] == datetime(2026, 11, 1, tzinfo=UTC)


def test_orders_without_a_customer_are_no_one_customer(counter):
    counter.limit(per_customer_day=5000)
    first, second = (counter.order(name, customer=None, email="") for name in ("#1050", "#1051"))
    counter.settle(counter.give(3000, order_id=first))
    assert over(counter, 2001, order_id=first) == [Measure.CUSTOMER_DAY]
    assert over(counter, 5000, order_id=second) == []


def test_another_shops_remedies_and_rows_count_for_nothing(counter, runtime, mei):
    theirs = Counter(runtime, mei)
    theirs.limit(per_act=1)
    theirs.settle(theirs.give(0))
    counter.limit(per_shop_day=5000)
    assert over(counter, 5000) == []


def test_an_amount_in_a_currency_the_shop_has_no_longer_lets_nothing_through(counter):
    counter.limit(per_act=90000)
    counter.change(Shop, counter.shop.id, currency="USD")
    with counter.at() as desk:
        (limit,) = spending.limits(desk)
    assert (limit.per_act.amount, limit.per_act.currency) == (0, "USD")


def test_over_the_limit_is_refused_unless_he_asks_for_an_approval(counter):
    counter.limit(per_act=2999)
    with pytest.raises(MayNotRefund, match="2999 JPY") as refusal:
        counter.give(3000)
    assert refusal.value.problem is Problem.OVER_LIMIT
    assert counter.remedy(counter.give(3000, asking="Please")).state == "AWAITING_APPROVAL"


def test_what_is_forbidden_is_refused_even_to_who_asks_for_an_approval(counter):
    counter.limit(kind="GIFT_CARD", forbidden=True)
    with pytest.raises(MayNotRefund) as refusal:
        counter.give(100, kind=RemedyKind.GIFT_CARD, asking="Please")
    assert refusal.value.problem is Problem.FORBIDDEN


def test_the_worker_refuses_what_the_owner_no_longer_allows(counter):
    remedy_id = counter.give(3000)
    assert why_not(counter, remedy_id) is None
    row_id = counter.limit(per_act=2999)
    assert why_not(counter, remedy_id) is Problem.OVER_LIMIT
    with counter.at(counter.hana) as desk:
        authority_rules.remove_limit(desk, row_id)
    assert why_not(counter, remedy_id) is None


def test_the_switch_stops_what_costs_and_nothing_else(counter):
    costly, free = counter.give(3000), counter.give(0, order_id=counter.order("#1043"))
    with counter.at(counter.hana) as desk:
        authority_rules.pause(desk)
    assert why_not(counter, costly) is Problem.PAUSED
    assert why_not(counter, free) is None
    with pytest.raises(MayNotRefund) as refusal:
        counter.give(1, counter.hana, order_id=counter.order("#1044"))
    assert refusal.value.problem is Problem.PAUSED
    with counter.at(counter.hana) as desk:
        authority_rules.resume(desk)
    assert why_not(counter, costly) is None


def test_who_was_removed_since_gives_nothing_any_more(counter):
    remedy_id = counter.give(3000)
    counter.change(Agent, counter.diego.id, removed_at=datetime(2026, 11, 20, tzinfo=UTC))
    assert why_not(counter, remedy_id) is Problem.AGENT_GONE
    with pytest.raises(MayNotRefund):
        counter.give(1, order_id=counter.order("#1043"))


def test_of_two_that_are_too_much_together_the_first_one_goes(counter):
    """Both were confirmed before either was seen by the other."""
    first, second = counter.give(3000), counter.give(3000, order_id=counter.order("#1043"))
    counter.limit(per_agent_day=5000)
    assert why_not(counter, second) is Problem.OVER_LIMIT
    assert why_not(counter, first) is None


def test_what_went_without_an_approval_counts_also_for_who_was_first(counter):
    first, second = counter.give(3000), counter.give(3000, order_id=counter.order("#1043"))
    counter.settle(second)
    counter.limit(per_agent_day=5000)
    assert why_not(counter, first) is Problem.OVER_LIMIT


def test_what_somebody_approved_later_does_not_take_the_place_of_what_was_confirmed_before(counter):
    counter.limit(per_agent_day=5000)
    mine = counter.give(3000)
    asked = counter.give(4000, order_id=counter.order("#1043"), asking="Please")
    counter.decide(asked)
    counter.settle(asked)
    assert why_not(counter, mine) is None


def test_two_workers_at_the_same_time_never_let_through_more_than_a_day_allows(counter):
    """Each worker holds its transaction open until the other has had its look, or waits for it."""
    ids = [counter.give(3000, order_id=counter.order(f"#{number}")) for number in (1043, 1044)]
    counter.limit(per_agent_day=5000)
    ready, told = Barrier(2), {}

    def send(remedy_id: int) -> None:
        ready.wait()
        try:
            with counter.at(SYSTEM, minutes=6) as desk:
                authority.authorise(desk, remedy_id)
                desk.get(Remedy, remedy_id).first_sent_at = desk.now
        except MayNotRefund as refusal:
            told[remedy_id] = refusal.problem

    workers = [Thread(target=send, args=(remedy_id,)) for remedy_id in ids]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert list(told.values()) == [Problem.OVER_LIMIT]


@pytest.mark.parametrize("actor", [Actor(ActorKind.RULE, 1), CUSTOMER, SHOPIFY, SYSTEM])
def test_only_a_person_gives_anything_whatever_a_message_or_a_rule_says(counter, actor):
    with pytest.raises(MayNotRefund):
        counter.give(1, actor)
    with counter.at() as desk:
        assert desk.one(desk.select(Remedy)) is None


def test_the_rows_of_the_table_are_the_owners_alone(counter):
    row_id = counter.limit(per_act=3000)
    acts = [
        lambda desk: authority_rules.set_limit(desk, authority_rules.Given(Role.AGENT, forbidden=True)),
        lambda desk: authority_rules.remove_limit(desk, row_id),
        authority_rules.remove_older_limit,
        lambda desk: authority_rules.let_approve(desk, counter.diego.id, may=True),
        authority_rules.pause,
        authority_rules.resume,
    ]
    before = counter.recorded()
    for actor in (counter.diego, Actor(ActorKind.RULE, counter.hana.id), CUSTOMER):
        for act in acts:
            with pytest.raises(Exception, match="Only the owner"), counter.at(actor) as desk:
                act(desk)
    assert counter.recorded() == before
    assert over(counter, 3001) == [Measure.ACT]


def test_a_row_about_the_same_is_replaced_and_each_change_is_recorded_with_who(counter):
    first = counter.limit(per_act=3000, country_code="US")
    assert counter.limit(per_order=9000, country_code="US") == first
    assert counter.limit(counter.diego, per_act=1, country_code="US") != first
    with counter.at() as desk:
        shown = authority_rules.show(desk)
    assert [(row.role, row.agent_name, dict(row.amounts)) for row in shown.rows] == [
        ("", "Diego", {"per_act": yen(1)}),
        ("AGENT", "", {"per_order": yen(9000)}),
    ]
    changes = [who for name, who in counter.recorded() if name == "AuthorityChanged"]
    assert changes == [f"agent:{counter.hana.id}"] * 3


def test_removing_the_older_limit_removes_it_for_good(counter):
    counter.change(Shop, counter.shop.id, agent_refund_limit=Decimal(1))
    with counter.at(counter.hana) as desk:
        assert [row.id for row in authority_rules.show(desk).rows] == [0]
        authority_rules.remove_older_limit(desk)
    assert over(counter, 3000) == []


def test_a_verdict_within_is_within(counter):
    with counter.at() as desk:
        order = desk.get(Order, counter.order_id)
        case = authority.act(desk, counter.diego.id, order, RemedyKind.REFUND, RemedyReason.OTHER, yen(1))
        assert authority.verdict(desk, case) == Within()

"""Store credit is given once, at the order's own rate, and found again among credits that are not ours."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.domain.errors import OutcomeUnknown, Refused, Unavailable
from app.domain.money import Money
from app.domain.problems import NotPossible, Problem
from app.domain.refunds import MoneyState
from app.domain.remedies.choices import StoreCreditChoice
from app.domain.remedies.course import Ask
from app.domain.remedies.kinds import OrderRef
from app.shopify.remedies.store_credit import CREDIT, KIND
from app.shopify.remedy import OrderGone
from tests.shopify.remedies.stand import Stand

TEN = StoreCreditChoice(Money(Decimal("10.00"), "USD"))
READ = """query ($id: ID!) { customer(id: $id) { storeCreditAccounts(first: 5) { nodes {
  balance { amount currencyCode } transactions(first: 10) { nodes { amount { amount } } }
} } } }"""


def ready(stand: Stand, ask: Ask) -> tuple[Ask, str]:
    """Looked at and about to be sent."""
    sighting = KIND.look(stand.api, ask)
    known = replace(ask, known=sighting.seen | sighting.marks, sent_at=datetime.now(UTC))
    return known, KIND.request(known, sighting.terms)


def given(stand: Stand, order: OrderRef) -> list[tuple[str, str, int]]:
    """Shopify's own count: balance, currency and movements of each account."""
    found = stand.api.query(READ, {"id": order.customer_gid})["customer"]["storeCreditAccounts"]["nodes"]
    return [
        (one["balance"]["amount"], one["balance"]["currencyCode"], len(one["transactions"]["nodes"])) for one in found
    ]


def refusal(stand: Stand, ask: Ask) -> NotPossible:
    with pytest.raises(NotPossible) as refused:
        KIND.look(stand.api, ask)
    return refused.value


def elsewhere(stand: Stand, order: OrderRef, amount: str = "10.00") -> None:
    """Somebody gives credit in Shopify's own admin."""
    credit = {"creditAmount": {"amount": amount, "currencyCode": "USD"}}
    stand.api.mutate(CREDIT, {"customer": order.customer_gid, "credit": credit})


def test_credit_counts_at_the_rate_of_the_order(stand):
    terms = KIND.look(stand.api, stand.ask(stand.place(), TEN)).terms
    assert terms.gives.presentment == TEN.amount
    assert terms.gives.shop == Money(Decimal(1500), "JPY")
    assert terms.store_credit == terms.gives
    assert terms.estimated


def test_credit_is_given_once_and_the_customer_can_be_told_his_balance(stand):
    order = stand.place()
    elsewhere(stand, order, "2.50")
    ask, stored = ready(stand, stand.ask(order, TEN))
    outcome = KIND.send(stand.api, stored)
    assert outcome.money is MoneyState.SUCCESS
    assert dict(outcome.facts) == {"amount": "10.00 USD", "balance": "12.50 USD"}
    assert KIND.search(stand.api, ask) == outcome.gid
    assert KIND.read(stand.api, ask, outcome.gid) == outcome
    assert given(stand, order) == [("12.5", "USD", 2)]


def test_an_answer_that_was_lost_is_found_exactly_once(stand):
    order = stand.place()
    ask, stored = ready(stand, stand.ask(order, TEN))
    stand.store.fault("storeCreditAccountCredit", "commit_then_timeout", seconds=2)
    with pytest.raises(OutcomeUnknown):
        KIND.send(stand.api, stored)
    gid = KIND.search(stand.api, ask)
    assert gid
    assert dict(KIND.read(stand.api, ask, gid).facts)["balance"] == "10.00 USD"
    assert given(stand, order) == [("10.0", "USD", 1)]


def test_a_call_that_never_arrived_is_not_found(stand):
    order = stand.place()
    ask, stored = ready(stand, stand.ask(order, TEN))
    stand.store.fault("storeCreditAccountCredit", "reset_before_commit")
    with pytest.raises((OutcomeUnknown, Unavailable)):
        KIND.send(stand.api, stored)
    assert KIND.search(stand.api, ask) == ""
    assert given(stand, order) == []


def test_the_same_credit_of_last_week_is_not_taken_for_ours(stand):
    order = stand.place()
    elsewhere(stand, order)
    ask, _ = ready(stand, stand.ask(order, TEN))
    assert KIND.search(stand.api, ask) == ""


def test_a_credit_of_another_amount_given_meanwhile_neither_is_ours_nor_stops_it(stand):
    order = stand.place()
    ask, _ = ready(stand, stand.ask(order, TEN))
    elsewhere(stand, order, "11.00")
    assert KIND.search(stand.api, ask) == ""
    assert KIND.look(stand.api, ask).seen - ask.known == set()


def test_what_was_never_sent_is_not_searched_for(stand):
    order = stand.place()
    ask, _ = ready(stand, stand.ask(order, TEN))
    elsewhere(stand, order)
    assert KIND.search(stand.api, replace(ask, sent_at=None)) == ""


@pytest.mark.parametrize(
    ("amount", "problem"),
    [
        (Money(Decimal(1500), "JPY"), Problem.NOT_ITS_CURRENCY),
        (Money(Decimal(0), "USD"), Problem.NO_AMOUNT),
        (Money(Decimal(-5), "USD"), Problem.NO_AMOUNT),
        (Money(Decimal("1.005"), "USD"), Problem.NOT_WHOLE),
    ],
)
def test_an_amount_that_does_not_exist_is_refused(stand, amount, problem):
    refused = refusal(stand, stand.ask(stand.place(), StoreCreditChoice(amount)))
    assert (refused.problem, refused.field) == (problem, "amount")


def test_an_order_of_another_customer_than_the_mirrored_one_is_refused(stand):
    mixed = replace(stand.place(), customer_gid=stand.place().customer_gid)
    assert refusal(stand, stand.ask(mixed, TEN)).problem is Problem.QUANTITY_CHANGED


def test_an_app_without_the_scope_says_which_one_it_needs(stand, limited):
    refused = refusal(limited, limited.ask(stand.place(), TEN))
    assert refused.problem is Problem.SCOPE_MISSING
    assert "store_credit" in str(refused)


def test_shopifys_own_words_are_told_where_it_refuses(stand):
    long_ago = replace(TEN, expires_on=date(2020, 1, 1))
    _, stored = ready(stand, stand.ask(stand.place(), long_ago))
    with pytest.raises(Refused, match="expiry"):
        KIND.send(stand.api, stored)


def test_credit_ends_when_its_last_day_has_ended_everywhere(stand):
    day = (datetime.now(UTC) + timedelta(days=30)).date()
    _, stored = ready(stand, stand.ask(stand.place(), replace(TEN, expires_on=day, notify=False)))
    assert f'"expiresAt": "{day.isoformat()}T23:59:59-12:00"' in stored
    assert '"notify": false' in stored
    KIND.send(stand.api, stored)


def test_an_order_that_is_gone_is_said_to_be_gone(stand):
    with pytest.raises(OrderGone):
        KIND.look(stand.api, stand.ask(replace(stand.place(), gid="gid://shopify/Order/1"), TEN))

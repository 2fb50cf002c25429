"""A discount code is made of the key, for one customer and one use; a code that exists is ours only by its title."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.domain.errors import OutcomeUnknown, Refused, Unavailable
from app.domain.money import Money
from app.domain.problems import NotPossible, Problem
from app.domain.refunds import MoneyState, marker
from app.domain.remedies.choices import DiscountCodeChoice
from app.domain.remedies.course import Ask
from app.domain.remedies.goodwill import code_of
from app.shopify.remedies.discount_code import CREATE, KIND
from app.shopify.remedy import FailedThere
from tests.shopify.remedies.stand import Stand

YEN = DiscountCodeChoice(Money(Decimal(800), "JPY"))
SHOW = """query ($code: String!) { codeDiscountNodeByCode(code: $code) { id codeDiscount { ... on DiscountCodeBasic {
  title status usageLimit appliesOncePerCustomer
  context { ... on DiscountCustomers { customers { id } } }
  customerGets { value { ... on DiscountAmount { amount { amount currencyCode } appliesOnEachItem } } }
} } } }"""


def ready(stand: Stand, ask: Ask) -> tuple[Ask, str]:
    sighting = KIND.look(stand.api, ask)
    asked = replace(ask, known=sighting.seen | sighting.marks, sent_at=datetime.now(UTC))
    return asked, KIND.request(asked, sighting.terms)


def shown(stand: Stand, ask: Ask) -> dict[str, Any] | None:
    found: dict[str, Any] | None = stand.api.query(SHOW, {"code": code_of(ask.key)})["codeDiscountNodeByCode"]
    return found


def foreign(stand: Stand, ask: Ask) -> None:
    """Somebody makes a discount of the same code by hand."""
    given = {
        "title": "Summer sale",
        "code": code_of(ask.key).lower(),
        "startsAt": "2026-01-01T00:00:00Z",
        "context": {"all": "ALL"},
        "customerGets": {"items": {"all": True}, "value": {"percentage": 0.1}},
    }
    stand.api.mutate(CREATE, {"discount": given})


def test_a_code_is_for_this_customer_once_and_costs_the_shop_its_amount(stand):
    order = stand.place()
    ask, stored = ready(stand, stand.ask(order, YEN))
    terms = KIND.look(stand.api, ask).terms
    assert terms.gives.shop == terms.gives.presentment == YEN.amount
    outcome = KIND.send(stand.api, stored)
    assert outcome.money is MoneyState.SUCCESS
    made = shown(stand, ask)["codeDiscount"]
    assert marker(ask.key) in made["title"]
    assert order.name in made["title"]
    assert (made["status"], made["usageLimit"], made["appliesOncePerCustomer"]) == ("ACTIVE", 1, True)
    assert made["context"]["customers"] == [{"id": order.customer_gid}]
    assert made["customerGets"]["value"] == {
        "amount": {"amount": "800.0", "currencyCode": "JPY"},
        "appliesOnEachItem": False,
    }


def test_the_customer_is_told_the_code_and_what_it_is_worth(stand):
    ask, stored = ready(stand, stand.ask(stand.place(), YEN))
    outcome = KIND.send(stand.api, stored)
    assert dict(outcome.facts) == {"code": code_of(ask.key), "amount": "800 JPY"}
    assert KIND.search(stand.api, ask) == outcome.gid
    assert KIND.read(stand.api, ask, outcome.gid) == outcome


def test_an_answer_that_was_lost_is_found_exactly_once(stand):
    ask, stored = ready(stand, stand.ask(stand.place(), YEN))
    stand.store.fault("discountCodeBasicCreate", "commit_then_timeout", seconds=2)
    with pytest.raises(OutcomeUnknown):
        KIND.send(stand.api, stored)
    assert KIND.search(stand.api, ask) == shown(stand, ask)["id"]


def test_sending_it_again_makes_no_second_one_and_says_to_look(stand):
    ask, stored = ready(stand, stand.ask(stand.place(), YEN))
    first = KIND.send(stand.api, stored)
    with pytest.raises(OutcomeUnknown):
        KIND.send(stand.api, stored)
    assert KIND.search(stand.api, ask) == first.gid == shown(stand, ask)["id"]


def test_a_call_that_never_arrived_is_not_found(stand):
    ask, stored = ready(stand, stand.ask(stand.place(), YEN))
    stand.store.fault("discountCodeBasicCreate", "reset_before_commit")
    with pytest.raises((OutcomeUnknown, Unavailable)):
        KIND.send(stand.api, stored)
    assert KIND.search(stand.api, ask) == ""
    assert shown(stand, ask) is None


def test_a_code_that_is_somebody_elses_ends_it(stand):
    ask, stored = ready(stand, stand.ask(stand.place(), YEN))
    foreign(stand, ask)
    with pytest.raises(OutcomeUnknown):
        KIND.send(stand.api, stored)
    with pytest.raises(FailedThere):
        KIND.search(stand.api, ask)


def test_a_long_note_does_not_push_the_marker_out(stand):
    ask, stored = ready(stand, replace(stand.ask(stand.place(), YEN), note="x" * 400))
    KIND.send(stand.api, stored)
    title = shown(stand, ask)["codeDiscount"]["title"]
    assert marker(ask.key) in title
    assert len(title) <= 255


def test_two_looks_ask_for_the_same_bytes(stand):
    ask, stored = ready(stand, stand.ask(stand.place(), YEN))
    assert ready(stand, ask)[1] == stored


def test_a_code_ends_when_its_last_day_has_ended_everywhere(stand):
    day = (datetime.now(UTC) + timedelta(days=30)).date()
    _, stored = ready(stand, stand.ask(stand.place(), replace(YEN, ends_on=day)))
    ends_at = dict(KIND.send(stand.api, stored).facts)["ends_at"]
    assert datetime.fromisoformat(ends_at).date() == day + timedelta(days=1)


def test_shopifys_own_words_are_told_where_it_refuses(stand):
    _, stored = ready(stand, stand.ask(stand.place(), replace(YEN, ends_on=date(2020, 1, 1))))
    with pytest.raises(Refused, match="after starts"):
        KIND.send(stand.api, stored)


def test_an_app_without_the_scope_says_which_one_it_needs(stand, limited):
    with pytest.raises(NotPossible, match="discounts") as refused:
        KIND.look(limited.api, limited.ask(stand.place(), YEN))
    assert refused.value.problem is Problem.SCOPE_MISSING

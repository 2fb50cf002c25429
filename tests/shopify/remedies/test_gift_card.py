"""A gift card is made once, for the order's customer; nobody can spend it by reading what we keep of it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.domain.errors import OutcomeUnknown, Refused, Unavailable
from app.domain.money import Money
from app.domain.problems import NotPossible, Problem
from app.domain.refunds import MoneyState, marker
from app.domain.remedies.choices import GiftCardChoice
from app.domain.remedies.course import Ask
from app.domain.remedies.kinds import OrderRef
from app.shopify.remedies import gift_card
from app.shopify.remedies.gift_card import KIND
from tests.processes import HANA
from tests.shopify.remedies.stand import Stand

YEN = GiftCardChoice(Money(Decimal(1500), "JPY"))
EVERY = """{ giftCards(first: 100, reverse: true, sortKey: CREATED_AT) {
  nodes { id note initialValue { amount currencyCode } customer { id } }
} }"""
BY_HAND = "mutation ($card: GiftCardCreateInput!) { giftCardCreate(input: $card) { giftCard { id } } }"


def ready(stand: Stand, ask: Ask) -> tuple[Ask, str]:
    sighting = KIND.look(stand.api, ask)
    asked = replace(ask, known=sighting.seen | sighting.marks, sent_at=datetime.now(UTC))
    return asked, KIND.request(asked, sighting.terms)


def cards(stand: Stand, customer_gid: str) -> list[dict[str, Any]]:
    """Shopify's own list of a customer's cards."""
    every = stand.api.query(EVERY)["giftCards"]["nodes"]
    return [card for card in every if card["customer"] and card["customer"]["id"] == customer_gid]


def test_a_card_costs_the_shop_what_the_customer_gets_in_its_own_currency(stand):
    terms = KIND.look(stand.api, stand.ask(stand.place(), YEN)).terms
    assert terms.gives.shop == terms.gives.presentment == YEN.amount
    assert not terms.estimated


def test_a_card_is_made_once_for_the_customer_and_found_by_its_note(stand):
    order = stand.place()
    ask, stored = ready(stand, stand.ask(order, YEN))
    outcome = KIND.send(stand.api, stored)
    assert outcome.money is MoneyState.SUCCESS
    assert dict(outcome.facts)["amount"] == "1500 JPY"
    assert KIND.search(stand.api, ask) == outcome.gid
    assert KIND.read(stand.api, ask, outcome.gid) == outcome
    (card,) = cards(stand, order.customer_gid)
    assert card["note"] == f"{order.name}: the kiln broke ({marker(ask.key)})"


def mails(stand: Stand, order: OrderRef) -> int:
    (told,) = stand.store.get("/control/goodwill", shop=HANA, order=order.gid).values()
    return int(told["gift_cards"]["notified"])


def test_shopify_is_told_to_mail_the_card_that_nobody_here_can_read_out(stand):
    order = stand.place()
    _, stored = ready(stand, stand.ask(order, YEN))
    KIND.send(stand.api, stored)
    assert mails(stand, order) == 1


@pytest.mark.parametrize("fault", ["commit_then_502", "unauthorized", "commit_then_timeout"])
def test_a_mail_that_fails_makes_no_second_card_and_is_told(stand, fault):
    order = stand.place()
    _, stored = ready(stand, stand.ask(order, YEN))
    stand.store.fault("giftCardSendNotificationToCustomer", fault, **({"seconds": 2} if "timeout" in fault else {}))
    outcome = KIND.send(stand.api, stored)
    assert dict(outcome.facts)["not_mailed"]
    assert [card["id"] for card in cards(stand, order.customer_gid)] == [outcome.gid]


def test_a_card_found_after_a_lost_answer_is_mailed_too(stand):
    order = stand.place()
    ask, stored = ready(stand, stand.ask(order, YEN))
    stand.store.fault("giftCardCreate", "commit_then_timeout", seconds=2)
    with pytest.raises(OutcomeUnknown):
        KIND.send(stand.api, stored)
    assert mails(stand, order) == 0
    KIND.read(stand.api, ask, KIND.search(stand.api, ask))
    assert mails(stand, order) == 1


def test_the_code_itself_is_neither_asked_for_nor_kept(stand):
    _, stored = ready(stand, stand.ask(stand.place(), YEN))
    outcome = KIND.send(stand.api, stored)
    assert len(dict(outcome.facts)["ending"]) == 4
    assert "giftCardCode" not in json.loads(stored)["query"]


def test_an_answer_that_was_lost_is_found_exactly_once(stand):
    order = stand.place()
    ask, stored = ready(stand, stand.ask(order, YEN))
    stand.store.fault("giftCardCreate", "commit_then_timeout", seconds=2)
    with pytest.raises(OutcomeUnknown):
        KIND.send(stand.api, stored)
    gid = KIND.search(stand.api, ask)
    assert [card["id"] for card in cards(stand, order.customer_gid)] == [gid]


def test_a_call_that_never_arrived_is_not_found(stand):
    order = stand.place()
    ask, stored = ready(stand, stand.ask(order, YEN))
    stand.store.fault("giftCardCreate", "reset_before_commit")
    with pytest.raises((OutcomeUnknown, Unavailable)):
        KIND.send(stand.api, stored)
    assert KIND.search(stand.api, ask) == ""
    assert cards(stand, order.customer_gid) == []


def test_somebody_elses_card_for_the_same_customer_is_not_ours(stand):
    order = stand.place()
    ask, _ = ready(stand, stand.ask(order, YEN))
    amount = {"amount": "1500", "currencyCode": "JPY"}
    stand.api.mutate(BY_HAND, {"card": {"initialAmount": amount, "customerId": order.customer_gid}})
    assert KIND.search(stand.api, ask) == ""


def test_ours_is_found_behind_a_page_of_newer_cards_and_not_given_up_silently(stand, monkeypatch):
    ask, stored = ready(stand, stand.ask(stand.place(), YEN))
    outcome = KIND.send(stand.api, stored)
    for _ in range(51):
        stand.api.mutate(BY_HAND, {"card": {"initialAmount": {"amount": "1", "currencyCode": "JPY"}}})
    assert KIND.search(stand.api, ask) == outcome.gid
    monkeypatch.setattr(gift_card, "PAGES", 1)
    with pytest.raises(Unavailable):
        KIND.search(stand.api, ask)


def test_a_card_in_the_customers_currency_cannot_be_had(stand):
    with pytest.raises(NotPossible) as refused:
        KIND.look(stand.api, stand.ask(stand.place(), GiftCardChoice(Money(Decimal(10), "USD"))))
    assert refused.value.problem is Problem.NOT_ITS_CURRENCY


def test_an_app_without_the_scope_says_which_one_it_needs(stand, limited):
    with pytest.raises(NotPossible, match="gift_cards") as refused:
        KIND.look(limited.api, limited.ask(stand.place(), YEN))
    assert refused.value.problem is Problem.SCOPE_MISSING


def test_shopifys_own_words_are_told_where_it_refuses(stand):
    _, stored = ready(stand, stand.ask(stand.place(), replace(YEN, expires_on=date(2020, 1, 1))))
    with pytest.raises(Refused, match="future"):
        KIND.send(stand.api, stored)


def test_the_customer_can_be_told_until_when_it_is_good(stand):
    day = (datetime.now(UTC) + timedelta(days=90)).date()
    _, stored = ready(stand, stand.ask(stand.place(), replace(YEN, expires_on=day)))
    assert dict(KIND.send(stand.api, stored).facts)["expires_on"] == day.isoformat()

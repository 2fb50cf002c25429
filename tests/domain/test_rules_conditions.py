"""Each condition on facts where it holds, where it does not, and where nothing is known."""

from datetime import UTC, datetime

import pytest

from app.domain.rules.condition import BrokenRule
from app.domain.rules.facts import (
    ConversationFacts,
    CustomerFacts,
    Facts,
    FulfillmentFacts,
    MessageFacts,
    OrderFacts,
    ShipmentFacts,
)
from app.domain.rules.groups import conditions
from tests import cast

NOBODY = Facts()
MARIA = Facts(
    message=MessageFacts("Mi pedido\n¿Dónde está mi PAQUETE #1042?", is_first=True, automated="", language="es"),
    conversation=ConversationFacts("OPEN", "WISMO", "email", "es", frozenset({"VIP", "frágil"})),
    customer=CustomerFacts("María Díaz", "maria@example.es", "es", "ES"),
    order=OrderFacts("#1042", "https://x.example/1", "PAID", "FULFILLED", "ES", "es", cast.bag("9000", "60.00")),
    fulfillment=FulfillmentFacts("IN_TRANSIT", "DHL", "JD1", "https://dhl.example/JD1"),
)
DELAYED = Facts(shipment=ShipmentFacts("DELAYED"), fulfillment=FulfillmentFacts("IN_TRANSIT", "", "", ""))

CASES = [
    ("message_contains", "", ["paquete"], MARIA, True),
    ("message_contains", "", ["refund", "dónde"], MARIA, True),
    ("message_contains", "contains_all", ["paquete", "refund"], MARIA, False),
    ("message_contains", "contains_none", ["refund"], MARIA, True),
    ("message_contains", "contains_none", ["refund"], NOBODY, None),
    ("language_is", "", "es", MARIA, True),
    ("language_is", "is_not", ["ja", "es"], MARIA, False),
    ("language_is", "", "zh", Facts(customer=CustomerFacts(language="zh-TW")), True),
    ("language_is", "", "zh-Hans", Facts(customer=CustomerFacts(language="zh-TW")), False),
    ("language_is", "is_not", "ja", NOBODY, None),
    ("inquiry_kind_is", "", "wismo", MARIA, True),
    ("inquiry_kind_is", "", "refund", NOBODY, None),
    ("is_first_message", "", True, MARIA, True),
    ("is_first_message", "", True, NOBODY, None),
    ("is_automated", "", False, MARIA, True),
    ("is_automated", "", True, Facts(message=MessageFacts("x", automated="Auto-Submitted")), True),
    ("is_automated", "", False, NOBODY, None),
    ("order_country_is", "", ["FR", "ES"], MARIA, True),
    ("order_country_is", "is_not", ["JP"], NOBODY, None),
    ("order_total_over", "", {"amount": "59.99", "currency": "USD"}, MARIA, True),
    ("order_total_over", "", {"amount": 60, "currency": "usd"}, MARIA, False),
    ("order_total_over", "at_most", {"amount": "9000", "currency": "JPY"}, MARIA, True),
    ("order_total_over", "", {"amount": "1", "currency": "EUR"}, MARIA, None),
    ("order_total_over", "", {"amount": "1", "currency": "USD"}, NOBODY, None),
    ("financial_status_is", "", "PAID", MARIA, True),
    ("financial_status_is", "is_not", "PAID", NOBODY, None),
    ("fulfillment_status_is", "", ["UNFULFILLED"], MARIA, False),
    ("shipment_status_is", "", "DELAYED", DELAYED, True),
    ("shipment_status_is", "", "IN_TRANSIT", DELAYED, False),
    ("shipment_status_is", "", "IN_TRANSIT", MARIA, True),
    ("tracking_exists", "", True, MARIA, True),
    ("tracking_exists", "", True, DELAYED, False),
    ("tracking_exists", "", False, NOBODY, None),
    ("conversation_status_is", "", ["OPEN", "PENDING"], MARIA, True),
    ("tag_is", "", "vip", MARIA, True),
    ("tag_is", "is_not", ["FRÁGIL"], MARIA, False),
    ("tag_is", "is_not", "vip", NOBODY, None),
    ("channel_is", "", "chat", MARIA, False),
]


@pytest.mark.parametrize(("name", "operator", "value", "facts", "expected"), CASES)
def test_a_condition_says_yes_no_or_not_known(name, operator, value, facts, expected):
    assert conditions()[name].holds(facts, value, operator) is expected


def test_every_condition_is_in_the_table_above():
    assert {case[0] for case in CASES} == set(conditions())


@pytest.mark.parametrize("name", sorted(conditions()))
def test_no_condition_is_true_of_what_is_not_known(name):
    condition = conditions()[name]
    values = {"words": ["a"], "choice": ["a"], "truth": False, "money": {"amount": "1", "currency": "USD"}}
    assert [condition.holds(NOBODY, values[condition.value_kind], operator) for operator in condition.operators] == [
        None for _ in condition.operators
    ]


@pytest.mark.parametrize(
    ("name", "value", "operator"),
    [
        ("message_contains", [], ""),
        ("message_contains", ["", " "], ""),
        ("message_contains", 7, ""),
        ("language_is", None, ""),
        ("is_automated", "no", ""),
        ("order_total_over", {"amount": "much", "currency": "USD"}, ""),
        ("order_total_over", {"amount": "NaN", "currency": "USD"}, ""),
        ("order_total_over", {"amount": 1.5, "currency": "USD"}, ""),
        ("order_total_over", {"amount": "1"}, ""),
        ("tag_is", "vip", "resembles"),
    ],
)
def test_a_value_that_makes_no_sense_is_a_broken_rule(name, value, operator):
    with pytest.raises(BrokenRule):
        conditions()[name].test(value, operator)


@pytest.mark.parametrize("word", ["ＰＡＱＵＥＴＥ", "paquete", "PAQUETE", " Paquete "])
def test_words_are_found_whatever_their_case_and_width(word):
    assert conditions()["message_contains"].holds(MARIA, [word]) is True


def test_what_the_customer_wrote_tells_more_of_his_language_than_his_old_order():
    facts = Facts(
        message=MessageFacts("Hallo", language="de"),
        customer=CustomerFacts(language="fr"),
        order=OrderFacts(locale="en-US"),
    )
    assert facts.language == "de"
    assert Facts(order=OrderFacts(locale="pt-BR")).language == "pt"
    assert Facts().language is None


def test_the_moment_of_a_tracking_event_is_kept():
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    assert ShipmentFacts("DELAYED", happened_at=moment).happened_at == moment

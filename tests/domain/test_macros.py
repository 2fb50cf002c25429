"""Macros: strict variables, data that stays data, the right language, names fit to greet with."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.errors import Rejected
from app.domain.macros import (
    VARIABLES,
    MissingVariable,
    check,
    first_name,
    presentable,
    render,
    variables_of,
    variant_for,
)
from app.domain.rules.facts import CustomerFacts, Facts, FulfillmentFacts, OrderFacts, ShopFacts
from tests import cast

FULL = Facts(
    shop=ShopFacts("Hana Ceramics", "hello@hana.example", "https://hana.example", "ja"),
    customer=CustomerFacts("María Díaz", "maria@example.es", "es", "ES"),
    order=OrderFacts("#1042", "https://hana.example/1042", "PAID", "FULFILLED", "ES", "es", cast.bag("9000", "60.00")),
    fulfillment=FulfillmentFacts("IN_TRANSIT", "DHL", "JD014", "https://dhl.example/JD014"),
)


def test_variables_carry_the_names_of_shopifys_own_notifications():
    text = "{{ customer.first_name }} {{ order.name }} {{ order.order_status_url }} {{ fulfillment.tracking_number }}"
    assert render(text, variables_of(FULL)) == "María #1042 https://hana.example/1042 JD014"


def test_every_variable_that_is_offered_can_be_known():
    for name in VARIABLES:
        assert render("{{ " + name + " }}", variables_of(FULL))


@pytest.mark.parametrize("name", VARIABLES)
def test_a_variable_that_is_not_known_stops_the_text_and_is_named(name):
    with pytest.raises(MissingVariable) as missing:
        render("Hello {{ " + name + " }}", variables_of(Facts()))
    assert missing.value.name == name


@pytest.mark.parametrize("text", ["{{ order.nope | upcase }}", "{{ nope }}", "{% for x in nope %}{{ x }}{% endfor %}"])
def test_a_filter_or_a_loop_does_not_hide_a_missing_variable(text):
    with pytest.raises(MissingVariable):
        render(text, variables_of(FULL))


def test_a_text_may_ask_whether_something_is_known():
    text = "{% if customer.first_name %}Hi {{ customer.first_name }}{% else %}Hi{% endif %}"
    assert render(text, variables_of(Facts())) == "Hi"
    assert render("{{ customer.first_name | default: 'friend' }}", variables_of(Facts())) == "friend"


@given(some.text(max_size=50))
def test_a_customers_words_are_never_a_template(words):
    name = f"x{words}{{{{ shop.email }}}}{{% if x %}}x"
    shown = render("{{ customer.name }}", {"customer": {"name": name}})
    assert shown.splitlines() == name.splitlines()


@pytest.mark.parametrize(
    "text",
    ["{{ order.name", "{% if %}", "{% include 'x' %}", "{% render 'x' %}", "{{ order.name | explode }}", "{% nope %}"],
)
def test_broken_liquid_is_refused_in_words(text):
    with pytest.raises(Rejected):
        check(text, "body")
    with pytest.raises(Rejected):
        render(text, variables_of(FULL))


def test_a_filter_that_fails_is_refused_in_words():
    with pytest.raises(Rejected):
        render("{{ 1 | divided_by: 0 }}", {})


def test_a_text_without_end_is_stopped():
    with pytest.raises(Rejected, match="limit"):
        render("{% for i in (1..100000) %}{% for j in (1..100000) %}x{% endfor %}{% endfor %}", {})


def test_a_misspelt_variable_is_refused_before_it_is_kept():
    with pytest.raises(Rejected, match=r"customer\.frist_name") as refusal:
        check("{% if customer.frist_name %}x{% endif %}", "body")
    assert refusal.value.field == "body"
    check("{% assign who = customer.name %}{{ who }} {{ order.name }}")


@pytest.mark.parametrize(
    ("wanted", "otherwise", "expected"),
    [
        ("es", "", "es"),
        ("es-MX", "", "es"),
        ("zh-TW", "", "zh-Hant"),
        ("zh-CN", "", "zh-Hans"),
        ("pt", "en", "en"),
        ("pt", "", None),
        (None, "en", "en"),
        (None, "", None),
        ("not a language", "en", "en"),
    ],
)
def test_the_variant_is_in_the_customers_language_or_in_the_one_allowed(wanted, otherwise, expected):
    assert variant_for(["en", "es", "zh-Hans", "zh-Hant"], wanted, otherwise) == expected


def test_traditional_and_simplified_chinese_never_stand_in_for_each_other():
    assert variant_for(["zh-Hans"], "zh-TW") is None
    assert variant_for(["zh-Hant"], "zh-CN") is None


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("María Díaz", "María"),
        ("田中 花子", "田中 花子"),
        ("김민수", "김민수"),
        ("Ødegård Åse", "Ødegård"),
        ("", None),
        (None, None),
    ],
)
def test_where_the_family_name_comes_first_a_name_is_not_cut(name, greeting):
    assert first_name(name) == greeting


@pytest.mark.parametrize(
    "name",
    [
        "Win a prize https://evil.example",
        "www.evil.example",
        "x" * 61,
        "a@b.example",
        "<b>Bob</b>",
        "\n",
        "a/b",
        "evil.example",
    ],
)
def test_a_name_that_is_a_message_is_not_sent_on(name):
    assert presentable(name) is None
    assert "name" not in variables_of(Facts(customer=CustomerFacts(name=name)))["customer"]


def test_a_name_fits_one_line():
    assert presentable(" María\r\nBcc: x ") == "María Bcc: x"


def test_an_address_that_is_no_web_address_is_not_known():
    facts = Facts(fulfillment=FulfillmentFacts(tracking_number="1", tracking_url="javascript:alert(1)"))
    assert "tracking_url" not in variables_of(facts)["fulfillment"]

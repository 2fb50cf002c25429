"""Order names in what people write."""

import pytest

from app.domain.order_names import order_names, typed_order_name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Where is #1042?", ("#1042",)),
        ("注文#1042はどこですか。＃１０５５も", ("#1042", "#1055")),
        ("주문 #1042은(는)", ("#1042",)),
        ("#kk-1042 and #1042-A and #1042 and #1042", ("#KK-1042", "#1042-A", "#1042")),
        ("a#1042 ##1042 #12 #1042b #12345678901", ()),
        ("#fff is a colour", ()),
    ],
)
def test_names_are_found_in_every_script_once_each(text, names):
    assert order_names(text) == names


@pytest.mark.parametrize(
    ("typed", "name"), [("1042", "#1042"), (" ＃1042", "#1042"), ("#kk-1042", "#KK-1042"), ("my order", ""), ("", "")]
)
def test_an_order_typed_into_the_form_becomes_an_order_name(typed, name):
    assert typed_order_name(typed) == name

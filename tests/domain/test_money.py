"""Money keeps every decimal that its currency has over there, on its way to Shopify and to the eye."""

import pytest

from app.domain.amounts import parse_amount, write_amount
from app.domain.money import Money, exponent

PLACES = {"JPY": 0, "KRW": 0, "ISK": 0, "XPF": 0, "USD": 2, "HUF": 2, "TWD": 2, "KWD": 3, "TND": 3, "IQD": 3}
HIDDEN = ("RSD", "ALL", "LBP", "MMK", "LAK", "AFN", "YER", "SOS")  # people write these without their decimals


@pytest.mark.parametrize(("currency", "places"), PLACES.items())
def test_each_currency_has_its_own_places(currency, places):
    assert exponent(currency) == places


@pytest.mark.parametrize("currency", HIDDEN)
def test_decimals_that_people_do_not_write_are_not_rounded_away(currency):
    paid = Money.of("1234.56", currency)
    assert paid.wire() == "1234.56"
    assert paid.is_whole()
    assert "1,234.56" in paid.show("en")
    assert parse_amount(write_amount(paid, "de"), currency, "de") == paid


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("1500", "JPY", "¥1,500"),
        ("19.9", "USD", "$19.90 USD"),
        ("1.234", "KWD", "KWD1.234"),
        ("1234.5", "RSD", "RSD1,234.50"),
        ("1234.567", "IQD", "IQD1,234.567"),
    ],
)
def test_an_amount_is_shown_with_the_places_of_its_currency(amount, currency, shown):
    assert Money.of(amount, currency).show("en") == shown

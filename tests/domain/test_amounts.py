"""Amounts as people type them: read in one way only, or refused with words that say what to type."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.amounts import HIGHEST, parse_amount, write_amount
from app.domain.errors import Rejected
from app.domain.money import Money, exponent

LOCALES = [
    *["en", "ja", "de", "fr", "es", "it", "pt", "pt-BR", "ru", "pl", "sv", "nl"],
    *["da", "nb", "fi", "cs", "tr", "uk", "el", "ko", "zh_Hans", "zh_Hant", "th", "vi"],
    *["id", "hi", "ar", "ar_EG", "he", "fa", "de_CH", "de_AT", "fr_CH", "en_IN", "en_ZA", "en_CA"],
    *["es_MX"],
]
CURRENCIES = ["JPY", "USD", "EUR", "GBP", "KRW", "TWD", "KWD", "ISK", "CHF", "DKK", "CAD", "CNY", "AED"]


@pytest.mark.parametrize(
    ("text", "currency", "locale", "amount"),
    [
        ("1234", "JPY", "ja", "1234"),
        ("１２３４", "JPY", "ja", "1234"),
        ("１，２３４", "JPY", "ja", "1234"),
        ("￥１，２３４", "JPY", "ja", "1234"),
        ("1,234円", "JPY", "ja", "1234"),
        ("1,234 円", "JPY", "ja", "1234"),
        ("¥1,234", "JPY", "en", "1234"),
        (" 12 ", "USD", "en", "12.00"),
        ("12.5", "USD", "en", "12.50"),
        ("$12.50", "USD", "en", "12.50"),
        ("$12.50 USD", "USD", "en", "12.50"),
        ("usd 12.50", "USD", "en", "12.50"),
        ("１２．５０", "USD", "ja", "12.50"),
        ("1,234,567.89", "USD", "en", "1234567.89"),
        ("1.234,56", "EUR", "de", "1234.56"),
        ("1.234,56 €", "EUR", "de", "1234.56"),
        ("€ 1234,56", "EUR", "de", "1234.56"),
        ("1.234", "USD", "de", "1234.00"),
        ("1\N{NARROW NO-BREAK SPACE}234,56", "EUR", "fr", "1234.56"),
        ("1\N{NO-BREAK SPACE}234,56", "EUR", "fr", "1234.56"),
        ("1 234,56", "EUR", "fr", "1234.56"),
        ("1’234.50", "CHF", "de_CH", "1234.50"),
        ("1'234.50", "CHF", "de_CH", "1234.50"),
        ("CHF 1'234.50", "CHF", "de-CH", "1234.50"),
        ("12,34,567.50", "USD", "en_IN", "1234567.50"),
        ("1.234", "KWD", "en", "1.234"),
        ("0.005", "KWD", "en", "0.005"),
        ("1500", "ISK", "en", "1500"),
        ("NT$300", "TWD", "en", "300.00"),
        ("$300", "TWD", "zh_Hant", "300.00"),
        ("$5", "CAD", "en_CA", "5.00"),
        ("١٢٣٤", "USD", "ar", "1234.00"),
        ("١٬٢٣٤٫٥", "USD", "ar", "1234.50"),
        ("12.5", "USD", "no such locale", "12.50"),
        ("1000000000000", "USD", "en", "1000000000000.00"),
    ],
)
def test_an_amount_is_read_as_the_locale_writes_it(text: str, currency: str, locale: str, amount: str) -> None:
    read = parse_amount(text, currency, locale)
    assert read == Money(Decimal(amount), currency)
    assert str(read.amount) == amount  # exactly the currency's own places


READ_AS = "Enter an amount in "
TOO_SMALL = " has no amounts as small as that."


@pytest.mark.parametrize(
    ("text", "currency", "locale", "words"),
    [
        ("", "USD", "en", READ_AS),
        ("   ", "USD", "en", READ_AS),
        ("$", "USD", "en", READ_AS),
        ("lots", "USD", "en", READ_AS),
        ("1,23", "USD", "en", READ_AS),
        ("1,2345", "USD", "en", READ_AS),
        ("12,34.5", "USD", "en", READ_AS),
        ("1234,567", "USD", "en", READ_AS),
        (",123", "USD", "en", READ_AS),
        ("0,123", "USD", "en", READ_AS),
        ("1,,234", "USD", "en", READ_AS),
        ("1.2.3", "USD", "en", READ_AS),
        ("1.", "USD", "en", READ_AS),
        (".5", "USD", "en", READ_AS),
        ("007", "USD", "en", READ_AS),
        ("1.5", "EUR", "de", READ_AS),
        ("1,234.56", "EUR", "de", READ_AS),
        ("1.234,56", "EUR", "en", READ_AS),
        ("1 234", "USD", "en", READ_AS),
        ("1 23,00", "EUR", "fr", READ_AS),
        ("1'234", "USD", "en", READ_AS),
        ("1,234,567", "USD", "en_IN", READ_AS),
        ("1e3", "USD", "en", READ_AS),
        ("0x10", "USD", "en", READ_AS),
        ("1_000", "USD", "en", READ_AS),
        ("NaN", "USD", "en", READ_AS),
        ("Infinity", "USD", "en", READ_AS),
        ("+5", "USD", "en", READ_AS),
        ("(5)", "USD", "en", READ_AS),
        ("=5", "USD", "en", READ_AS),
        ("50%", "USD", "en", READ_AS),
        ("10²", "USD", "en", READ_AS),
        ("½", "USD", "en", READ_AS),
        ("①", "JPY", "ja", READ_AS),
        ("千円", "JPY", "ja", READ_AS),
        ("1千", "JPY", "ja", READ_AS),
        ("1٢", "USD", "en", READ_AS),
        ("€5", "USD", "en", READ_AS),
        ("5 EUR", "USD", "en", READ_AS),
        ("$5", "JPY", "ja", READ_AS),
        ("¥5", "USD", "ja", READ_AS),
        ("$5", "CAD", "en", READ_AS),
        ("$$5", "USD", "en", READ_AS),
        ("US$5 $", "USD", "en", READ_AS),
        ("USD", "USD", "en", READ_AS),
        ("1\n2", "USD", "en", READ_AS),
        ("1\x002", "USD", "en", READ_AS),
        ("9" * 400, "USD", "en", READ_AS),
        ("-5", "USD", "en", "without a minus sign"),
        ("−5", "USD", "en", "without a minus sign"),
        ("－５００", "JPY", "ja", "without a minus sign"),
        ("▲500", "JPY", "ja", "without a minus sign"),
        ("-$5", "USD", "en", "without a minus sign"),
        ("$-5", "USD", "en", "without a minus sign"),
        ("1000.50", "JPY", "en", "JPY" + TOO_SMALL),
        ("1.000", "JPY", "en", "JPY" + TOO_SMALL),
        ("１０００．５", "JPY", "ja", "JPY" + TOO_SMALL),
        ("1,5", "ISK", "de", "ISK" + TOO_SMALL),
        ("1.234", "USD", "en", "USD" + TOO_SMALL),
        ("1,000", "USD", "de", "USD" + TOO_SMALL),
        ("1.2345", "KWD", "en", "KWD" + TOO_SMALL),
        ("1000000000000.01", "USD", "en", "more than can be entered"),
        ("9999999999999", "JPY", "ja", "more than can be entered"),
        ("0", "USD", "en", "above zero"),
        ("0.00", "USD", "en", "above zero"),
    ],
)
def test_all_else_is_refused_in_words_at_its_field(text: str, currency: str, locale: str, words: str) -> None:
    with pytest.raises(Rejected) as refused:
        parse_amount(text, currency, locale)
    assert words in str(refused.value)
    assert refused.value.field == "amount"


@pytest.mark.parametrize(
    ("currency", "locale", "example"),
    [("USD", "en", "1,234.50"), ("EUR", "de", "1.234,50"), ("JPY", "ja", "1,235"), ("KWD", "en", "1,234.500")],
)
def test_the_refusal_shows_an_amount_that_would_be_taken(currency: str, locale: str, example: str) -> None:
    with pytest.raises(Rejected) as refused:
        parse_amount("?", currency, locale)
    assert str(refused.value) == f"Enter an amount in {currency} such as {example}."
    assert parse_amount(example, currency, locale)


@pytest.mark.parametrize(
    ("locale", "written"),
    [("en", "1,234,567.50"), ("hi", "12,34,567.50"), ("de", "1.234.567,50"), ("de_CH", "1’234’567.50")],
)
def test_an_amount_is_written_for_its_input_as_the_locale_groups_it(locale: str, written: str) -> None:
    assert write_amount(Money(Decimal("1234567.5"), "USD"), locale) == written


def test_zero_is_an_amount_only_where_it_is_allowed() -> None:
    assert parse_amount("0", "USD", "en", zero=True) == Money(Decimal("0.00"), "USD")
    assert parse_amount("０", "JPY", "ja", zero=True) == Money(Decimal(0), "JPY")


@st.composite
def amounts(draw: st.DrawFn) -> Money:
    currency = draw(st.sampled_from(CURRENCIES))
    minor = draw(st.integers(1, int(HIGHEST) * 10 ** exponent(currency)))
    return Money(Decimal(minor).scaleb(-exponent(currency)), currency)


@settings(deadline=None)  # the first of a locale reads its file
@given(amount=amounts(), locale=st.sampled_from(LOCALES))
def test_what_any_locale_writes_is_read_back_the_same(amount: Money, locale: str) -> None:
    assert parse_amount(write_amount(amount, locale), amount.currency, locale) == amount
    assert parse_amount(amount.show(locale.replace("-", "_")), amount.currency, locale) == amount


@settings(deadline=None)
@given(text=st.text(alphabet="0123456789.,' -+$¥€eE１２٣²\N{NARROW NO-BREAK SPACE}円", max_size=12))
def test_whatever_is_typed_is_an_amount_of_the_currency_or_refused(text: str) -> None:
    for currency, locale in (("JPY", "ja"), ("USD", "en"), ("EUR", "de"), ("EUR", "fr"), ("CHF", "de_CH")):
        try:
            read = parse_amount(text, currency, locale)
        except Rejected as refused:
            assert refused.field == "amount"  # noqa: PT017 - either outcome is right, each in its own way
        else:
            assert read.is_whole()
            assert 0 < read.amount <= HIGHEST

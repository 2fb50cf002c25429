"""The texts of remedies: whole in eight languages whatever is known, alike in all they tell, honest about money."""

import re
from dataclasses import fields, replace
from datetime import date

import pytest

from app.desk.remedy_telling import FRAME, PARTS, TEXTS, languages, shown, spoken, write
from app.domain.guard.pair import Pair
from app.domain.guard.verdict import examine
from app.domain.money import Money
from app.domain.remedies.telling import Telling
from app.domain.remedies.told import Item, Told

EIGHT = {"en", "ja", "zh-Hans", "zh-Hant", "ko", "fr", "de", "es"}
TELLINGS = [item for item in Telling if item is not Telling.UNKNOWN]
# Each language's text is its own, with its own courtesies: what it promises is the same.
LITERAL = {"addresses", "amounts", "dates", "links", "names", "numbers", "order_names", "placeholders", "tracking"}
PEOPLE = {
    "customer": {"name": "María Díaz", "first_name": "María"},
    "order": {"name": "#1042"},
    "shop": {"name": "Hana Ceramics"},
    "agent": {"name": "Diego"},
}
NAMELESS = {"customer": {}, "order": {"name": "#1042"}, "shop": {"name": "Hana Ceramics"}, "agent": {}}


def krw(amount: str) -> Money:
    return Money.of(amount, "KRW")


FULL = Told(
    returned=krw("101"),
    methods=("Shopify Payments",),
    by_hand=krw("102"),
    credit=krw("103"),
    amount=krw("104"),
    balance=krw("105"),
    later=krw("106"),
    owes=krw("107"),
    items=(Item("Asagao cup – Blue", 2),),
    instead=(Item("Plate", 1),),
    expires_on=date(2027, 1, 5),
    uncharged=True,
    fault=True,
    return_name="#1042-R1",
    code="KKH-7QXM-24TR",
    ending="4ab2",
    address="Ana Ruiz, Calle Mayor 1, 28013 Madrid, ES",
    words="Los artículos rebajados no se pueden devolver.",
    tracking_number="EJ123JP",
    tracking_url="https://track.example/EJ123JP",
    label_url="https://label.example/1.pdf",
)
NEEDS = {
    Telling.REFUND: "money",
    Telling.LABEL_SENT: "way_back",
    Telling.EXCHANGE: "instead",
    Telling.STORE_CREDIT: "amount",
    Telling.GIFT_CARD: "amount",
    Telling.DISCOUNT_CODE: "code",
    Telling.ADDRESS_CHANGED: "address",
    Telling.BALANCE_DUE: "owes",
}
REFUNDED = {
    "en": "have refunded",
    "fr": "avons remboursé",
    "de": " erstattet.",
    "es": "Hemos reembolsado",
    "ja": "返金いたしました",
    "ko": "환불해 드렸습니다",
    "zh-Hans": "我们已将",
    "zh-Hant": "我們已將",
}
NOT_YET = {
    "en": "not with you yet",
    "fr": "pas encore parvenu",
    "de": "noch nicht bei Ihnen",
    "es": "aún no le ha llegado",
    "ja": "まだ届いておりません",
    "ko": "입금되지는 않았습니다",
    "zh-Hans": "尚未到账",
    "zh-Hant": "尚未入帳",
}


def test_every_text_is_written_in_the_same_eight_languages():
    assert languages() == EIGHT
    words = {item.value for item in TELLINGS} | {FRAME, *PARTS}
    assert {folder.name for folder in TEXTS.iterdir()} == words
    assert {word: {file.stem for file in (TEXTS / word).iterdir()} for word in words} == dict.fromkeys(words, EIGHT)


@pytest.mark.parametrize("language", sorted(EIGHT))
@pytest.mark.parametrize("telling", TELLINGS)
@pytest.mark.parametrize("people", [PEOPLE, NAMELESS], ids=["named", "nameless"])
def test_every_text_reads_whole(telling, language, people):
    text = write(telling, FULL, people, language)
    assert not text.lacks
    assert "#1042" in text.body
    assert "Hana Ceramics" in text.body
    assert not re.search(r"[{}]|\n{3}|  |\(\)|（）| ,|None", text.body)
    if people is NAMELESS:
        assert "María" not in text.body
        assert "Diego" not in text.body


@pytest.mark.parametrize("language", sorted(EIGHT))
@pytest.mark.parametrize("telling", TELLINGS)
def test_of_what_is_not_known_the_sentence_is_left_out_or_the_draft_says_what_it_lacks(telling, language):
    text = write(telling, Told(), NAMELESS, language)
    assert text.lacks == NEEDS.get(telling, "")
    assert bool(text.body) is (telling not in NEEDS)
    assert not re.search(r"[{}]|\n{3}|  |\(\)|（）|None", text.body)


@pytest.mark.parametrize("left_out", [field.name for field in fields(Told)])
def test_each_fact_may_be_missing_alone(left_out):
    default = next(field.default for field in fields(Told) if field.name == left_out)
    for telling in TELLINGS:
        text = write(telling, replace(FULL, **{left_out: default}), PEOPLE, "en")
        assert text.body or text.lacks == left_out
        assert not re.search(r"\n{3}|  |\(\)|: *\n\n\n", text.body)


@pytest.mark.parametrize("language", sorted(EIGHT - {"en"}))
@pytest.mark.parametrize("telling", TELLINGS)
@pytest.mark.parametrize("pending", [False, True])
def test_a_text_tells_the_same_numbers_names_and_links_in_every_language(telling, language, pending):
    """But for the name of a month, which is a number in some of them."""
    told = replace(FULL, pending=pending, expires_on=None)
    english, other = (write(telling, told, PEOPLE, tag).body for tag in ("en", language))
    red = {finding.check: finding.detail for finding in examine(Pair(english, other, "en", language)).red}
    assert {name: red[name] for name in red if name in LITERAL} == {}


@pytest.mark.parametrize("language", sorted(EIGHT))
@pytest.mark.parametrize(
    "telling", [Telling.REFUND, Telling.RETURN_RECEIVED, Telling.EXCHANGE, Telling.ORDER_CANCELLED]
)
def test_refunded_is_said_only_when_money_moved_and_on_its_way_when_it_is(telling, language):
    told = replace(FULL, by_hand=None, credit=None, uncharged=False)
    moved = write(telling, told, PEOPLE, language).body
    on_its_way = write(telling, replace(told, pending=True), PEOPLE, language).body
    without = write(telling, replace(told, returned=None), PEOPLE, language).body
    assert REFUNDED[language] in moved
    assert NOT_YET[language] not in moved
    assert REFUNDED[language] not in on_its_way
    assert NOT_YET[language] in on_its_way
    assert REFUNDED[language] not in without
    assert NOT_YET[language] not in without


@pytest.mark.parametrize("language", sorted(EIGHT))
def test_what_the_shop_pays_out_itself_is_not_called_refunded(language):
    told = Told(by_hand=krw("102"))
    assert REFUNDED[language] not in write(Telling.REFUND, told, PEOPLE, language).body


def test_a_refusal_quotes_the_agents_sentence_as_it_is():
    for language in EIGHT:
        assert FULL.words in write(Telling.RETURN_DECLINED, FULL, PEOPLE, language).body


def test_liquid_in_a_customers_name_or_a_title_is_not_run():
    people = PEOPLE | {"customer": {"name": "{{7|times:7}}", "first_name": "{{7|times:7}}"}}
    text = write(Telling.REFUND, replace(FULL, items=(Item("{{ shop.name }}", 1),)), people, "en").body
    assert "{{7|times:7}}" in text
    assert "1 × {{ shop.name }}" in text


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "expected"),
    [
        ("84.00", "USD", "en", "$84.00 USD"),
        ("84.00", "USD", "es", "84,00\u00a0US$"),
        ("84.00", "USD", "zh_Hant", "US$84.00"),
        ("840", "TWD", "zh_Hant", "$840.00 TWD"),
        ("9000", "JPY", "ja", "￥9,000"),
        ("12.50", "EUR", "de", "12,50\u00a0€"),
        ("1234.56", "RSD", "en", "RSD1,234.56"),
        ("84.00", "CAD", "es", "84,00\u00a0CAD"),
    ],
)
def test_an_amount_is_written_as_its_reader_writes_it_and_cannot_be_taken_for_another_currency(
    amount, currency, locale, expected
):
    assert shown(Money.of(amount, currency), locale) == expected


def test_a_language_without_texts_is_not_spoken_and_the_two_chineses_stay_apart():
    assert [spoken(tag) for tag in ("pt-BR", "", "zh_TW", "zh-CN", "JA")] == ["", "", "zh-Hant", "zh-Hans", "ja"]

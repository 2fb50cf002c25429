"""Macros as a shop keeps them: checked before they are kept, removed without losing their texts; the starters."""

import pytest

from app.desk import macros, starter
from app.desk.desk import open_desk
from app.desk.macros import VariantText
from app.domain.errors import Conflict, NotFound, Rejected
from app.domain.macros import check, render, variables_of
from app.domain.rules.facts import CustomerFacts, Facts, FulfillmentFacts, OrderFacts, ShopFacts
from app.domain.rules.reasons import ReasonCode, Skip
from tests import cast

LANGUAGES = {"en", "ja", "zh-Hans", "zh-Hant", "ko", "fr", "de", "es"}
FOLDERS = [rule.folder for rule in starter.STARTERS]
SHOP = ShopFacts("Hana", "hello@hana.example", "https://hana.example", "ja")
FULL = Facts(
    shop=SHOP,
    customer=CustomerFacts("María Díaz", "maria@example.es", "es"),
    order=OrderFacts("#1042", "https://hana.example/1042"),
    fulfillment=FulfillmentFacts("IN_TRANSIT", "Japan Post", "EJ1JP", "https://track.example/EJ1JP"),
)
BARE = Facts(shop=SHOP, order=OrderFacts("#1042"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_starter_speaks_the_same_eight_languages(folder):
    assert {language for language, _, _ in starter.texts(folder)} == LANGUAGES


@pytest.mark.parametrize("facts", [FULL, BARE], ids=["everything known", "hardly anything known"])
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_starter_text_reads_whole_whatever_is_known(folder, facts):
    for language, subject, body in starter.texts(folder):
        check(subject)
        check(body)
        for text in (subject, body):
            shown = render(text, variables_of(facts))
            assert shown, (folder, language)
            assert "{" not in shown
        shown = render(body, variables_of(facts))
        assert "Hana" in shown
        if folder != "acknowledgement":
            assert "#1042" in shown
            assert ("https://track.example/EJ1JP" in shown) is (facts is FULL)


def test_no_starter_text_differs_from_its_sisters_in_what_it_tells():
    for folder in FOLDERS:
        told = {
            language: {name for name in ("tracking_url", "tracking_number", "order_status_url") if name in body}
            for language, _, body in starter.texts(folder)
        }
        assert len({frozenset(names) for names in told.values()}) == 1, told


def test_a_macro_is_kept_with_its_languages_in_one_spelling(database, hana):
    with open_desk(database, hana.id) as desk:
        macro = macros.create(desk, "  How to   return ")
        macros.save_variant(desk, macro, VariantText("zh_TW", "退貨", "您好\r\n{{ order.name }}"))
        macros.save_variant(desk, macro, VariantText("zh-Hant", "退貨說明", "您好 {{ order.name }}"))
        page = macros.page(desk, macro)
    assert page.name == "How to return"
    assert page.variants == (VariantText("zh-Hant", "退貨說明", "您好 {{ order.name }}"),)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (VariantText("klingon!", "", "x"), "language"),
        (VariantText("de", "", "  "), "body"),
        (VariantText("de", "", "x" * 20_001), "body"),
        (VariantText("de", "{{ order.nmae }}", "x"), "subject"),
        (VariantText("de", "", "{% if %}"), "body"),
    ],
)
def test_a_text_that_could_never_be_sent_is_refused_with_its_field(database, hana, text, field):
    with open_desk(database, hana.id) as desk:
        macro = macros.create(desk, "x")
        with pytest.raises(Rejected) as refusal:
            macros.save_variant(desk, macro, text)
        assert refusal.value.field == field
        assert macros.page(desk, macro).variants == ()


def test_names_are_unique_and_not_empty(database, hana):
    with open_desk(database, hana.id) as desk:
        macros.create(desk, "Return")
        with pytest.raises(Conflict):
            macros.create(desk, "Return")
        for name in ("", "   ", "x" * 201):
            with pytest.raises(Rejected):
                macros.create(desk, name)


def test_a_removed_macro_comes_back_with_its_texts(database, hana):
    with open_desk(database, hana.id) as desk:
        macro = macros.create(desk, "Return")
        macros.save_variant(desk, macro, VariantText("de", "", "Hallo"))
        macros.remove(desk, macro)
        assert macros.everything(desk) == []
        with pytest.raises(NotFound):
            macros.page(desk, macro)
        with pytest.raises(Skip) as skip:
            macros.find(desk, "Return")
        assert skip.value.reason.code is ReasonCode.NO_MACRO
        assert macros.create(desk, "Return") == macro
        assert macros.find(desk, macro).languages == ("de",)


def test_a_language_can_be_taken_away(database, hana):
    with open_desk(database, hana.id) as desk:
        macro = macros.create(desk, "Return")
        macros.save_variant(desk, macro, VariantText("de", "", "Hallo"))
        macros.remove_variant(desk, macro, "de")
        assert macros.page(desk, macro).variants == ()
        with pytest.raises(NotFound):
            macros.remove_variant(desk, macro, "de")


def test_another_shops_macros_are_as_absent_as_none(database, hana, mei):
    with open_desk(database, hana.id) as desk:
        macro = macros.create(desk, "Return")
    with open_desk(database, mei.id) as desk:
        assert macros.everything(desk) == []
        for attempt in (
            lambda: macros.page(desk, macro),
            lambda: macros.remove(desk, macro),
            lambda: macros.save_variant(desk, macro, VariantText("de", "", "x")),
        ):
            with pytest.raises(NotFound):
                attempt()


def test_an_agent_gets_the_text_in_the_customers_language_or_hears_what_is_missing(database, hana):
    person = cast.customer(database, hana.id, name="María Díaz", language="es")
    thread = cast.conversation(database, hana.id, customer_id=person.id)
    with open_desk(database, hana.id) as desk:
        macro = macros.create(desk, "Return")
        macros.save_variant(desk, macro, VariantText("es", "Hola", "Hola {{ customer.first_name }}"))
        macros.save_variant(desk, macro, VariantText("ja", "", "{{ order.name }}"))
        written = macros.write_by_hand(desk, macro, thread.id)
        assert (written.language, written.subject, written.body) == ("es", "Hola", "Hola María")
        with pytest.raises(Rejected, match=r"order\.name"):
            macros.write_by_hand(desk, macro, thread.id, "ja")

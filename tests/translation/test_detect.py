"""The language of short support messages, weighed with what is known of the customer."""

import unicodedata

import pytest

from app.translation.detect import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where is my order #1042?", "en"),
        ("¿Dónde está mi pedido #1042?", "es"),
        ("Wo ist meine Bestellung?", "de"),
        ("Où est ma commande ?", "fr"),
        ("注文した商品はいつ届きますか。", "ja"),
        ("제 주문은 어디에 있나요?", "ko"),
        ("我的订单在哪里？", "zh-Hans"),
        ("我的訂單在哪裡？", "zh-Hant"),
        ("สินค้าอยู่ที่ไหน", "th"),
        ("Mijn bestelling is nog niet aangekomen, kunt u mij helpen?", "nl"),
        ("Minha encomenda ainda não chegou, podem ajudar-me por favor?", "pt"),
        ("Dov'è il mio ordine? Non è ancora arrivato.", "it"),
        ("Где мой заказ? Он ещё не пришёл.", "ru"),
        ("أين طلبي؟ لم يصل بعد", "ar"),
        ("The cup I received is broken, please see https://example.com/fotos/kaputt", "en"),
    ],
)
def test_a_plain_message_is_recognised_without_any_hint(text, language):
    found = detect(text)
    assert found.language == language
    assert found.confidence > 50


@pytest.mark.parametrize(
    "text", ["#1042", "👍", "12345 67", "https://a.example/b", "hana@shop.example", "", "\x00\x07"]
)
def test_without_letters_the_threads_language_stays(text):
    assert (detect(text, ("es", "de")).language, detect(text).language) == ("es", "")
    assert detect(text, ("es",)).confidence == 0


@pytest.mark.parametrize(
    ("text", "hint"),
    [("cancelar pedido", "es"), ("cancelar pedido", "pt"), ("ok", "es"), ("Danke", "de"), ("返品", "ja")],
)
def test_a_word_or_two_follow_what_is_known_of_the_customer(text, hint):
    assert detect(text, (hint,)).language == hint


def test_a_hint_does_not_overrule_a_clear_message():
    assert detect("Where is my order? It has not arrived.", ("es",)).language == "en"
    assert detect("我的订单在哪里", ("ja",)).language == "zh-Hans"


def test_a_lone_neighbour_language_is_taken_for_the_one_a_shop_meets():
    assert detect("cancelar pedido").language in {"es", "pt"}


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Where is it?", "Latn"),
        ("返品したいです", "Jpan"),
        ("주문은 어디에", "Kore"),
        ("我的订单在哪里", "Hans"),
        ("我的訂單在哪裡", "Hant"),
        ("Где мой заказ", "Cyrl"),
        ("أين طلبي", "Arab"),
        ("สินค้า", "Thai"),
    ],
)
def test_the_script_is_told_beside_the_language(text, script):
    assert detect(text).script == script


def test_two_halves_in_two_languages_have_the_expected_one_as_the_main_one():
    text = "Hello, one of the two cups is broken.\n\nHallo, eine von den zwei Tassen ist kaputt."
    assert {detect(text, (tag,)).language for tag in ("en", "de")} == {"en", "de"}


@pytest.mark.parametrize("language", ["en", "pt"])
@pytest.mark.parametrize("text", ["Gracias", "Muchas gracias", "ok", "👍", "Thanks!"])
def test_what_a_person_said_of_a_customer_stands_against_a_few_words(text, language):
    found = detect(text, ("es", "de"), told=language)
    assert found.language == language
    assert found.confidence < 80 or detect(text).language == language


def test_what_a_person_said_does_not_stand_against_a_clear_message_or_another_script():
    clear = "Where is my order? It has not arrived yet, please have a look."
    assert (detect(clear, told="pt").language, detect(clear, told="pt").confidence >= 80) == ("en", True)
    assert (detect("ありがとう", told="pt").language, detect("ありがとう", told="pt").confidence < 80) == ("ja", True)


def test_a_neighbour_of_the_language_that_a_person_said_has_to_say_more():
    short = "Todavía no me llegó el pedido que hice hace dos semanas."
    assert detect(short).language == "es"
    assert detect(short, told="pt").language == "pt"
    assert detect(" ".join([short] * 5), told="pt").language == "es"


def test_a_word_of_thanks_in_another_language_is_not_sure_enough_to_change_the_threads():
    for text, hint in [("Thanks a lot!", "ja"), ("ありがとう!", "en"), ("Gracias", "de"), ("谢谢", "en")]:
        found = detect(text, (hint,))
        assert found.language != hint
        assert 0 < found.confidence < 80


def test_what_a_telephone_puts_under_a_message_is_not_its_writers():
    assert detect("Wo bleibt es\n\nSent from my iPhone", ("fr",)).language == "de"
    assert detect("👍\n\nSent from my iPhone", ("fr",)).language == "fr"
    assert detect("👍\n--\nVon meinem iPhone gesendet\n", ("fr",)).language == "fr"
    assert detect("👍\niPhoneから送信", ("fr",)).language == "fr"
    assert detect("#1042\nVon meinem Paket fehlt die Hälfte", ("fr",)).language == "de"


def test_names_alone_keep_the_threads_language():
    assert detect("Hana Takahashi, Kyoto", ("ja",)).language == "ja"


def test_letters_typed_in_parts_are_the_same_letters():
    composed = "Tôi muốn trả lại cái cốc"
    assert detect(unicodedata.normalize("NFD", composed)) == detect(composed)


def test_no_bytes_break_it():
    assert detect("\ud800 \ufffe \x00 hello my friend, where is it") is not None
    assert detect("a" * 200_000) is not None
    assert detect("\n".join(["Hallo, wo ist das?"] * 2_000)).language == "de"
    assert detect("" * 10, ("not a tag", "")).language == ""

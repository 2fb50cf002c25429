"""The language of short support messages, weighed with what is known of the customer."""

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


def test_no_bytes_break_it():
    assert detect("\ud800 \ufffe \x00 hello my friend, where is it") is not None
    assert detect("a" * 200_000) is not None

"""A dropped or an invented sentence is found by length, topics and facts; merged and split sentences are fine."""

from itertools import permutations

import pytest

from app.domain.guard.checks.completeness import CHECK
from app.domain.guard.pair import Level, Pair

LETTER = {
    "en": (
        "Thank you for your patience.",
        "We have refunded 50 EUR for the broken cup.",
        "You do not need to return the damaged item.",
        "The replacement will be shipped on Monday.",
    ),
    "ja": (
        "お待ちいただきありがとうございます。",
        "破損したカップにつきまして、50ユーロを返金いたしました。",
        "破損した商品をご返送いただく必要はございません。",
        "代わりの商品は月曜日に発送いたします。",
    ),
    "zh-Hans": (
        "感谢您的耐心等待。",
        "我们已为破损的杯子退款50欧元。",
        "您无需退回损坏的商品。",
        "替换的商品将于星期一发货。",
    ),
    "zh-Hant": (
        "感謝您的耐心等待。",
        "我們已為破損的杯子退款50歐元。",
        "您無需退回損壞的商品。",
        "替換的商品將於星期一出貨。",
    ),
    "ko": (
        "기다려 주셔서 감사합니다.",
        "파손된 컵에 대해 50유로를 환불해 드렸습니다.",
        "파손된 상품은 반송하지 않으셔도 됩니다.",
        "교환 상품은 월요일에 발송될 예정입니다.",
    ),
    "fr": (
        "Merci de votre patience.",
        "Nous avons remboursé 50 EUR pour la tasse cassée.",
        "Vous n’avez pas besoin de renvoyer l’article endommagé.",
        "L’article de remplacement sera expédié lundi.",
    ),
    "de": (
        "Vielen Dank für Ihre Geduld.",
        "Für die zerbrochene Tasse haben wir 50 EUR erstattet.",
        "Sie müssen den beschädigten Artikel nicht zurückschicken.",
        "Der Ersatz wird am Montag versandt.",
    ),
    "es": (
        "Gracias por su paciencia.",
        "Hemos reembolsado 50 EUR por la taza rota.",
        "No tiene que devolver el artículo dañado.",
        "El artículo de reemplazo se enviará el lunes.",
    ),
}
WAYS = [pytest.param(source, target, id=f"{source}-{target}") for source, target in permutations(LETTER, 2)]


def joined(language, without=None):
    parts = [part for place, part in enumerate(LETTER[language]) if place != without]
    return ("" if language in {"ja", "zh-Hans", "zh-Hant"} else " ").join(parts)


def level(draft, text, source, target, **more):
    return CHECK.look(Pair(draft, text, source, target, **more)).level


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_a_whole_translation_is_let_through(source, target):
    assert level(joined(source), joined(target), source, target) is Level.GREEN


@pytest.mark.parametrize("lost", [0, 1, 2, 3])
@pytest.mark.parametrize(("source", "target"), WAYS)
def test_a_dropped_sentence_blocks_and_is_named(source, target, lost):
    found = CHECK.look(Pair(joined(source), joined(target, without=lost), source, target))
    assert found.level is Level.RED
    assert LETTER[source][lost] in found.detail


@pytest.mark.parametrize("invented", [1, 3])
@pytest.mark.parametrize(("source", "target"), WAYS)
def test_an_invented_sentence_blocks_and_is_marked(source, target, invented):
    found = CHECK.look(Pair(joined(source, without=invented), joined(target), source, target))
    assert found.level is Level.RED
    assert LETTER[target][invented] in found.marks


@pytest.mark.parametrize(
    ("draft", "text", "source", "target"),
    [
        ("We have shipped your order. It will arrive on Friday.", "我们已发货，订单将于星期五送达。", "en", "zh-Hans"),
        ("ご注文を発送し、金曜日にお届けします。", "We have shipped your order. It will arrive on Friday.", "ja", "en"),
        ("We are sorry that the bowl arrived broken.", "Die Schale kam zerbrochen an. Das tut uns leid.", "en", "de"),
    ],
)
def test_two_sentences_may_become_one_and_one_two(draft, text, source, target):
    assert level(draft, text, source, target) is not Level.RED


def test_a_greeting_that_one_language_does_without_is_told_only():
    draft = "Hello Anna,\nYour refund of 20 EUR was sent today."
    assert level(draft, "20ユーロのご返金は本日お手続きいたしました。", "en", "ja", names=("Anna",)) is not Level.RED


@pytest.mark.parametrize("text", ["", "   ", "\n…", "!"])
def test_nothing_in_place_of_something_blocks(text):
    assert level("We have refunded your order.", text, "en", "de") is Level.RED


def test_a_text_that_stops_in_the_middle_blocks():
    assert (
        level("We have refunded your order and sent a new cup.", "Wir haben Ihre Bestellung erstattet und", "en", "de")
        is Level.RED
    )
    assert level("We will refund it, we promise.", "Wir erstatten es,", "en", "de") is Level.RED


def test_a_sentence_translated_to_a_fraction_of_itself_blocks():
    draft = "We have checked the parcel with the carrier and it will be delivered to the new address on Friday morning."
    assert level(draft, "Das Paket kommt.", "en", "de") is Level.RED


def test_a_dropped_line_of_a_list_blocks():
    draft = "Please send us:\n- a photo of the label\n- your phone number\n- the invoice"
    whole = "Bitte senden Sie uns:\n- ein Foto des Etiketts\n- Ihre Telefonnummer\n- die Rechnung"
    assert level(draft, whole, "en", "de") is Level.GREEN
    assert level(draft, whole.replace("- Ihre Telefonnummer\n", ""), "en", "de") is not Level.GREEN


def test_very_long_texts_are_judged_by_their_length():
    assert level("We will refund it. " * 300, "Wir erstatten es. " * 300, "en", "de") is Level.GREEN
    assert level("We will refund it. " * 300, "Wir erstatten es. " * 40, "en", "de") is Level.RED


def test_no_draft_is_nothing_to_compare():
    assert CHECK.look(Pair(" ", "Hallo", "en", "de")) is None

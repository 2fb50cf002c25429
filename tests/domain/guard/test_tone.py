"""Sie or du, vous or tu, usted or tú, です or だ, 요 or 반말, 您 or 你: one of them, and the right one."""

import pytest

from app.domain.guard.checks.tone import CHECK
from app.domain.guard.pair import Level, Pair
from app.domain.translating.tone import Tone

POLITE = {
    "de": "Guten Tag, wir haben Ihre Bestellung verschickt. Bitte melden Sie sich bei Fragen.",
    "fr": "Bonjour, nous avons expédié votre commande. N’hésitez pas à nous écrire.",
    "es": "Hemos enviado su pedido. Si tiene preguntas, escríbanos y le ayudaremos.",
    "ja": "ご注文の商品を発送いたしました。ご不明な点がございましたら、お知らせください。",
    "ko": "주문하신 상품을 발송했습니다. 궁금한 점이 있으시면 알려 주세요.",
    "zh-Hans": "您的订单已发货。如有问题，请随时联系我们。",
    "zh-Hant": "您的訂單已出貨。如有問題，請隨時聯絡我們。",
    "it": "Gentile cliente, abbiamo spedito il Suo ordine.",
    "nl": "We hebben uw bestelling verzonden.",
}
FAMILIAR = {
    "de": "Hallo, wir haben deine Bestellung verschickt. Melde dich, wenn du Fragen hast.",
    "fr": "Salut, nous avons expédié ta commande. N’hésite pas à nous écrire si tu as des questions.",
    "es": "Hemos enviado tu pedido. Si tienes preguntas, escríbenos.",
    "ja": "注文の商品を発送した。わからないことがあれば連絡する。",
    "ko": "주문한 상품을 발송했어. 궁금한 게 있으면 알려줘.",
    "zh-Hans": "你的订单已发货。",
    "zh-Hant": "你的訂單已出貨。",
    "it": "Abbiamo spedito il tuo ordine. Se hai domande, ti aiutiamo.",
    "nl": "We hebben je bestelling verzonden.",
}
MIXED = {
    "de": "Wir haben Ihre Bestellung verschickt. Bitte melden Sie sich, wenn du Fragen hast.",
    "fr": "Nous avons expédié votre commande. Si tu as des questions, écrivez-nous.",
    "es": "Hemos enviado su pedido. Si tienes preguntas, escríbanos.",
    "ja": "ご注文の商品を発送いたしました。わからないことがあれば連絡する。",
    "ko": "주문하신 상품을 발송했습니다. 궁금한 게 있으면 알려줘.",
    "zh-Hans": "您的订单已发货。如果你有问题，请联系我们。",
    "zh-Hant": "您的訂單已出貨。如果你有問題，請聯絡我們。",
    "it": "Gentile cliente, abbiamo spedito il tuo ordine.",
    "nl": "We hebben uw bestelling verzonden. Heb je vragen?",
}


def level(text, target, tone=Tone.ANY, **more):
    found = CHECK.look(Pair("We have shipped your order.", text, "en", target, tone=tone, **more))
    return None if found is None else found.level


@pytest.mark.parametrize("tone", list(Tone))
@pytest.mark.parametrize("target", POLITE)
def test_polite_throughout_is_right_in_every_tone(target, tone):
    assert level(POLITE[target], target, tone) is Level.GREEN


@pytest.mark.parametrize("tone", list(Tone))
@pytest.mark.parametrize("target", MIXED)
def test_both_ways_in_one_text_block(target, tone):
    assert level(MIXED[target], target, tone) is Level.RED


@pytest.mark.parametrize("target", ["de", "fr", "es", "it", "ja", "ko"])
def test_familiar_blocks_where_formal_is_asked_for_and_is_told_otherwise(target):
    assert level(FAMILIAR[target], target, Tone.FORMAL) is Level.RED
    assert level(FAMILIAR[target], target) is Level.AMBER


@pytest.mark.parametrize("target", ["ja", "ko"])
def test_a_warm_shop_is_polite_in_japanese_and_korean(target):
    assert level(FAMILIAR[target], target, Tone.WARM) is Level.RED


@pytest.mark.parametrize("target", ["de", "fr", "es"])
def test_a_warm_shop_may_be_familiar_elsewhere(target):
    assert level(FAMILIAR[target], target, Tone.WARM) is Level.GREEN


@pytest.mark.parametrize("target", ["zh-Hans", "zh-Hant", "nl"])
def test_ni_and_je_are_only_told_in_a_formal_text(target):
    assert level(FAMILIAR[target], target, Tone.FORMAL) is Level.AMBER
    assert level(FAMILIAR[target], target) is Level.GREEN


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("de", "Die Tassen sind da. Sie wurden gestern geliefert, und deshalb schicke ich sie heute ab."),
        ("de", "Ich prüfe das und melde mich bei Ihnen."),
        ("fr", "Le rendez-vous est fixé et le ton du message est aimable."),
        ("ja", "発送いたしました。以上、よろしくお願いいたします。\n田中\n・カップ 2点\n・送料 500円"),
        ("ko", "발송해 드렸습니다. 곧 도착할 거예요! 감사합니다.\nHana Ceramics 드림"),
        ("zh-Hans", "你好！您的订单已发货。"),
        ("es", "Hemos enviado el paquete. Le avisaremos cuando su pedido llegue."),
    ],
)
def test_what_only_looks_like_a_mixture_is_let_through(target, text):
    assert level(text, target) in {Level.GREEN, None}


def test_a_name_is_no_way_of_speaking():
    assert level("Wir haben Ihre Bestellung von Café Du verschickt.", "de", names=("Café Du",)) is Level.GREEN


def test_the_slip_is_marked_not_the_rest():
    found = CHECK.look(Pair("x", "Wir haben Ihre Bestellung. Bitte warten Sie, deine Tasse kommt.", "en", "de"))
    assert found.marks == ("deine",)


def test_english_has_one_way():
    assert level("We have shipped your order.", "en") is None

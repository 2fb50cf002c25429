"""What was left in another language is found; names, titles, terms and links that stay are not."""

import pytest

from app.domain.guard.checks.rest import CHECK
from app.domain.guard.pair import Level, Pair
from app.domain.translating.terms import Term

LEFT = (
    ("en", "de", "Thank you. We will send it.", "Vielen Dank. We will send it."),
    ("en", "de", "We have shipped it. Best regards", "Wir haben es verschickt. Best regards"),
    (
        "en",
        "fr",
        "Your parcel left today. Please check the address.",
        "Votre colis est parti. Please check the address.",
    ),
    ("en", "ja", "Your order has shipped. Thank you for waiting.", "発送しました。Thank you for waiting."),
    ("en", "ko", "We will refund you by Friday.", "We will refund you by Friday."),
    ("en", "zh-Hans", "Your order has shipped. It arrives soon.", "您的订单已发货。It arrives soon."),
    ("de", "en", "Wir haben Ihre Bestellung verschickt.", "We have shipped it. Wir haben Ihre Bestellung verschickt."),
    ("ja", "de", "ご注文を発送しました。", "Wir haben ご注文を verschickt."),
    ("ja", "zh-Hans", "ご注文を発送しました。", "您的订单ありがとうございます。"),
    ("ja", "fr", "金曜日に発送します。", "We will ship your order on Friday."),
    ("ko", "ja", "주문을 발송했습니다.", "ご注文を발송했습니다。"),
    ("zh-Hans", "ja", "您的订单已经发货，请您耐心等待。", "您的订单已经发货，请您耐心等待。"),
    ("zh-Hans", "en", "您的订单已经发货。", "Your order 已经发货了吗."),
    ("fr", "es", "Nous avons envoyé votre commande.", "Nous avons envoyé votre commande."),
    ("ja", "ko", "ありがとうございます。", "감사합니다。ありがとうございます。"),
)
FINE = (
    ("en", "de", "We have shipped the Blue Mountain Tea Set.", "Wir haben das Blue Mountain Tea Set verschickt.", {}),
    ("en", "de", "The cup of the moon is here.", "Die cup of the moon ist da.", {"names": ("cup of the moon",)}),
    ("en", "ja", "Ask for “the art of tea”.", "「the art of tea」とお尋ねください。", {}),
    ("en", "fr", "See https://shop.example/the/and/of/you", "Voir https://shop.example/the/and/of/you", {}),
    ("en", "de", "Regards,\nHana Ceramics Support Team", "Grüße\nHana Ceramics Support Team", {}),
    ("en", "es", "Use free gift now.", "Utilice free gift now.", {"terms": (Term("free gift now"),)}),
    ("en", "ko", "Order KR-10 via DHL Express was sent.", "DHL Express로 주문 KR-10을 발송했습니다.", {}),
    ("ja", "zh-Hant", "東京都渋谷区に発送しました。", "已寄往東京都渋谷区。", {}),
    ("ja", "en", "田中様、ありがとうございます。", "Thank you, Mr Tanaka.", {}),
    ("zh-Hans", "zh-Hant", "商品已在日本完成包裝作業中", "商品已在日本完成包裝作業中", {}),
    ("de", "en", "Der Rabatt gilt.", "The discount is valid.", {}),
    ("fr", "en", "Le service est excellent.", "The service is excellent.", {}),
    ("es", "pt", "Gracias por su pedido.", "Obrigado pelo seu pedido.", {}),
)


def look(source, target, draft, text, **more):
    return CHECK.look(Pair(draft, text, source, target, **more))


@pytest.mark.parametrize(("source", "target", "draft", "text"), LEFT)
def test_words_left_untranslated_block(source, target, draft, text):
    found = look(source, target, draft, text)
    assert found.level is Level.RED
    assert found.marks


@pytest.mark.parametrize(("source", "target", "draft", "text", "more"), FINE)
def test_what_stays_as_it_is_raises_no_alarm(source, target, draft, text, more):
    assert look(source, target, draft, text, **more).level is Level.GREEN


def test_the_same_language_or_an_unknown_one_is_not_judged():
    assert look("en", "en", "We sent it.", "We sent it.") is None
    assert look("", "de", "We sent it.", "We sent it.") is None

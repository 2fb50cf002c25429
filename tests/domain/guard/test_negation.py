"""A lost or an added "not" is found in every language; polite formulas that only look like one are not."""

from itertools import permutations

import pytest

from app.domain.guard.checks.negation import CHECK
from app.domain.guard.pair import Level, Pair

SAID_NO = (
    {
        "en": "We cannot refund the shipping fee.",
        "ja": "送料は返金できません。",
        "zh-Hans": "我们无法退还运费。",
        "zh-Hant": "我們無法退還運費。",
        "ko": "배송비는 환불되지 않습니다.",
        "fr": "Nous ne pouvons pas rembourser les frais de port.",
        "de": "Wir können die Versandkosten nicht erstatten.",
        "es": "No podemos reembolsar los gastos de envío.",
        "it": "Non possiamo rimborsare le spese di spedizione.",
        "pt": "Não podemos reembolsar as despesas de envio.",
        "nl": "We kunnen de verzendkosten niet terugbetalen.",
    },
    {
        "en": "Please do not wash the cup in the dishwasher.",
        "ja": "カップは食洗機で洗わないでください。",
        "zh-Hans": "请勿用洗碗机清洗杯子。",
        "zh-Hant": "請勿用洗碗機清洗杯子。",
        "ko": "컵을 식기세척기로 세척하지 마세요.",
        "fr": "Ne lavez pas la tasse au lave-vaisselle.",
        "de": "Bitte waschen Sie die Tasse nicht in der Spülmaschine.",
        "es": "No lave la taza en el lavavajillas.",
    },
    {
        "en": "The parcel never arrived.",
        "ja": "荷物は届きませんでした。",
        "zh-Hans": "包裹一直没有送到。",
        "zh-Hant": "包裹一直沒有送到。",
        "ko": "소포가 도착하지 않았습니다.",
        "fr": "Le colis n’est jamais arrivé.",
        "de": "Das Paket ist nie angekommen.",
        "es": "El paquete nunca llegó.",
    },
)
SAID_YES = (
    {
        "en": "We can refund the shipping fee.",
        "ja": "送料は返金できます。",
        "zh-Hans": "我们可以退还运费。",
        "zh-Hant": "我們可以退還運費。",
        "ko": "배송비는 환불됩니다.",
        "fr": "Nous pouvons rembourser les frais de port.",
        "de": "Wir können die Versandkosten erstatten.",
        "es": "Podemos reembolsar los gastos de envío.",
        "it": "Possiamo rimborsare le spese di spedizione.",
        "pt": "Podemos reembolsar as despesas de envio.",
        "nl": "We kunnen de verzendkosten terugbetalen.",
    },
    {
        "en": "Please wash the cup in the dishwasher.",
        "ja": "カップは食洗機で洗ってください。",
        "zh-Hans": "请用洗碗机清洗杯子。",
        "zh-Hant": "請用洗碗機清洗杯子。",
        "ko": "컵을 식기세척기로 세척하세요.",
        "fr": "Lavez la tasse au lave-vaisselle.",
        "de": "Bitte waschen Sie die Tasse in der Spülmaschine.",
        "es": "Lave la taza en el lavavajillas.",
    },
    {
        "en": "The parcel arrived.",
        "ja": "荷物は届きました。",
        "zh-Hans": "包裹已经送到。",
        "zh-Hant": "包裹已經送到。",
        "ko": "소포가 도착했습니다.",
        "fr": "Le colis est arrivé.",
        "de": "Das Paket ist angekommen.",
        "es": "El paquete llegó.",
    },
)
SAME = (
    ("ja", "en", "ご不便をおかけし、誠に申し訳ございません。", "We sincerely apologise for the inconvenience."),
    ("ja", "de", "ご注文をキャンセルしなければなりません。", "Wir müssen Ihre Bestellung stornieren."),
    ("ja", "fr", "お荷物はまだ発送されておりません。", "Votre colis est encore en attente d’expédition."),
    ("ja", "en", "写真をお送りいただけませんでしょうか。", "Could you please send us photos?"),
    ("ja", "en", "ご遠慮なくお問い合わせください。", "Please feel free to contact us."),
    ("ja", "en", "あいにく返金はいたしかねます。", "Unfortunately we cannot give a refund."),
    ("ja", "en", "間もなくお届けします。", "It will be delivered soon."),
    ("ja", "zh-Hans", "必ずご確認ください。", "请务必确认。"),
    ("en", "ja", "The vase is out of stock.", "花瓶は在庫がございません。"),
    ("en", "ja", "No problem at all!", "大丈夫です！"),
    ("en", "de", "Please do not hesitate to contact us.", "Melden Sie sich jederzeit gerne bei uns."),
    ("en", "fr", "Feel free to write to us.", "N’hésitez pas à nous écrire."),
    ("en", "es", "Feel free to write to us.", "No dude en escribirnos."),
    ("en", "de", "Feel free to write to us.", "Zögern Sie nicht, uns zu schreiben."),
    ("en", "ko", "We are sorry for the inconvenience.", "불편을 드려 죄송합니다."),
    ("en", "ko", "We sent the wrong item by mistake.", "실수로 잘못된 상품을 보내 드렸습니다."),
    ("en", "zh-Hans", "Sorry for the inconvenience.", "给您带来不便，非常抱歉。"),
    ("en", "zh-Hans", "However, we will send a replacement.", "不过，我们会寄出替换品。"),
    ("en", "zh-Hant", "You are welcome.", "不客氣。"),
    ("en", "fr", "Please do not forget the receipt.", "Pensez à joindre le reçu."),
    ("en", "es", "However, the parcel has been sent.", "Sin embargo, el paquete ya se ha enviado."),
    ("en", "fr", "You will probably receive it tomorrow.", "Vous le recevrez sans doute demain."),
    ("de", "ja", "Die Lieferung ist kostenlos.", "送料はかかりません。"),
    ("de", "en", "Wir versenden erst nach Zahlungseingang.", "We do not ship before payment has arrived."),
    ("en", "de", "Order No. 12 has been shipped.", "Die Bestellung Nr. 12 wurde versandt."),
    ("zh-Hans", "en", "商品是不是坏了？", "Is the item broken?"),
    ("en", "ja", "Has it not arrived yet?", "もう届きましたか？"),
)


def level(draft, text, source, target):
    found = CHECK.look(Pair(draft, text, source, target))
    return Level.GREEN if found is None else found.level


def _pairs(rows, others):
    return [
        pytest.param(row[source], other[target], source, target, id=f"{row['en']} {source}-{target}")
        for row, other in zip(rows, others, strict=True)
        for source, target in permutations(row, 2)
    ]


@pytest.mark.parametrize(
    ("draft", "text", "source", "target"), [*_pairs(SAID_NO, SAID_NO), *_pairs(SAID_YES, SAID_YES)]
)
def test_what_says_the_same_is_let_through(draft, text, source, target):
    assert level(draft, text, source, target) is Level.GREEN


@pytest.mark.parametrize(
    ("draft", "text", "source", "target"), [*_pairs(SAID_NO, SAID_YES), *_pairs(SAID_YES, SAID_NO)]
)
def test_a_no_that_was_lost_or_added_blocks(draft, text, source, target):
    assert level(draft, text, source, target) is Level.RED


@pytest.mark.parametrize(("source", "target", "draft", "text"), SAME)
def test_formulas_and_words_that_stand_in_for_a_no_raise_no_alarm(source, target, draft, text):
    assert level(draft, text, source, target) is not Level.RED


def test_the_sentence_that_lost_its_no_is_named_and_marked():
    draft = "We have received your parcel. We cannot refund the shipping fee. Thank you for your patience."
    text = "Wir haben Ihr Paket erhalten. Wir können die Versandkosten erstatten. Vielen Dank für Ihre Geduld."
    found = CHECK.look(Pair(draft, text, "en", "de"))
    assert found.level is Level.RED
    assert found.detail == "− We cannot refund the shipping fee."
    assert found.marks == ("Wir können die Versandkosten erstatten.",)


def test_one_of_two_negations_lost_in_a_sentence_blocks():
    draft = "Gift cards never expire, but they cannot be exchanged for cash."
    assert (
        level(draft, "Gutscheine verfallen nie, sie können aber gegen Bargeld getauscht werden.", "en", "de")
        is Level.RED
    )
    assert (
        level(draft, "Gutscheine verfallen nie, können aber nicht gegen Bargeld getauscht werden.", "en", "de")
        is Level.GREEN
    )


def test_an_unknown_language_is_not_judged():
    assert CHECK.look(Pair("We cannot.", "Wir können.", "en", "")) is None


@pytest.mark.parametrize(
    ("draft", "text", "source", "target"),
    [
        ("Nobody has cancelled so far.", "Pour le moment, personne n'a annulé.", "en", "fr"),
        (
            "バッテリーが必要です。お持ちでない場合は、追加できます。",
            "배터리가 필요합니다. 없으시면 추가하실 수 있습니다.",
            "ja",
            "ko",
        ),
        ("We will send it without further delay.", "Wir senden es umgehend.", "en", "de"),
    ],
)
def test_nobody_says_no_and_otherwise_or_without_delay_do_not(draft: str, text: str, source: str, target: str):
    found = CHECK.look(Pair(draft, text, source, target))
    assert found is None or found.level is Level.GREEN

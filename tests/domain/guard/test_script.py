"""Each language is written in its own script: both ways of writing Chinese, kana, Hangul, Cyrillic, Latin."""

import pytest

from app.domain.guard import writing
from app.domain.guard.checks.script import CHECK
from app.domain.guard.pair import Level, Pair

WRONG = (
    ("zh-Hant", "您的訂單已出貨，请稍候。", "请"),
    ("zh-Hant", "您的订单已发货。", "订"),
    ("zh-Hant", "出貨后通知您。", "后"),
    ("zh-Hant", "売り場 已關閉。", "売"),
    ("zh-Hans", "您的訂單已發貨。", "訂"),
    ("zh-Hans", "您的订单已经發货。", "發"),
    ("zh-Hans", "您的订单ありがとう。", "ありがとう"),
    ("ja", "ご注文の订单を発送しました。", "订"),
    ("ja", "ご注文を發送しました。", "發"),
    ("ja", "We have shipped your order today.", "We"),
    ("ko", "주문이 発送되었습니다.", "発送"),
    ("ko", "주문 ありがとう", "ありがとう"),
    ("de", "Unser Кundendienst hilft.", "К"),
    ("de", "Wir haben 発送 heute.", "発送"),
    ("fr", "Le prix est de ５０ euros.", "５０"),
    ("en", "Thank you 감사합니다", "감사합니다"),
    ("ru", "We have shipped your order", "We"),
    ("ar", "We have shipped your order", "We"),
    ("th", "We have shipped your order", "We"),
)
RIGHT = (
    ("zh-Hant", "您的訂單已出貨，請稍候。公里、台灣、皇冠。", ()),
    ("zh-Hans", "您的订单已发货，请稍候。著名、乾坤。", ()),
    ("ja", "ご注文の商品を発送いたしました。綺麗な器です。", ()),
    ("ko", "주문하신 상품을 DHL Express로 발송했습니다.", ()),
    ("de", "Größe: 10 µm, „Müller & Söhne“", ()),
    ("zh-Hans", "田中優樹様，您好。", ("田中優樹様",)),
    ("en", "Dear 田中, thank you.", ("田中",)),
    ("ru", "Ваш заказ DHL Express отправлен.", ()),
    ("ja", "OK", ()),
    ("xx", "Anything 何でも", ()),
)


def look(target, text, names=()):
    return CHECK.look(Pair("We have shipped it.", text, "en", target, names=names))


@pytest.mark.parametrize(("target", "text", "mark"), WRONG)
def test_signs_of_another_script_block_and_are_marked(target, text, mark):
    found = look(target, text)
    assert found.level is Level.RED
    assert any(mark in each for each in found.marks)


@pytest.mark.parametrize(("target", "text", "names"), RIGHT)
def test_its_own_script_and_names_are_let_through(target, text, names):
    found = look(target, text, names)
    assert found is None or found.level is Level.GREEN


def test_a_word_that_the_draft_has_as_well_is_only_told():
    found = CHECK.look(Pair("無印良品でご購入ください。", "请在無印良品购买。", "ja", "zh-Hans"))
    assert found.level is Level.AMBER


def test_the_table_tells_the_two_ways_apart_and_leaves_shared_signs_alone():
    assert len(writing.simplified()) > 2000
    assert not writing.simplified() & writing.traditional()
    assert not set("台里只面人大中國".replace("國", "")) & (writing.simplified() | writing.traditional())
    assert writing.as_simplified("無法發貨") == "无法发货"

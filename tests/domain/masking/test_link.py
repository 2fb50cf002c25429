"""A link goes with all its keys, and the sentence behind it stays to be translated."""

import pytest

from app.domain.shielding import hide


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("see https://a.example/x?k=v, now", "https://a.example/x?k=v"),
        ("https://shop.example/1/orders/ab12/authenticate?key=9f8e", "https://shop.example/1/orders/ab12/authenticate?key=9f8e"),
        ("https://shop.example/o/1?token=abcをご覧ください", "https://shop.example/o/1?token=abc"),
        ("https://shop.example/をご確認ください", "https://shop.example/"),
        ("https://shop.example/o/1에서 확인하세요", "https://shop.example/o/1"),
        ("请看https://shop.example/o/1，谢谢", "https://shop.example/o/1"),
        ("（https://shop.example/o/1）", "https://shop.example/o/1"),
        ("https://shop.example/商品/カップ?key=abc を", "https://shop.example/商品/カップ?key=abc"),
        ("https://shop.example/商品 を", "https://shop.example/商品"),
        ("www.shop.example/o/1.", "www.shop.example/o/1"),
        ("my order: shop.example/o/1?key=abc!", "shop.example/o/1?key=abc"),
        ("https://x.example/?mail=ana@x.example&card=4111111111111111", "https://x.example/?mail=ana@x.example&card=4111111111111111"),
    ],
)  # fmt: skip
def test_a_link_is_hidden_alone_and_as_a_whole(text, link):
    shielded = hide(text)
    assert shielded.hidden == (link,)
    assert shielded.masked == {"link": 1}


@pytest.mark.parametrize("text", ["cups and/or plates", "i.e./e.g. this", "Mr.Smith/Mrs.Smith", "km/h"])
def test_a_stroke_between_words_is_no_link(text):
    assert hide(text).hidden == ()

"""E-mail addresses are found in texts with and without blanks, and take no words with them."""

import pytest

from app.domain.shielding import hide


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("write to hana@shop.example.jp.", "hana@shop.example.jp"),
        ("メールはana@example.comです", "ana@example.com"),
        ("メールはａｎａ＠example．comです", "ａｎａ＠example．com"),
        ("Mail: josé.garcía+shop@correo.example, gracias", "josé.garcía+shop@correo.example"),
        ("<o'brien_1@mail.example>", "o'brien_1@mail.example"),
        ("用户@例子.公司", "用户@例子.公司"),
        ("이메일은 kim@example.co.kr입니다", "kim@example.co.kr"),
    ],
)
def test_an_address_is_hidden_alone(text, address):
    shielded = hide(text)
    assert shielded.hidden == (address,)
    assert shielded.masked == {"email": 1}


@pytest.mark.parametrize("text", ["2 cups @ 5", "@hana", "see you @ the shop", "a@b"])
def test_an_at_sign_alone_is_no_address(text):
    assert "email" not in hide(text).masked

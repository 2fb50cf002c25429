"""What must survive a translation does, exactly, or the translation is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.shielding import LostToken, hide, restore

WORDS = st.sampled_from(
    [
        *(
            "order",
            "#1042",
            "＃１０４２",
            "¥1,500",
            "50,00 EUR",
            "https://shop.example/o/1?k=2.",
            "a@b.co",
            "⟦3⟧",
            "\n",
        ),
        *("JP123456789JP", "CUP-ASA-01", "2026-11-22", "+81 90-1234-5678", "4111 1111 1111 1111", "返品", "を", "3"),
        "{{name}}",
    ]
)


@given(st.text() | st.lists(WORDS).map(" ".join) | st.lists(WORDS).map("".join))
def test_what_is_hidden_comes_back_exactly(text):
    shielded = hide(text)
    assert restore(shielded.text, shielded.hidden) == text


@given(st.lists(WORDS, min_size=1).map(" ".join), st.data())
def test_a_lost_or_doubled_token_is_always_noticed(text, data):
    shielded = hide(text)
    if not shielded.hidden:
        return
    token = f"⟦{data.draw(st.integers(0, len(shielded.hidden) - 1))}⟧"
    with pytest.raises(LostToken):
        restore(shielded.text.replace(token, ""), shielded.hidden)
    with pytest.raises(LostToken):
        restore(shielded.text + token, shielded.hidden)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("refund of 50,00 EUR within 1.000 days", ["50,00 EUR", "1.000"]),
        ("order #1001 and 注文＃１０４２は", ["#1001", "＃１０４２"]),
        ("주문 #1042은 어디", ["#1042"]),
        ("see https://a.example/x?k=v, now", ["https://a.example/x?k=v"]),
        ("write to hana@shop.example.jp.", ["hana@shop.example.jp"]),
        ("card 4111 1111 1111 1111 please", ["4111 1111 1111 1111"]),
        ("IBAN DE89370400440532013000", ["DE89370400440532013000"]),
        ("call +81 90-1234-5678", ["+81 90-1234-5678"]),
        ("NT$1,200 or ¥500 or 1 500,00 €", ["NT$1,200", "¥500", "1 500,00 €"]),
        ("Hello {{name}}", ["{{name}}"]),
        ("CUP-BL-01 is 12 cm", ["CUP-BL-01", "12 cm"]),
        ("I bought 3 cups", []),
        ("HELLO WORLD, I AM ANGRY", []),
    ],
)
def test_order_names_amounts_links_and_personal_numbers_never_reach_a_translator(text, hidden):
    assert list(hide(text).hidden) == hidden


def test_the_shops_own_words_are_hidden_too():
    assert hide("The Asagao cup is blue", ["Asagao cup"]).hidden == ("Asagao cup",)


def test_a_translator_may_put_blanks_into_a_token_and_move_it():
    shielded = hide("Where is order #1042 from 2026-11-22?")
    assert restore("⟦ 1 ⟧ の ⟦0⟧ はどこ", shielded.hidden) == "2026-11-22 の #1042 はどこ"


def test_an_invented_token_is_refused():
    with pytest.raises(LostToken):
        restore("⟦0⟧ ⟦7⟧", ("#1042",))
    with pytest.raises(LostToken):
        restore("⟦0⟧ ⟦", ("#1042",))


@pytest.mark.timeout(30)  # a pattern that runs away takes minutes
@pytest.mark.parametrize("unit", ["a", "A-", "1 ", "1.1", "{{", "#", "http://", "a@", "a.-", "US$ "])
def test_no_text_makes_the_patterns_run_away(unit):
    text = unit * (60_000 // len(unit))
    shielded = hide(text)
    assert restore(shielded.text, shielded.hidden) == text

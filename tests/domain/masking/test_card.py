"""Card numbers are found however they are parted, and a number that proves nothing is none."""

import pytest

from app.domain.masking.card import is_card
from app.domain.shielding import hide

CARDS = ("4111111111111111", "5500005555555559", "378282246310005", "6011000990139424", "3530111333300000")


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("between", ["", " ", "-", ".", "\u00a0", " - ", "\n", "/", "\u2013"])
def test_a_card_is_hidden_whatever_parts_its_digits(card, between):
    written = between.join(card[at : at + 4] for at in range(0, len(card), 4))
    shielded = hide(f"My card is {written}, please refund.")
    assert shielded.hidden == (written,)
    assert shielded.masked == {"card": 1}


def test_full_width_and_arabic_digits_are_digits():
    assert hide("カードは４１１１　１１１１　１１１１　１１１１です").masked == {"card": 1}
    assert hide("بطاقتي ٤١١١ ١١١١ ١١١١ ١١١١").masked == {"card": 1}


def test_another_number_before_or_behind_a_card_does_not_hide_it_from_us():
    shielded = hide("order 1042 4111 1111 1111 1111 12/27")
    assert shielded.masked["card"] == 1
    assert "4111" not in shielded.text


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",  # the proof fails
        "0000 0000 0000 0000",
        "020 7946 0958, 07700 900123",  # digits of two numbers that a comma parts
        "111111111111",  # twelve
        "41111111111111111111",  # twenty
    ],
)
def test_what_proves_no_card_is_counted_as_none(text):
    assert "card" not in hide(text).masked


def test_the_last_digit_proves_the_others():
    assert all(map(is_card, CARDS))
    assert not any(is_card(card[:-1] + str((int(card[-1]) + 1) % 10)) for card in CARDS)

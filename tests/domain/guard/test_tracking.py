"""Codes and long numbers stay sign for sign."""

import pytest

from tests.domain.guard.saying import LANGUAGES, looked, reds

CODES = ["JP123456789JP", "SKU-1042-BL", "CUP_0042", "1Z999AA10123456784", "WELCOME10", "400512345678"]


@pytest.mark.parametrize("target", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_a_code_changed_in_one_sign_blocks_and_the_same_passes(code, target):
    assert reds(f"Code {code}.", f"コード{code}です", "en", target) == set()
    assert reds(f"Code {code}.", f"コード{code[:-1]}9です", "en", target) == {"tracking"}


@pytest.mark.parametrize(
    ("draft", "text"),
    [("+81 3-1234-5678", "+81 3-1234-5679"), ("03-1234-5678", "03-1234-567"), ("4005 1234 5678", "4005 1234 5687")],
)
def test_a_changed_telephone_number_blocks(draft, text):
    assert reds(f"Call {draft}", f"Anruf {text}")


def test_how_digits_are_grouped_does_not_count():
    assert reds("4005 1234 5678", "400512345678") == set()
    assert reds("+81 3-1234-5678", "+81312345678") == set()
    assert reds("sizes 36 37 38 39 40", "サイズ36、37、38、39、40", "en", "ja") == set()


def test_amounts_and_hours_in_capitals_are_no_codes():
    assert set(looked("EUR1000 at 10AM for 500ML", "EUR1000")) == {"amounts", "dates", "numbers"}

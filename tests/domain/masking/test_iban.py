"""Accounts of many countries are found with and without blanks, and a wrong remainder is none."""

import pytest

from app.domain.masking.iban import is_iban
from app.domain.shielding import hide

IBANS = (
    "DE89 3704 0044 0532 0130 00",
    "GB29 NWBK 6016 1331 9268 19",
    "FR14 2004 1010 0505 0001 3M02 606",
    "ES91 2100 0418 4502 0005 1332",
    "IT60 X054 2811 1010 0000 0123 456",
    "NL91 ABNA 0417 1643 00",
    "CH93 0076 2011 6238 5295 7",
    "NO93 8601 1117 947",
    "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
)


@pytest.mark.parametrize("iban", IBANS)
def test_an_account_is_hidden_in_every_spelling(iban):
    for written in (iban, iban.replace(" ", ""), iban.lower(), iban.replace(" ", "-"), iban.replace(" ", "\u00a0")):
        shielded = hide(f"Bitte auf {written} überweisen, danke")
        assert shielded.hidden == (written,)
        assert shielded.masked == {"iban": 1}


def test_an_account_ends_where_its_country_says():
    assert hide("IBAN DE89 3704 0044 0532 0130 00 BIC COBADEFF").hidden[0] == "DE89 3704 0044 0532 0130 00"


def test_no_blank_is_needed_around_it():
    assert hide("口座はDE89370400440532013000です").hidden == ("DE89370400440532013000",)


@pytest.mark.parametrize("text", ["DE88 3704 0044 0532 0130 00", "ZZ89370400440532013000", "DE89 3704", "DE12 cups"])
def test_what_has_another_remainder_or_no_country_is_no_account(text):
    assert "iban" not in hide(text).masked


def test_a_changed_digit_changes_the_remainder():
    assert is_iban("DE89370400440532013000")
    assert not is_iban("DE89370400440532013001")


def test_an_account_that_goes_on_in_the_next_line_is_one():
    assert hide("IBAN ES91 2100 0418\n4502 0005 1332\ngracias").masked == {"iban": 1}
    assert hide("IBAN ES91\r\n2100 0418 4502 0005 1332 gracias").masked == {"iban": 1}

"""A file that a spreadsheet opens as it is meant: numbers stay numbers, words never become formulas."""

import csv
import io
from decimal import Decimal

import pytest

from app.web.spreadsheets import cell, lines


@pytest.mark.parametrize(
    "words",
    ["=1+1", "+1", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＠A1", " =1+1", '=HYPERLINK("http://x")'],
)
def test_words_that_would_begin_a_formula_get_an_apostrophe(words):
    assert cell(words) == f"'{words}"


@pytest.mark.parametrize(
    ("value", "written"),
    [(Decimal(-5), "-5"), (-5, "-5"), (Decimal("1E+3"), "1000"), (Decimal("40.00"), "40.00"), (None, "")],
)
def test_numbers_stay_numbers(value, written):
    assert cell(value) == written


@pytest.mark.parametrize("words", ["#1042", "返金", "a=b", "1-2", ""])
def test_other_words_stay_as_they_are(words):
    assert cell(words) == words


def test_the_file_tells_a_spreadsheet_its_encoding_and_survives_commas_quotes_and_line_breaks():
    raw = b"".join(lines(["注文", "言葉"], [["#1042", 'a,"b"\nc'], [Decimal("1.50"), None]]))
    assert raw.startswith("\ufeff注文".encode())
    assert b"\r\n" in raw
    read = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert read == [["注文", "言葉"], ["#1042", 'a,"b"\nc'], ["1.50", ""]]

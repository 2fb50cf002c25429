"""Texts come apart between sentences and together again exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.translating.segments import digest, join, sentences, split


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello. How are you?", ("Hello.", "How are you?")),
        ("ご連絡ありがとうございます。確認いたします！", ("ご連絡ありがとうございます。", "確認いたします！")),
        ("「はい。」と答えました。", ("「はい。」", "と答えました。")),
        ("Your order No. 5 is here. Thanks", ("Your order No. 5 is here.", "Thanks")),
        ("Am 22. November kommt es an. Danke!", ("Am 22. November kommt es an.", "Danke!")),
        ("z. B. morgen", ("z. B. morgen",)),
        ("Mr. Smith wrote. It is 3.5 kg.", ("Mr. Smith wrote.", "It is 3.5 kg.")),
        ("It was 2026. We shipped it.", ("It was 2026.", "We shipped it.")),
        ("Dear Ana\n\n- one\n- two", ("Dear Ana", "- one", "- two")),
        ("See https://a.example/x.html now.", ("See https://a.example/x.html now.",)),
        ('He said "stop." Then he left.', ('He said "stop."', "Then he left.")),
        ("", ()),
        ("  \n", ()),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, expected):
    assert sentences(text) == expected


@given(st.text(alphabet=st.sampled_from('aB1 .。!?\n\t,、)"」é漢'), max_size=80))
def test_joined_again_they_are_the_text(text):
    assert join(split(text)) == text


def test_white_space_and_composition_make_no_other_text():
    assert digest("Caf\u00e9  noir\n") == digest("Cafe\u0301 noir")
    assert digest("a") != digest("b")


def test_a_page_of_dots_is_one_sentence_and_is_read_once():
    dots = "." * 200_000
    assert sentences(f"Wait{dots} What{dots}so?") == (f"Wait{dots}", f"What{dots}so?")

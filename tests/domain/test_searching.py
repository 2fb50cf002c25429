"""What a text is found by, in every script, and where an excerpt is cut."""

import pytest

from app.domain.searching import LONGEST_TEXT, LONGEST_WORD, MOST_PHRASES, Phrase, excerpt, phrases, words


def finds(query: str, text: str) -> bool:
    """As the databases do it: every phrase stands in the row, word for word, the last one perhaps only begun."""
    row = f" {words(text)} "
    asked = phrases(query)
    return bool(asked) and all(f" {phrase}{'' if phrase.is_begun else ' '}" in row for phrase in asked)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("maria", "María Díaz"),
        ("MARÍA", "maria@example.es"),
        ("maria@example.es", "De: María <Maria@Example.es>"),
        ("konigstrasse", "Königstraße 5"),
        ("konigstr", "Königstraße 5"),
        ("aero", "Ærø"),
        ("livree", "livre\u0301e hier"),
        ("colis comm", "Où est ma commande ? Le colis…"),
        ("l'ordre", "Pour l’ordre"),
        ("1042", "注文#1042を"),
        ("#1042", "注文＃１０４２を"),
        ("＃１０４２", "Order #1042"),
        ("#104", "Order #1042"),
        ("#10", "Order #1042"),
        ("cup-asa", "SKU: CUP-ASA-01"),
        ("RR123456789JP", "Tracking RR123456789JP."),
        ("緑茶", "この緑茶碗は"),
        ("茶", "緑茶"),
        ("茶", "茶"),
        ("届いて いません", "まだ届いていません。"),
        ("ガラス", "ｶﾞﾗｽのコップ"),
        ("注文1042", "ご注文 1042 の件"),
        ("발송", "주문이 발송되었나요"),
        ("สินค้า", "ฉันยังไม่ได้รับสินค้าเลย"),
        ("طلب", "أين طلبي"),
        ("شكرا", "شُكْرًا"),
        ("1042", "طلبي رقم ١٠٤٢"),
        ("#1042", "#१०४२"),
        ("שלום", "שָׁלוֹם"),
        ("посыл", "Где моя посылка?"),
        ("еще", "Ещё не пришло"),
        ("हिन्दी", "यह हिन्दी में है"),
    ],
)
def test_a_text_is_found_by(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("#1042", "It weighs 1042 g"),
        ("#1042", "Order #2042 and #4104"),
        ("cup-asa", "An ASA cup"),
        ("cup asa", "A cup"),
        ("tea", "steam"),
        ("ar ca", "car"),
        ("緑茶碗", "緑の茶碗、緑茶"),
        ("a", "arrived"),
        ("かし", "しか"),
    ],
)
def test_a_text_is_not_found_by(query: str, text: str) -> None:
    assert not finds(query, text)


@pytest.mark.parametrize("query", ["", "   ", "?!", "…", "\x00", "「」", "%", "'"])
def test_what_holds_no_word_asks_for_nothing(query: str) -> None:
    assert phrases(query) == ()


@pytest.mark.parametrize("query", ["a' OR 1=1 --", 'x" AND "y', "NEAR(a b)", "a* NOT b", "%_\\", "a:b & !c | d"])
def test_no_sign_that_a_database_could_read_is_left_in_a_word(query: str) -> None:
    assert all(word.isalnum() for phrase in phrases(query) for word in phrase.words)


def test_only_the_last_word_may_be_a_beginning() -> None:
    assert phrases("colis comm") == (Phrase(("colis",)), Phrase(("comm",), is_begun=True))


def test_texts_words_and_queries_have_an_end() -> None:
    assert len(words("a " * LONGEST_TEXT).split()) == LONGEST_TEXT / 2
    assert words("x" * 300) == "x" * LONGEST_WORD
    assert phrases("x" * 100) == (Phrase(("x" * LONGEST_WORD,), is_begun=True),)
    assert len(phrases(" ".join(f"w{number}" for number in range(40)))) == MOST_PHRASES


def marked(text: str, query: str) -> list[str]:
    return [piece.text for piece in excerpt(text, phrases(query)) if piece.is_marked]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Où est María ?", "maria", ["María"]),
        ("Où est Mari\u0301a ?", "maria", ["María"]),
        ("Königstraße 5", "konigstrasse", ["Königstraße"]),
        ("ご注文＃１０４２の件", "#1042", ["＃１０４２"]),
        ("こちらの緑茶碗です", "緑茶碗", ["緑茶碗"]),
        ("こちらの緑茶碗です", "茶", ["茶"]),
        ("緑茶", "茶", ["茶"]),
        ("tracking", "trac", ["tracking"]),
        ("a cup and a CUP-ASA", "cup-asa", ["CUP-ASA"]),
        ("cup, cup and cup", "cup", ["cup", "cup", "cup"]),
    ],
)
def test_an_excerpt_marks_what_was_asked_for_as_it_was_written(text: str, query: str, expected: list[str]) -> None:
    assert marked(text, query) == expected


def test_an_excerpt_is_short_one_line_and_holds_the_place() -> None:
    text = "Lorem ipsum dolor\n" * 300 + "the broken cup\r\n\r\n" + "sit amet " * 300
    line = "".join(piece.text for piece in excerpt(text, phrases("broken")))
    assert "broken cup" in line
    assert len(line) < 200
    assert "\n" not in line
    assert line.startswith("… ")
    assert line.endswith(" …")


@pytest.mark.parametrize("before", [950, 990, 995, 1000, 1005, 3995, 15000])
def test_the_place_is_found_wherever_in_a_long_text_it_is(before: int) -> None:
    text = ("x" * 4 + " ") * (before // 5) + "a broken cup" + " y" * 500
    assert "".join(marked(text, "broken cup")) == "broken" + "cup"
    assert marked("あ" * before + "緑茶碗" + "い" * 900, "緑茶碗") == ["緑茶碗"]


def test_an_excerpt_of_a_text_without_the_words_is_its_beginning() -> None:
    assert "".join(piece.text for piece in excerpt("Good morning", phrases("cup"))) == "Good morning"
    assert excerpt("", phrases("cup")) == ()


@pytest.mark.parametrize("text", ["e\u0301" * 400, "กำ" * 400, "👍🏽 " * 300, "\u0301", "İstanbul ﬁn"])
def test_an_excerpt_of_anything_is_a_part_of_it(text: str) -> None:
    for query in ("e", "ก", "istanbul", "fin"):
        assert len("".join(piece.text for piece in excerpt(text, phrases(query)))) < 200

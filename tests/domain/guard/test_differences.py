"""What a back-translation says differently is marked, and what only sounds different is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.guard.checks import completeness, negation, rest, script, tone
from app.domain.guard.differences import differences
from app.domain.guard.pair import Pair

TAGS = ("ja", "en", "zh-Hans", "zh-Hant", "ko", "fr", "de", "es", "it", "pt", "nl", "ar", "th", "ru", "")
TEXT = st.text(max_size=80) | st.text(alphabet="aA .,!?'不ないです안 않zh們们\n0123#¥€«»「」", max_size=80)


def marked(pieces):
    return [piece.text for piece in pieces if piece.changed]


@pytest.mark.parametrize(
    ("language", "draft", "back"),
    [
        ("en", "We have shipped your order.", "Your order has been shipped!"),
        ("en", "We've cancelled it, sorry.", "We have canceled it. Sorry."),
        ("en", "We shipped the parcel.", "We sent the package."),
        ("de", "Wir haben Ihre Bestellung verschickt.", "Ihre Bestellung wurde verschickt."),
        ("ja", "ご注文を発送いたしました。", "注文が発送されました。"),
        ("zh-Hans", "我们已发货。", "已发货了。"),
        ("ko", "상품을 발송했습니다.", "상품이 발송되었습니다."),
    ],
)
def test_what_only_sounds_different_is_not_marked(language, draft, back):
    ours, theirs = differences(draft, back, language)
    assert (marked(ours), marked(theirs)) == ([], [])


@pytest.mark.parametrize(
    ("language", "draft", "back", "ours", "theirs"),
    [
        ("en", "You get 50 EUR.", "You get 60 EUR.", ["50"], ["60"]),
        ("en", "We cannot refund it.", "We can refund it.", ["cannot"], []),
        ("en", "It arrives on Monday.", "It arrives on Friday.", ["Monday"], ["Friday"]),
        ("fr", "Nous remboursons la tasse.", "Nous remboursons le vase.", ["tasse"], ["vase"]),
        ("ja", "返金いたします。", "交換いたします。", ["返金"], ["交換"]),
        ("ja", "返金できません。", "返金できます。", ["できません"], []),
        ("zh-Hant", "我們退款。", "我們換貨。", ["退款"], ["換貨"]),
        ("ko", "내일 발송합니다.", "모레 발송합니다.", ["내일"], ["모레"]),
    ],
)
def test_another_word_is_marked_on_both_sides(language, draft, back, ours, theirs):
    found = differences(draft, back, language)
    assert (marked(found[0]), marked(found[1])) == (ours, theirs)


@given(TEXT, TEXT, st.sampled_from(TAGS))
def test_the_pieces_joined_are_the_texts(draft, back, language):
    ours, theirs = differences(draft, back, language)
    assert "".join(piece.text for piece in ours) == draft
    assert "".join(piece.text for piece in theirs) == back


@given(TEXT, st.sampled_from(TAGS))
def test_a_text_is_like_itself(text, language):
    assert all(not piece.changed for side in differences(text, text, language) for piece in side)


@given(TEXT, TEXT, st.sampled_from(TAGS), st.sampled_from(TAGS), st.text(max_size=5))
def test_no_check_fails_on_any_text(draft, text, source, target, name):
    pair = Pair(draft, text, source, target, names=(name,))
    for check in (completeness, negation, rest, script, tone):
        found = check.CHECK.look(pair)
        assert found is None or all(mark in text for mark in found.marks) or check in {rest, tone}


def test_of_a_text_that_repeats_itself_for_pages_only_what_is_missing_is_marked():
    ours, theirs = differences("We refund 5 euros. " * 3000, "We refund 6 euros. " * 3000, "en")
    assert {piece.text.strip() for piece in ours if piece.changed} == {"5"}
    assert {piece.text.strip() for piece in theirs if piece.changed} == {"6"}

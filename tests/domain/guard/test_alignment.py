"""Sentences find their counterpart where one language goes on with a comma and another stops."""

import pytest

from app.domain.guard.alignment import align

SPLICED = "Good to know: from 1 July, plastic bags are no longer included. A paper bag costs €0.30, or bring your own."
STOPPED = "お知らせです。7月1日より、プラスチック製の袋はお付けしておりません。紙袋は0.30ユーロです。ご自身の袋をお持ちいただいても結構です。"  # noqa: E501  # one reply


@pytest.mark.parametrize(
    ("draft", "text", "source", "target"),
    [(STOPPED, SPLICED, "ja", "en"), (SPLICED, STOPPED, "en", "ja")],
)
def test_four_sentences_become_two_with_commas(draft: str, text: str, source: str, target: str):
    assert [bead for bead in align(draft, text, source, target) if not (bead.draft and bead.text)] == []


def test_a_sentence_that_is_gone_has_no_counterpart():
    lost = [bead.written for bead in align(SPLICED, STOPPED[: STOPPED.index("紙袋")], "en", "ja") if not bead.text]
    assert lost == ["A paper bag costs €0.30, or bring your own."]

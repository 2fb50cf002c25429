"""DeepL is asked for formality where a language has it, in its own names of languages, at the host of its key."""

import pytest

from app.domain.translating.tone import Tone
from app.translation.translator import Request, engines, translate
from tests.translation.opening import opened


@pytest.mark.parametrize(
    ("target", "tone", "formality"),
    [
        ("de", Tone.FORMAL, "prefer_more"),
        ("fr", Tone.WARM, "prefer_less"),
        ("ja", Tone.FORMAL, "prefer_more"),
        ("ja", Tone.WARM, None),
        ("en", Tone.FORMAL, None),
        ("ko", Tone.FORMAL, None),
        ("de", Tone.BRIEF, None),
        ("de", Tone.ANY, None),
    ],
)
def test_formality_is_asked_for_where_the_language_has_it(target, tone, formality, stub):
    translate(opened("deepl", {}, stub.url), Request("Hello", "es", target, tone))
    assert stub.asked[0].body.get("formality") == formality
    assert engines()["deepl"].speaks(target, tone) is (formality is not None or tone is Tone.ANY)


@pytest.mark.parametrize(
    ("source", "target", "theirs"),
    [
        ("zh-Hant", "en", ("ZH", "EN-US")),
        ("ja", "zh-Hant", ("JA", "ZH-HANT")),
        ("en", "zh-Hans", ("EN", "ZH-HANS")),
        ("pt", "es", ("PT", "ES")),
        ("es", "pt", ("ES", "PT-PT")),
        ("", "ja", ("", "JA")),
    ],
)
def test_languages_go_by_its_names(source, target, theirs, stub):
    translate(opened("deepl", {}, stub.url), Request("Hello", source, target))
    assert (stub.asked[0].source, stub.asked[0].target) == theirs


def test_the_plan_of_a_key_decides_the_host():
    deepl = engines()["deepl"]
    assert deepl.host({"api_key": "abc"}) == "api.deepl.com"
    assert deepl.host({"api_key": "abc:fx"}) == "api-free.deepl.com"
    assert deepl.host({"api_key": "abc:fx", "url": "https://me@proxy.example:8443/deepl"}) == "proxy.example:8443"


def test_both_scripts_of_chinese_are_sources_though_it_names_one(stub):
    pairs = opened("deepl", {}, stub.url).pairs()
    assert {("zh-Hans", "ja"), ("zh-Hant", "ja"), ("en", "zh-Hans"), ("en", "zh-Hant"), ("pt", "en")} <= pairs
    assert ("zh-Hans", "zh-Hans") not in pairs

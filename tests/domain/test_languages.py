"""Language tags and who needs which translation."""

import pytest

from app.domain.languages import Reader, by_script, canonical, display_name, targets


@pytest.mark.parametrize(
    ("given", "tag"),
    [
        ("zh", "zh-Hans"),
        ("zh_CN", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("ZH-hk", "zh-Hant"),
        ("zh-Hans-TW", "zh-Hans"),
        ("zt", "zh-Hant"),
        ("pt-BR", "pt"),
        ("JA", "ja"),
        ("iw", "he"),
        ("no", "nb"),
        ("und", ""),
        ("", ""),
        ("not a tag", ""),
        ("<script>", ""),
    ],
)
def test_every_way_to_write_a_tag_becomes_ours(given, tag):
    assert canonical(given) == tag
    assert canonical(tag) == tag


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("返品したいです", "ja"),
        ("ﾍﾝﾋﾟﾝ", "ja"),
        ("주문은 어디에", "ko"),
        ("สินค้า", "th"),
        ("我的訂單在哪裡", "zh-Hant"),
        ("我的订单在哪里", "zh-Hans"),
        ("Where is it", ""),
        ("Hello from 東京 to all of you", ""),
    ],
)
def test_a_script_tells_the_language(text, language):
    assert by_script(text) == language


def test_han_alone_follows_the_hint_but_never_against_its_own_characters():
    assert by_script("返品") == "zh-Hans"
    assert by_script("返品", ["ja"]) == "ja"
    assert by_script("返品", ["zh-Hant"]) == "zh-Hant"
    assert by_script("我的订单", ["ja"]) == "zh-Hans"
    assert by_script("我的訂單", ["zh-Hans"]) == "zh-Hant"


def test_each_language_somebody_needs_is_a_target_once():
    readers = [Reader("ja", ("en",)), Reader("ja"), Reader("de")]
    assert targets("es", readers, "fr") == ("ja", "de")
    assert targets("en", readers, "fr") == ("ja", "de")
    assert targets("ja", [Reader("ja", ("en",)), Reader("ja")], "fr") == ()


def test_a_language_somebody_also_reads_needs_no_translation_for_him():
    assert targets("en", [Reader("ja", ("en",))], "ja") == ()


def test_a_shop_without_agents_reads_its_own_language():
    assert targets("es", [], "ja") == ("ja",)
    assert targets("es", [], "") == ("en",)


def test_a_language_is_named_in_the_readers_own():
    assert display_name("es", "de") == "Spanisch"
    assert display_name("zh-Hant", "en") == "Chinese (Traditional)" or "Traditional" in display_name("zh-Hant", "en")
    assert display_name("xx-nonsense-", "en") == "xx-nonsense-"

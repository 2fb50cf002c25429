"""Chinese in its two ways of writing and Japanese without kana are told apart by their characters."""

from itertools import combinations

import pytest

from app.domain.detecting import han

SETS = (han.HANS_ONLY, han.HANT_ONLY, han.HANS_OR_JAPANESE, han.HANT_OR_JAPANESE, han.JAPANESE_ONLY)


def test_no_character_speaks_for_two_sides():
    assert [one & other for one, other in combinations(SETS, 2) if one & other] == []


@pytest.mark.parametrize(
    ("text", "hints", "language", "is_told"),
    [
        ("我的订单", (), "zh-Hans", True),
        ("我的訂單", (), "zh-Hant", True),
        ("我的訂單", ("zh-Hans",), "zh-Hant", True),
        ("退款", (), "zh-Hans", False),
        ("退款", ("zh-Hant",), "zh-Hant", False),
        ("退款", ("ja",), "ja", False),
        ("退款", ("zh-Hant", "ja"), "zh-Hant", False),
        ("退款", ("en", "ja"), "ja", False),
        ("発送済", (), "ja", True),
        ("発送済", ("zh-Hant",), "ja", True),
        ("会員登録確認", ("ja",), "ja", True),
        ("来週火曜日", ("ja",), "ja", False),
        ("時間変更", ("ja",), "ja", True),
        ("修理完了", ("ja",), "ja", False),
        ("完了了解", ("ja",), "ja", False),
        ("我慢限界", ("ja",), "ja", False),
        ("碎了", ("ja",), "zh-Hans", False),
        ("你好", ("ja",), "zh-Hans", False),
        ("時間太長", ("zh-Hans",), "zh-Hant", True),
        ("唔該", (), "zh-Hant", True),
    ],
)
def test_characters_before_hints_and_hints_where_they_say_nothing(text, hints, language, is_told):
    assert han.read(text, hints) == (language, is_told)

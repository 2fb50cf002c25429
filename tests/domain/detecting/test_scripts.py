"""The script of a text is that of its sentence, not that of the names in it."""

import pytest

from app.domain.detecting import letters, scripts


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("", ""),
        ("#1042 👍", ""),
        ("Where is it", "Latn"),
        ("Đơn hàng của tôi đâu", "Latn"),
        ("返品", "Hani"),
        ("返品したい", "Kana"),
        ("ﾍﾝﾋﾟﾝ", "Kana"),
        ("주문 iPhone Case", "Hang"),
        ("Matcha Starter Kit还有货吗", "Hani"),
        ("Is the 急須 teapot safe?", "Latn"),
        ("Kyoto Blend Gift Box (Large) を2個", "Kana"),
        ("Thank you for the lovely cups, ありがとう", "Latn"),
        ("WHERE IS MY 急須 PLEASE", "Latn"),
        ("هل Matcha Starter Kit متوفر", "Arab"),
        ("Где Tea Gift Box", "Cyrl"),
    ],
)
def test_the_script_that_carries_a_text(text, script):
    assert scripts.of(text) == script


@pytest.mark.parametrize(
    ("language", "script", "can"),
    [
        ("ja", "Kana", True),
        ("ja", "Hani", True),
        ("ja", "Latn", False),
        ("de", "Latn", True),
        ("de", "Cyrl", False),
        ("uk", "Cyrl", True),
        ("sr", "Latn", True),
        ("sr", "Cyrl", True),
        ("de", "", True),
        ("ar", "Hebr", False),
    ],
)
def test_a_language_is_written_in_its_own_script(language, script, can):
    assert letters.can_be(language, script) is can


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("съешь ещё", "ru"),
        ("Дякую за її допомогу", "uk"),
        ("Дзе мой заказ, дзякуй ўсім", "be"),
        ("Где је моја поруџбина", "sr"),
        ("سفارش من کجاست؟ گم شد", "fa"),
        ("میرا آرڈر کہاں ہے", "ur"),
        ("заказ", ""),
        ("طلب", ""),
        ("ΠΑΡΑΓΓΕΛΙΑ", "el"),
    ],
)
def test_letters_that_only_one_of_several_neighbours_has_tell_it(text, language):
    assert letters.told(text, scripts.of(text)) == language

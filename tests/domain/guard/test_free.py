"""Who pays is a promise: free of charge on one side only is told, and blocks nothing."""

import pytest

from app.domain.guard.checks.free import CHECK
from app.domain.guard.pair import Level, Pair


def level(draft, text, source, target):
    found = CHECK.look(Pair(draft, text, source, target))
    return found and found.level


@pytest.mark.parametrize(
    ("draft", "text", "source", "target"),
    [
        ("送料は無料です。", "Shipping is free.", "ja", "en"),
        ("The return is free of charge.", "Die Rücksendung ist kostenlos.", "en", "de"),
        ("El envío es gratuito.", "배송비는 무료입니다.", "es", "ko"),
        ("Der Versand ist versandkostenfrei.", "免運費。", "de", "zh-Hant"),
    ],
)
def test_free_on_both_sides_is_the_same_promise(draft, text, source, target):
    assert level(draft, text, source, target) is Level.GREEN


@pytest.mark.parametrize(
    ("draft", "text", "source", "target"),
    [
        ("El envío es gratuito a partir de 30 euros.", "Shipping costs 30 euros.", "es", "en"),
        ("The return is free of charge.", "退货需要自费。", "en", "zh-Hans"),
        ("Die Reparatur wird berechnet.", "修理は無料です。", "de", "ja"),
    ],
)
def test_free_on_one_side_only_is_told(draft, text, source, target):
    assert level(draft, text, source, target) is Level.AMBER


@pytest.mark.parametrize(
    ("draft", "text", "source", "target"),
    [
        ("修理は無料です。", "There is no fee for the repair.", "ja", "en"),
        ("Es fallen keine Kosten an.", "費用はかかりません。", "de", "ja"),
        ("Feel free to write to us.", "お気軽にご連絡ください。", "en", "ja"),
        ("We sent your cup.", "カップを発送しました。", "en", "ja"),
        ("Shipping is free.", "Frakten är gratis.", "en", "sv"),
    ],
)
def test_what_says_the_same_otherwise_or_nothing_of_it_is_not(draft, text, source, target):
    assert level(draft, text, source, target) in {None, Level.GREEN}


def test_a_day_is_no_week_though_it_is_one_of_each():
    from app.domain.guard.checks.numbers import CHECK as NUMBERS

    found = NUMBERS.look(Pair("We answer within 1 day.", "Wir antworten innerhalb von 1 Woche.", "en", "de"))
    assert found is not None
    assert found.level is Level.RED

"""Numbers keep their value in digits or words; one changed digit blocks."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.domain.guard.saying import LANGUAGES, ambers, both_ways, changes, looked, reds, row

SAID = [
    row("3日以内に", "within 3 days", "3天内", "3天內", "3일 이내에",
        "sous 3 jours", "innerhalb von 3 Tagen", "en 3 días"),
    row("カップ五つ", "five cups", "五个杯子", "五個杯子", "컵 다섯 개", "cinq tasses", "fünf Tassen", "cinco tazas"),
    row("20個", "twenty pieces", "二十个", "二十個", "스무 개", "vingt pièces", "zwanzig Stück", "veinte piezas"),
    row("10%割引", "10% off", "打9折", "九折優惠", "10% 할인",
        "10 % de réduction", "10 Prozent Rabatt", "10 por ciento de descuento"),
    row("1,200個", "1,200 pieces", "1,200个", "1,200個", "1,200개", "1 200 pièces", "1.200 Stück", "1.200 piezas"),
    row("2.5kg", "2.5 kg", "2.5公斤", "2.5公斤", "2.5kg", "2,5 kg", "2,5 kg", "2,5 kg"),
    row("10〜12cm", "10–12 cm", "10到12厘米", "10至12公分", "10~12cm", "10 à 12 cm", "10 bis 12 cm", "de 10 a 12 cm"),
    row("4番", "No. 4", "4号", "4號", "4번", "n° 4", "Nr. 4", "n.º 4"),
    row("3倍", "3 times", "三倍", "三倍", "3배", "trois fois", "dreimal", "tres veces"),
    row("マイナス6度", "-6 degrees", "零下6度", "零下6度", "영하 6도", "-6 degrés", "minus 6 Grad", "-6 grados"),
    row("二人", "two people", "两个人", "兩個人", "두 명", "deux personnes", "zwei Personen", "dos personas"),
]  # fmt: skip


@pytest.mark.parametrize(("draft", "text", "source", "target"), both_ways(SAID))
def test_the_same_number_is_the_same_in_every_language(draft, text, source, target):
    assert reds(draft, text, source, target) == set()


@pytest.mark.parametrize(("draft", "text", "source", "target"), changes(SAID))
def test_another_number_blocks(draft, text, source, target):
    assert reds(draft, text, source, target)


@pytest.mark.parametrize(
    ("draft", "text", "source", "target"),
    [
        ("3 days", "4 Tage", "en", "de"),
        ("three days", "vier Tage", "en", "de"),
        ("three days", "四日以内", "en", "ja"),
        ("10% off", "10 Rabatt", "en", "de"),
        ("3 and 3", "3", "en", "de"),
        ("20% off", "2折", "en", "zh-Hans"),
        ("1.5 l", "15 l", "en", "de"),
        ("within 14 days", "in 15 Tagen", "en", "de"),
        ("15 days", "within two weeks", "en", "en"),
        ("within 2 weeks", "innerhalb von 2 bis 14 Tagen", "en", "de"),
        ("It is -5 °C", "Es sind 5 °C", "en", "de"),
        ("sizes 1,2,3", "Größen 1, 2, 4", "en", "de"),
        ("3〜5日", "3〜8日", "ja", "ja"),
        ("within 30 days", "innerhalb von Tagen", "en", "de"),
    ],
)
def test_a_changed_number_blocks(draft, text, source, target):
    assert "numbers" in reds(draft, text, source, target)


@pytest.mark.parametrize(
    ("draft", "text", "source", "target"),
    [
        ("1 cup", "eine Tasse", "en", "de"),
        ("a cup", "1 Tasse", "en", "de"),
        ("1個のカップ", "the cup", "ja", "en"),
        ("the 2nd cup", "die zweite Tasse", "en", "de"),
        ("the third one", "3つ目", "en", "ja"),
        ("2回目のお支払い", "第二笔付款", "ja", "zh-Hans"),
        ("2 days", "이틀", "en", "ko"),
        ("3-piece set", "dreiteiliges Set", "en", "de"),
        ("a new one in the second week", "un neuf dans la deuxième semaine", "en", "fr"),
        ("十分にご注意ください", "Please take good care", "ja", "en"),
        ("一度ご確認ください", "Please check", "ja", "en"),
        ("sizes 1,2,3", "サイズ1、2、3", "en", "ja"),
        ("3 250 ml cups", "250mlのカップ3個", "en", "ja"),
        ("version 2.1.3", "Version 2.1.3", "en", "de"),
        ("-3 cups", "・3個のカップ", "en", "ja"),
        ("within two weeks", "dans les quinze jours", "en", "fr"),
        ("2週間以内に", "en un plazo de quince días", "ja", "es"),
        ("two or three days", "两三天", "en", "zh-Hans"),
        ("two thirds", "3分の2", "en", "ja"),
        ("24 hours a day, 7 days a week", "24 h/24, 7 j/7", "en", "fr"),
        ("more than 10,000 cups", "一萬多個杯子", "en", "zh-Hant"),
        ("within 14 days", "2週間以内に", "en", "ja"),
        ("sous 15 jours", "within two weeks", "fr", "en"),
        ("24時間以内", "within a day", "ja", "en"),
        ("1 Jahr Garantie", "garantía de 12 meses", "de", "es"),
        ("half price", "50% off", "en", "en"),
        ("半價優惠", "50 % de réduction", "zh-Hant", "fr"),
        ("sixty percent", "60 %", "en", "de"),
        ("六成折扣", "60%引き", "zh-Hans", "ja"),
        ("at 2", "2時に", "en", "ja"),
        ("both cups", "2つのカップ", "en", "ja"),
        ("twenty-one days", "21 jours", "en", "fr"),
        ("einundzwanzig Tage", "21 días", "de", "es"),
    ],
)
def test_what_languages_say_in_their_own_way_does_not_block(draft, text, source, target):
    assert reds(draft, text, source, target) == set()


def test_a_number_left_as_it_was_written_is_told_where_it_reads_differently():
    assert looked("1.000 Tage", "1.000 days", "de", "en")["numbers"].detail == "≈ 1.000 (de 1000, en 1)"
    assert ambers("1.000 Tage", "1.000 days", "de", "en") == {"numbers"}
    assert looked("1.000 Tage", "1,000 days", "de", "en")["numbers"].detail == ""


def test_a_number_in_words_that_vanished_is_told_and_blocks_nothing():
    assert ambers("within five days", "bald", "en", "de") == {"numbers"}


TEXTS = st.text(
    alphabet=st.sampled_from("0123456789 .,:/-–#@%€$¥円元万千日月年時三二一ab AXé%\n(){}⟦⟧年원만시일개"), max_size=40
)
PIECES = st.sampled_from(
    """€50,00|1.000|3|5|2026-11-22|11/22|14:30|#1042|AB123456|10%|1万5千円|11月22日|two|三日|a.b@c.de|{{name}}|one|both|8折
https://x.example/a1|November 22|2 pm|+81 3-1234-5678|22. November|오후 2시|5만 원""".replace("\n", "|").split("|")
)
SENTENCES = st.one_of(TEXTS, st.lists(PIECES, max_size=6).map(" ".join))


@given(text=st.one_of(st.text(max_size=60), SENTENCES), language=st.sampled_from(LANGUAGES))
@settings(max_examples=400, deadline=None)
def test_a_text_beside_itself_never_blocks(text, language):
    assert reds(text, text, language, language) == set()


@given(text=SENTENCES, language=st.sampled_from(LANGUAGES), data=st.data())
@settings(max_examples=600, deadline=None)
def test_one_changed_digit_always_blocks(text, language, data):
    places = [place for place, sign in enumerate(text) if sign.isdecimal()]
    assume(places)
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != text[place]]))
    changed = text[:place] + digit + text[place + 1 :]
    assert reds(text, changed, language, language)


@given(draft=st.text(max_size=80), text=st.text(max_size=80), source=st.sampled_from(["", "xx", "ar", *LANGUAGES]))
@settings(max_examples=300, deadline=None)
def test_no_text_is_too_strange_to_look_at(draft, text, source):
    looked(draft, text, source, "ja", names=(draft[:5], text[:3]))


LASTING = [
    row("5分間", "5 minutes", "5分钟", "5分鐘", "5분", "5 minutes", "5 Minuten", "5 minutos"),
    row("5時間", "5 hours", "5小时", "5個小時", "5시간", "5 heures", "5 Stunden", "5 horas"),
    row("5営業日", "5 business days", "5个工作日", "5個工作天", "5영업일",
        "5 jours ouvrés", "5 Werktage", "5 días hábiles"),
    row("5週間", "5 weeks", "5周", "5個星期", "5주", "5 semaines", "5 Wochen", "5 semanas"),
    row("5ヶ月", "5 months", "5个月", "5個月", "5개월", "5 mois", "5 Monate", "5 meses"),
    row("5年", "5 years", "5年", "5年", "5년", "5 ans", "5 Jahre", "5 años"),
]  # fmt: skip


@pytest.mark.parametrize(("draft", "text", "source", "target"), both_ways(LASTING))
def test_a_number_with_its_unit_lasts_as_long_in_every_language(draft, text, source, target):
    assert reds(draft, text, source, target) == set()


@pytest.mark.parametrize(("draft", "text", "source", "target"), changes(LASTING))
def test_another_unit_after_the_same_number_blocks(draft, text, source, target):
    assert reds(draft, text, source, target)


@pytest.mark.parametrize(
    ("draft", "text", "source", "target"),
    [
        ("48 hours", "2日", "en", "ja"),
        ("90 minutes", "1,5 Stunden", "en", "de"),
        ("12 months", "1 Jahr", "en", "de"),
        ("5営業日以内に", "within 5 days", "ja", "en"),
        ("3周年", "the 3 years", "zh-Hans", "en"),
        ("5日に", "on the 5th", "ja", "en"),
        ("5-day trip", "5泊の旅", "en", "ja"),
    ],
)
def test_the_same_time_in_another_unit_or_without_one_passes(draft, text, source, target):
    assert reds(draft, text, source, target) == set()


def test_the_same_number_is_shown_with_what_changed():
    found = looked("Within 5 days.", "Innerhalb von 5 Wochen.")["numbers"]
    assert (found.detail, found.marks) == ("− Within 5 days · + Innerhalb von 5 Wochen", ("Innerhalb von 5 Wochen",))
    assert looked("Within 5 days.", "Innerhalb von 6 Tagen.")["numbers"].detail == "− 5 · + 6"

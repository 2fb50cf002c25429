"""A date or time promised is the same day and hour in every writing."""

import pytest

from app.domain.guard.pair import Level
from tests.domain.guard.saying import ambers, both_ways, changes, looked, reds, row

SAID = [
    row("11月22日に届きます", "It arrives on November 22", "11月22日送达", "11月22日送達", "11월 22일에 도착합니다",
        "Il arrive le 22 novembre", "Es kommt am 22. November an", "Llega el 22 de noviembre"),
    row("2026年12月1日", "December 1, 2026", "2026年12月1日", "2026年12月1日", "2026년 12월 1일", "1er décembre 2026",
        "1. Dezember 2026", "1 de diciembre de 2026"),
    row("2027/03/15", "03/15/2027", "2027-03-15", "2027/3/15", "2027. 3. 15.", "15/03/2027", "15.03.2027", "15/3/2027"),
    row("5/22まで", "by 5/22", "5/22前", "5/22前", "5/22까지", "avant le 22/5", "bis zum 22.5.", "antes del 22/5"),
    row("4月29日から5月5日", "from April 29 to May 5", "4月29日至5月5日", "4月29日至5月5日", "4월 29일부터 5월 5일",
        "du 29 avril au 5 mai", "vom 29. April bis 5. Mai", "del 29 de abril al 5 de mayo"),
    row("6月22日〜24日", "June 22–24", "6月22日至24日", "6月22日至24日", "6월 22일~24일", "du 22 au 24 juin",
        "22.–24. Juni", "del 22 al 24 de junio"),
    row("午後2時", "at 2 pm", "下午2点", "下午2點", "오후 2시", "à 14 h", "um 14 Uhr", "a las 2 de la tarde"),
    row("16時30分", "4:30 p.m.", "16:30", "下午4點半", "오후 4시 30분", "16h30", "16:30 Uhr", "a las 16:30"),
    row("午前9時から午後6時まで", "from 9 am to 6 pm", "上午9点到下午6点", "上午9點至下午6點",
        "오전 9시부터 오후 6시까지",
        "de 9 h à 18 h", "von 9 bis 18 Uhr", "de 9 a 18 h"),
    row("火曜日に", "on Tuesday", "星期二", "週二", "화요일에", "mardi", "am Dienstag", "el martes"),
    row("土曜日に", "on Saturday", "周六", "星期六", "토요일에", "samedi", "am Samstag", "el sábado"),
    row("明日発送します", "We ship tomorrow", "明天发货", "明天出貨", "내일 발송합니다", "Nous expédions demain",
        "Wir versenden morgen", "Enviamos mañana"),
    row("本日発送します", "We ship today", "今天发货", "今天出貨", "오늘 발송합니다", "Nous expédions aujourd'hui",
        "Wir versenden heute", "Enviamos hoy"),
    row("3月に", "in March", "3月", "三月", "3월에", "en mars", "im März", "en marzo"),
    row("10月に", "in October", "10月", "十月", "10월에", "en octobre", "im Oktober", "en octubre"),
]  # fmt: skip
KINDS = [SAID[:6], SAID[6:9], SAID[9:11], SAID[11:13], SAID[13:]]


@pytest.mark.parametrize(("draft", "text", "source", "target"), both_ways(SAID))
def test_the_same_day_is_the_same_in_every_language(draft, text, source, target):
    assert reds(draft, text, source, target) == set()
    assert looked(draft, text, source, target)["dates"].count


@pytest.mark.parametrize(("draft", "text", "source", "target"), [case for kind in KINDS for case in changes(kind)])
def test_another_day_blocks(draft, text, source, target):
    assert "dates" in reds(draft, text, source, target)


@pytest.mark.parametrize(
    ("draft", "text", "source", "target"),
    [
        ("11/12/2026", "12/11/2026", "en", "en"),
        ("on November 12", "am 11.12.", "en", "de"),
        ("11.12.2026", "11/12/2026 or 12/13/2026", "de", "en"),
        ("2026-11-22", "2026-11-23", "en", "ja"),
        ("2 pm", "14:30 Uhr", "en", "de"),
        ("2 pm", "2 Uhr", "en", "de"),
        ("14:00", "午前2時", "de", "ja"),
        ("3 May and 4 May", "3. Mai und 3. Mai", "en", "de"),
        ("by Wednesday noon", "bis Montagmittag", "en", "de"),
        ("el 5 de marzo", "5月3日", "es", "ja"),
        ("3 de mayo de 2026", "2027年5月3日", "es", "ja"),
    ],
)
def test_a_changed_date_blocks(draft, text, source, target):
    assert "dates" in reds(draft, text, source, target)


@pytest.mark.parametrize(
    ("draft", "text", "source", "target"),
    [
        ("11/12", "12.11.", "en", "de"),
        ("am 12.11. um 9 Uhr", "11月12日9時", "de", "ja"),
        ("It may take 3 days", "3日かかります", "en", "ja"),
        ("早一点发货", "We ship a little earlier", "zh-Hans", "en"),
        ("Guten Morgen", "Good morning", "de", "en"),
        ("esta mañana", "今朝", "es", "ja"),
        ("12 heures de route", "12 hours of travel", "fr", "en"),
        ("à midi", "正午に", "fr", "ja"),
        ("at 12:00", "中午", "en", "zh-Hans"),
        ("between the 5th and 8th of May", "entre le 5 et le 8 mai", "en", "fr"),
        ("at half past two", "2時半に", "en", "ja"),
        ("by 12 noon", "avant midi", "en", "fr"),
        ("midnight on Sunday", "日曜日の午前0時", "en", "ja"),
        ("24/7 support", "Support 24/7", "en", "de"),
        ("Monday to Friday", "月〜金曜日", "en", "ja"),
        ("三点になります", "3 items in total", "ja", "en"),
    ],
)
def test_what_languages_say_in_their_own_way_does_not_block(draft, text, source, target):
    assert reds(draft, text, source, target) == set()


def test_a_date_of_digits_left_as_it_was_is_told_where_it_reads_differently():
    found = looked("by 03/04/2026", "avant le 03/04/2026", "en", "fr")["dates"]
    assert found.detail == "≈ 03/04/2026 (en 2026-03-04, fr 2026-04-03)"
    assert ambers("by 03/04/2026", "avant le 03/04/2026", "en", "fr") == {"dates"}
    assert ambers("by 03/14/2026", "avant le 03/14/2026", "en", "fr") == set()


def test_a_year_said_once_only_is_told():
    assert ambers("on 3 May", "2026年5月3日", "en", "ja") == {"dates"}


def test_a_weekday_said_once_only_is_told_and_tomorrow_is_not():
    assert ambers("on Tuesday", "bald", "en", "de") == {"dates"}
    assert ambers("tomorrow", "bald", "en", "de") == set()


def test_a_page_of_other_dates_is_read_once():
    found = looked("1.2.2026 " * 3000, "3.2.2026 " * 3000)["dates"]
    assert (found.level, found.count) == (Level.RED, 3000)

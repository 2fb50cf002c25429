"""A promise of money is the same promise in every notation, and never another one."""

import pytest

from tests.domain.guard.saying import ambers, both_ways, changes, looked, reds, row

SAID = [
    row("50ユーロを返金します", "We refund 50 euros", "我们退款50欧元", "我們退款50歐元", "50유로를 환불합니다",
        "Nous remboursons 50 euros", "Wir erstatten 50 Euro", "Reembolsamos 50 euros"),
    row("12,000円です", "It is ¥12,000", "共12,000日元", "共12,000日圓", "12,000엔입니다", "Cela fait 12 000 ¥",
        "Es sind 12.000 Yen", "Son 12.000 yenes"),
    row("1万5千円です", "It is 15,000 yen", "共1.5万日元", "共1.5萬日圓", "1만 5천 엔입니다", "Cela fait 15 000 yens",
        "Es sind JPY 15.000", "Son 15.000 JPY"),
    row("$1,234.50を返金", "refund of $1,234.50", "退款1,234.50美元", "退款1,234.50美元", "1,234.50달러 환불",
        "remboursement de 1 234,50 $", "Erstattung von 1.234,50 $", "reembolso de 1.234,50 $"),
    row("1,234.50 EUR", "EUR 1,234.50", "€1,234.50", "1,234.50歐元", "1,234.50 EUR",
        "1 234,50 €", "1.234,50 €", "1.234,50 €"),
    row("30,000ウォン", "30,000 won", "30,000韩元", "3萬韓元", "3만 원",
        "30 000 wons", "30.000 Won", "30.000 won"),
    row("NT$500", "NT$500", "500新台币", "新台幣500元", "NT$500", "500 NT$", "500 NT$", "500 NT$"),
    row("45ポンド", "£45", "45英镑", "45英鎊", "45파운드", "45 livres sterling", "45 Pfund", "45 libras"),
    row("20米ドル", "US$20", "20美元", "20美金", "미화 20달러",
        "20 dollars américains", "20 US-Dollar", "20 dólares estadounidenses"),
    row("10〜15ユーロ", "€10–15", "10到15欧元", "10至15歐元", "10~15유로",
        "10 à 15 euros", "10 bis 15 Euro", "de 10 a 15 euros"),
]  # fmt: skip


@pytest.mark.parametrize(("draft", "text", "source", "target"), both_ways(SAID))
def test_the_same_amount_is_the_same_in_every_language(draft, text, source, target):
    assert reds(draft, text, source, target) == set()
    assert looked(draft, text, source, target)["amounts"].count


@pytest.mark.parametrize(("draft", "text", "source", "target"), changes(SAID))
def test_another_amount_or_currency_blocks(draft, text, source, target):
    assert "amounts" in reds(draft, text, source, target)


@pytest.mark.parametrize(
    ("draft", "text", "source", "target"),
    [
        ("50,00 EUR", "5,000 EUR", "en", "de"),
        ("50,00 EUR", "5.000 EUR", "en", "de"),
        ("€1,234.50", "€12,345.0", "en", "ja"),
        ("$5,000", "$5.000", "en", "ja"),
        ("12.50 €", "1.250 €", "en", "fr"),
        ("$50", "50 €", "en", "de"),
        ("$50", "50", "en", "de"),
        ("50", "$50", "en", "de"),
        ("5000円", "5000元", "ja", "zh-Hans"),
        ("5,000円", "₩5,000", "ja", "ko"),
        ("US$50", "NT$50", "en", "zh-Hant"),
        ("$50 and $50", "50 $", "en", "de"),
        ("-$50", "50 $", "en", "de"),
        ("一万円", "1000円", "ja", "ja"),
        ("1万円", "1,000円", "ja", "ja"),
        ("five euros", "sechs Euro", "en", "de"),
    ],
)
def test_a_changed_promise_blocks(draft, text, source, target):
    assert "amounts" in reds(draft, text, source, target)


@pytest.mark.parametrize(
    ("draft", "text", "source", "target"),
    [
        ("1.000 €", "€1,000", "de", "en"),
        ("$50.00 USD", "50 US$", "en", "de"),
        ("¥5,000", "5,000元", "zh-Hans", "zh-Hant"),
        ("fifty dollars", "五十美元", "en", "zh-Hans"),
        ("-50,00 €", "-€50.00", "de", "en"),
        ("５０００円", "5,000円", "ja", "ja"),
        ("five euros", "fünf Euro", "en", "de"),
        ("a $25 voucher", "ein 25-Dollar-Gutschein", "en", "de"),
        ("un bono de $25", "a $25 voucher", "es", "en"),
        ("about five hundred dollars", "約五百美元", "en", "zh-Hant"),
        ("2 million yen", "200万円", "en", "ja"),
        ("50 cents", "0.50 €", "en", "de"),
    ],
)
def test_another_notation_does_not_block(draft, text, source, target):
    assert reds(draft, text, source, target) == set()


def test_an_amount_left_as_it_was_written_is_told_where_it_reads_differently():
    assert ambers("$1,000", "$1,000", "en", "de") == {"amounts"}
    assert looked("$1,000", "$1,000", "en", "de")["amounts"].detail == "≈ $1,000 (en 1000, de 1)"
    assert ambers("$1,234.50", "$1,234.50", "en", "de") == set()


def test_what_was_lost_and_added_is_named_as_it_stands_there():
    found = looked("refund of 50,00 EUR", "Erstattung von 5,000 EUR")["amounts"]
    assert found.detail == "− 50,00 EUR · + 5,000 EUR"
    assert found.marks == ("5,000 EUR",)


def test_an_amount_is_told_by_one_check_only():
    assert reds("refund of €50 on 3 May", "Erstattung von 60 € am 3. Mai") == {"amounts"}
    assert reds("3 cups for €50", "4 Tassen für 50 €") == {"numbers"}

"""A limit stays a limit: up to 50 is never at least 50, and a number without a limit says nothing of one."""

import pytest

from tests.domain.guard.saying import both_ways, reds, row

MOST = [
    row("最大50個", "up to 50 pieces", "最多50个", "最多50個", "최대 50개",
        "jusqu'à 50 pièces", "bis zu 50 Stück", "hasta 50 piezas"),
    row("50日以内", "within 50 days", "50天内", "50天內", "50일 이내",
        "sous 50 jours", "innerhalb von 50 Tagen", "en un plazo de 50 días"),
    row("50ユーロ以下", "50 euros or less", "50欧元以下", "50歐元以下", "50유로 이하",
        "50 euros maximum", "höchstens 50 Euro", "50 euros o menos"),
    row("50ユーロ未満のご注文", "orders under €50", "低于50欧元的订单", "低於50歐元的訂單", "50유로 미만 주문",
        "les commandes de moins de 50 €", "Bestellungen unter 50 €", "pedidos de menos de 50 €"),
]  # fmt: skip
LEAST = [
    row("少なくとも50個", "at least 50 pieces", "至少50个", "至少50個", "최소 50개",
        "au moins 50 pièces", "mindestens 50 Stück", "al menos 50 piezas"),
    row("50日後", "after 50 days", "50天后", "50天後", "50일 이후",
        "après 50 jours", "nach 50 Tagen", "después de 50 días"),
    row("50ユーロ以上", "50 euros or more", "50欧元以上", "50歐元以上", "50유로 이상",
        "50 euros ou plus", "mindestens 50 Euro", "50 euros o más"),
    row("50ユーロを超えるご注文", "orders over €50", "超过50欧元的订单", "超過50歐元的訂單", "50유로 초과 주문",
        "les commandes de plus de 50 €", "Bestellungen ab 50 €", "pedidos de más de 50 €"),
]  # fmt: skip
TURNED = [
    {language: (one[language], other[language]) for language in one}
    for one, other in [*zip(MOST, LEAST, strict=True), *zip(LEAST, MOST, strict=True)]
]


@pytest.mark.parametrize(("draft", "text", "source", "target"), both_ways([*MOST, *LEAST]))
def test_the_same_limit_passes_in_every_language(draft, text, source, target):
    assert reds(draft, text, source, target) == set()


@pytest.mark.parametrize(
    ("draft", "text", "source", "target"),
    [
        pytest.param(row[source][0], row[target][1], source, target, id=f"{row['en'][0]}: {source} to {target}")
        for row in TURNED
        for source in row
        for target in row
        if source != target
    ],
)
def test_a_limit_that_is_turned_round_blocks(draft, text, source, target):
    assert reds(draft, text, source, target)


@pytest.mark.parametrize(
    ("draft", "text", "source", "target"),
    [
        ("It will not take more than 5 days.", "5日以内に届きます。", "en", "ja"),
        ("5日以上はかかりません。", "It takes 5 days at most.", "ja", "en"),
        ("不超过5天。", "Höchstens 5 Tage.", "zh-Hans", "de"),
        ("No more than 3 pieces per order.", "1回のご注文につき3点までです。", "en", "ja"),
        ("商品到着後7日以内にご連絡ください。", "Please write within 7 days after it arrives.", "ja", "en"),
        ("Please order at least 3 days before.", "遅くとも3日前までにご注文ください。", "en", "ja"),
        ("A voucher for €50.", "Ein Gutschein über 50 €.", "en", "de"),
        ("In 5 Tagen ist es da.", "5日後に届きます。", "de", "ja"),
        ("It takes between 3 and 5 days.", "最短3日、最長5日かかります。", "en", "ja"),
        ("From 3 to 5 days.", "3日から5日まで。", "en", "ja"),
        ("5日後までにお返事します。", "We will answer within 5 days.", "ja", "en"),
        ("Up to 3 of at least 10 cups are blue.", "至少10个杯子中最多3个是蓝色的。", "en", "zh-Hans"),
    ],
)
def test_what_is_only_said_otherwise_passes(draft, text, source, target):
    assert reds(draft, text, source, target) == set()

"""A shop's own rule held against the laws of the markets it reaches."""

from app.domain.law import EVERYWHERE, MarketPolicy, Payer, laws, undercut


def codes(country: str, days: int, payer: Payer = Payer.CUSTOMER, others: tuple[str, ...] = ()) -> list[str]:
    return [law.code for law in undercut(MarketPolicy(country, days, payer), others)]


def test_a_rule_for_a_country_is_held_against_its_law_alone() -> None:
    assert codes("FR", 13) == ["EU"]
    assert codes("FR", 14) == []
    assert codes("US", 0) == []
    assert codes("CH", 0) == []


def test_costs_that_the_law_puts_on_the_shop_count_too() -> None:
    assert codes("TW", 30) == ["TW"]
    assert codes("TW", 30, Payer.SHOP) == []
    assert codes("TW", 30, Payer.UNSAID) == []
    assert codes("TW", 6, Payer.SHOP) == ["TW"]


def test_a_rule_that_the_law_gives_way_to_undercuts_nothing() -> None:
    assert codes("JP", 0) == []


def test_a_rule_for_everywhere_reaches_all_but_those_with_a_rule_of_their_own() -> None:
    assert codes(EVERYWHERE, 10) == ["EU", "GB", "TW"]
    assert codes(EVERYWHERE, 10, others=("GB", "TW")) == ["EU"]
    members = next(law.countries for law in laws() if law.code == "EU")
    assert codes(EVERYWHERE, 10, others=("GB", "TW", *members[:-1])) == ["EU"]
    assert codes(EVERYWHERE, 10, others=("GB", "TW", *members)) == []
    assert codes(EVERYWHERE, 14, Payer.SHOP) == []

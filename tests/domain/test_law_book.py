"""The entries on return law: complete, dated, sourced, and silent where nothing is known."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from babel import Locale

from app.domain.law import Law, Payer, RefundFrom, law_of, laws
from app.domain.law.book import STALE_DAYS

EU_27 = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
SPOKEN = ("en", "ja")


@pytest.fixture(params=laws(), ids=lambda law: law.code)
def law(request: pytest.FixtureRequest) -> Law:
    found: Law = request.param
    return found


def test_every_entry_names_its_sources_and_when_they_were_read(law: Law) -> None:
    assert law.sources
    for source in law.sources:
        assert source.name
        assert re.fullmatch(r"https://[a-z0-9.-]+/\S*", source.url)
    assert date(2026, 1, 1) <= law.checked_on <= datetime.now(UTC).date() + timedelta(days=1)  # Tokyo is ahead


def test_every_entry_speaks_the_apps_languages_and_falls_back_to_english(law: Law) -> None:
    for language in SPOKEN:
        assert law.titles[language]
        assert law.summaries[language]
        assert len(law.title(language)) < 60
    assert law.title("fr") == law.titles["en"]
    assert law.summary("fr") == law.summaries["en"]


def test_every_entry_is_for_countries_that_exist(law: Law) -> None:
    assert law.countries
    assert set(law.countries) <= set(Locale("en").territories)


def test_an_entry_with_days_says_how_many_in_its_summary_and_one_without_gives_no_day(law: Law) -> None:
    if law.days is None:
        assert (law.yields, law.delivery_day, law.weekends, law.refund_days) == (False, False, False, None)
        assert re.search(r"\bno\b", law.title("en"))
    else:
        assert re.search(rf"\b{law.days}(th)?\b", law.summary("en"))
        assert re.search(rf"{law.days}日", law.summary("ja"))


def test_a_time_for_paying_back_says_from_when_it_runs(law: Law) -> None:
    assert (law.refund_days is None) == (law.refund_from is RefundFrom.UNSAID)


@pytest.mark.parametrize("country", EU_27.split())
def test_every_member_of_the_eu_gives_fourteen_days(country: str) -> None:
    law = law_of(country)
    assert law is not None
    assert (law.code, law.days, law.refund_days, law.return_costs) == ("EU", 14, 14, Payer.CUSTOMER)
    assert len(EU_27.split()) == 27


@pytest.mark.parametrize(
    ("country", "days", "costs"),
    [
        ("GB", 14, Payer.CUSTOMER),
        ("KR", 7, Payer.CUSTOMER),
        ("TW", 7, Payer.SHOP),
        ("CN", 7, Payer.CUSTOMER),
        ("JP", 8, Payer.CUSTOMER),
        ("AU", None, Payer.UNSAID),
        ("CA", None, Payer.UNSAID),
        ("US", None, Payer.UNSAID),
    ],
)
def test_the_destinations_shops_sell_to_most_are_known(country: str, days: int | None, costs: Payer) -> None:
    law = law_of(country)
    assert law is not None
    assert (law.days, law.return_costs) == (days, costs)


def test_no_two_entries_claim_the_same_place() -> None:
    places = [(country, law.provinces) for law in laws() for country in law.countries]
    assert len(places) == len(set(places))


def test_a_province_with_an_entry_of_its_own_has_that_one() -> None:
    assert law_of("CA", "QC") is not law_of("CA", "ON")
    assert law_of("CA", "ON") is law_of("CA")


@pytest.mark.parametrize("country", ["", "CH", "BR", "XX", "de"])
def test_where_nothing_is_known_there_is_no_entry(country: str) -> None:
    assert law_of(country) is None


def test_only_a_rule_that_binds_the_shop_is_undercut_by_a_shorter_policy() -> None:
    eu, japan, america = law_of("DE"), law_of("JP"), law_of("US")
    assert eu is not None
    assert japan is not None
    assert america is not None
    assert eu.is_undercut_by(13)
    assert not eu.is_undercut_by(14)
    assert not japan.is_undercut_by(1)  # it speaks only where the shop is silent
    assert not america.is_undercut_by(0)


def test_an_entry_nobody_has_looked_at_for_a_year_is_stale(law: Law) -> None:
    assert not law.is_stale(law.checked_on + timedelta(days=STALE_DAYS))
    assert law.is_stale(law.checked_on + timedelta(days=STALE_DAYS + 1))

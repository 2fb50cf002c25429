"""The return window: which days count, where they end, and which of law and policy they rest on."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.law import Arrival, Ground, MarketPolicy, Parcel, Payer, ReturnWindow, WindowState, law_of, laws, window
from app.domain.law import arrival as arrived
from app.domain.law.deadline import LONG_TRANSIT, TRANSIT

BERLIN, LONDON, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/London"), ZoneInfo("Asia/Tokyo")
SEOUL, TAIPEI, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("Asia/Taipei"), ZoneInfo("America/New_York")


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def policy(days: int, country: str = "") -> MarketPolicy:
    return MarketPolicy(country, days, Payer.CUSTOMER)


def seen(
    country: str,
    delivered: datetime,
    now: datetime,
    zone: ZoneInfo = BERLIN,
    rule: MarketPolicy | None = None,
) -> ReturnWindow:
    return window(law_of(country), rule, Arrival(delivered), now, zone)


def test_the_days_begin_after_the_delivery_and_end_with_the_last_of_them() -> None:
    delivered = at("2026-11-03T15:00")  # a Tuesday
    found = seen("DE", delivered, at("2026-11-10T09:00"))
    assert (found.state, found.by, found.days) == (WindowState.RUNNING, Ground.LAW, 14)
    assert found.counted_from == date(2026, 11, 3)
    assert found.last_day == date(2026, 11, 17)
    assert found.ends_at == at("2026-11-18T00:00")
    assert found.days_left == 7
    assert not found.is_estimate


def test_the_last_day_is_whole_and_the_moment_after_it_is_over() -> None:
    delivered = at("2026-11-03T15:00")
    last = seen("DE", delivered, at("2026-11-17T23:59:59"))
    assert (last.state, last.days_left, last.is_over) == (WindowState.LAST_DAY, 0, False)
    over = seen("DE", delivered, at("2026-11-18T00:00"))
    assert (over.state, over.days_left, over.is_over) == (WindowState.OVER, -1, True)


def test_days_are_the_customers_not_the_shops() -> None:
    now = datetime(2026, 11, 17, 23, 30, tzinfo=UTC)  # already Wednesday in Berlin, still Tuesday in London
    delivered = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
    assert seen("DE", delivered, now, BERLIN).is_over
    assert not seen("GB", delivered, now, LONDON).is_over
    late = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)
    assert seen("DE", late, now, BERLIN).counted_from == date(2026, 11, 4)


@pytest.mark.parametrize(
    ("country", "zone", "delivered", "last_day"),
    [
        ("DE", BERLIN, "2026-11-06T12:00", date(2026, 11, 20)),  # to a Friday
        ("DE", BERLIN, "2026-11-07T12:00", date(2026, 11, 23)),  # Saturday moves to Monday
        ("DE", BERLIN, "2026-11-08T12:00", date(2026, 11, 23)),  # and so does Sunday
        ("DE", BERLIN, "2026-11-09T12:00", date(2026, 11, 23)),
        ("GB", LONDON, "2026-11-07T12:00", date(2026, 11, 21)),  # the United Kingdom knows no such rule
        ("GB", LONDON, "2026-11-08T12:00", date(2026, 11, 22)),
        ("KR", SEOUL, "2026-11-06T12:00", date(2026, 11, 13)),
        ("KR", SEOUL, "2026-11-07T12:00", date(2026, 11, 16)),
        ("TW", TAIPEI, "2026-11-08T12:00", date(2026, 11, 16)),
        ("JP", TOKYO, "2026-11-06T12:00", date(2026, 11, 13)),  # the 8th day, the day of delivery being the first
        ("JP", TOKYO, "2026-11-07T12:00", date(2026, 11, 14)),  # a Saturday like any other
    ],
)
def test_each_law_counts_in_its_own_way(country: str, zone: ZoneInfo, delivered: str, last_day: date) -> None:
    found = seen(country, at(delivered, zone), at(delivered, zone) + timedelta(days=1), zone)
    assert found.last_day == last_day


def test_a_leap_day_is_a_day() -> None:
    assert seen("GB", at("2028-02-20T12:00", LONDON), at("2028-02-21T12:00", LONDON), LONDON).last_day == date(
        2028, 3, 5
    )
    assert seen("GB", at("2027-02-20T12:00", LONDON), at("2027-02-21T12:00", LONDON), LONDON).last_day == date(
        2027, 3, 6
    )


@pytest.mark.parametrize(
    ("zone", "last_day", "ends"),
    [
        # clocks change at night within the last day: it has 25 hours, or 23
        ("Europe/Berlin", date(2026, 10, 25), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
        ("Europe/Berlin", date(2026, 3, 29), datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
        # clocks change at midnight itself: in Santiago it never strikes, or strikes after eleven has come twice
        ("America/Santiago", date(2026, 9, 5), datetime(2026, 9, 6, 4, 0, tzinfo=UTC)),
        ("America/Santiago", date(2026, 4, 4), datetime(2026, 4, 5, 4, 0, tzinfo=UTC)),
    ],
)
def test_the_end_of_the_day_is_found_in_nights_when_clocks_change(zone: str, last_day: date, ends: datetime) -> None:
    there = ZoneInfo(zone)
    delivered = datetime.combine(last_day - timedelta(days=10), datetime.min.time().replace(hour=12), there)
    found = window(None, policy(10), Arrival(delivered), ends - timedelta(seconds=1), there)
    assert found.last_day == last_day
    assert found.ends_at is not None
    assert found.ends_at.astimezone(UTC) == ends
    assert found.state is WindowState.LAST_DAY
    assert window(None, policy(10), Arrival(delivered), ends, there).is_over


def test_a_kinder_policy_lengthens_the_window_and_a_stricter_one_never_shortens_it() -> None:
    delivered, now = at("2026-11-03T15:00"), at("2026-11-10T09:00")
    kinder = seen("DE", delivered, now, rule=policy(30))
    assert (kinder.by, kinder.days, kinder.last_day) == (Ground.POLICY, 30, date(2026, 12, 3))
    assert not kinder.policy_is_stricter
    stricter = seen("DE", delivered, now, rule=policy(7))
    assert (stricter.by, stricter.days, stricter.last_day) == (Ground.LAW, 14, date(2026, 11, 17))
    assert stricter.policy_is_stricter
    same = seen("DE", delivered, now, rule=policy(14))
    assert (same.by, same.policy_is_stricter) == (Ground.LAW, False)


def test_of_a_weekend_and_one_more_day_the_later_end_counts() -> None:
    delivered, now = at("2026-11-07T12:00"), at("2026-11-10T09:00")  # 14 days end on a Saturday, which moves to Monday
    assert seen("DE", delivered, now, rule=policy(15)).by is Ground.LAW
    assert seen("DE", delivered, now, rule=policy(17)).by is Ground.POLICY


def test_the_japanese_rule_speaks_only_where_the_shop_is_silent() -> None:
    delivered, now = at("2026-11-03T15:00", TOKYO), at("2026-11-05T09:00", TOKYO)
    silent = seen("JP", delivered, now, TOKYO)
    assert (silent.by, silent.days) == (Ground.LAW, 8)
    strict = seen("JP", delivered, now, TOKYO, policy(3))
    assert (strict.by, strict.days, strict.policy_is_stricter) == (Ground.POLICY, 3, False)
    none = seen("JP", delivered, now, TOKYO, policy(0))
    assert (none.state, none.by, none.last_day) == (WindowState.NO_PERIOD, None, None)


def test_a_policy_of_no_returns_does_not_take_what_the_law_gives() -> None:
    found = seen("DE", at("2026-11-03T15:00"), at("2026-11-10T09:00"), rule=policy(0))
    assert (found.by, found.days, found.policy_is_stricter) == (Ground.LAW, 14, True)


def test_only_words_that_count_are_there_to_be_quoted() -> None:
    delivered, now = at("2026-11-03T15:00"), at("2026-11-10T09:00")

    def sentence(country: str, days: int) -> str:
        return seen(country, delivered, now, rule=MarketPolicy("", days, Payer.CUSTOMER, "Our rule.")).sentence

    assert sentence("DE", 7) == sentence("DE", 14) == ""
    assert sentence("DE", 30) == sentence("JP", 3) == sentence("US", 30) == sentence("US", 0) == "Our rule."
    assert seen("DE", delivered, now).sentence == ""


def test_without_a_right_in_law_the_policy_alone_counts() -> None:
    delivered, now = at("2026-11-03T15:00", NEW_YORK), at("2026-11-10T09:00", NEW_YORK)
    none = seen("US", delivered, now, NEW_YORK)
    assert (none.state, none.by, none.last_day, none.days_left) == (WindowState.NO_PERIOD, None, None, None)
    own = seen("US", delivered, now, NEW_YORK, policy(30, "US"))
    assert (own.state, own.by, own.last_day) == (WindowState.RUNNING, Ground.POLICY, date(2026, 12, 3))


def test_a_country_without_an_entry_is_said_to_be_unknown_unless_a_policy_speaks() -> None:
    delivered, now = at("2026-11-03T15:00"), at("2026-11-10T09:00")
    assert seen("CH", delivered, now).state is WindowState.NOT_KNOWN
    assert seen("CH", delivered, now, rule=policy(10)).state is WindowState.RUNNING
    assert seen("CH", delivered, now, rule=policy(0)).state is WindowState.NO_PERIOD


def test_nothing_runs_before_the_delivery() -> None:
    found = window(law_of("DE"), policy(30), Arrival(None), at("2026-11-10T09:00"), BERLIN)
    assert (found.state, found.by, found.days) == (WindowState.NOT_DELIVERED, Ground.POLICY, 30)
    assert (found.counted_from, found.last_day, found.ends_at, found.days_left) == (None, None, None, None)


SENT = at("2026-11-01T10:00")


def test_the_window_begins_with_the_last_parcel() -> None:
    first = Parcel(SENT, delivered_at=at("2026-11-03T15:00"))
    last = Parcel(SENT, delivered_at=at("2026-11-05T11:00"))
    assert arrived([last, first], all_sent=True) == Arrival(at("2026-11-05T11:00"))


def test_while_something_is_still_to_be_sent_or_was_lost_nothing_has_arrived() -> None:
    here = Parcel(SENT, delivered_at=at("2026-11-03T15:00"))
    assert arrived([here], all_sent=False) == Arrival()
    assert arrived([here, Parcel(SENT, is_lost=True)], all_sent=True) == Arrival()
    assert arrived([], all_sent=True) == Arrival()


def test_a_parcel_nobody_saw_arrive_is_estimated_and_marked() -> None:
    unseen = Parcel(SENT)
    found = arrived([unseen, Parcel(SENT, delivered_at=at("2026-11-03T15:00"))], all_sent=True)
    assert found == Arrival(SENT + TRANSIT, is_estimate=True)
    early = window(law_of("DE"), None, found, SENT + TRANSIT - timedelta(hours=1), BERLIN)
    assert early.state is WindowState.NOT_DELIVERED
    later = window(law_of("DE"), None, found, SENT + TRANSIT + timedelta(hours=1), BERLIN)
    assert (later.state, later.is_estimate) == (WindowState.RUNNING, True)
    assert later.counted_from == (SENT + TRANSIT).date()


def test_a_parcel_whose_tracking_says_it_is_under_way_is_waited_for_longer() -> None:
    found = arrived([Parcel(SENT, under_way=True), Parcel(SENT)], all_sent=True)
    assert found == Arrival(SENT + LONG_TRANSIT, is_estimate=True)
    came = at("2026-11-03T15:00")
    assert arrived([Parcel(SENT, delivered_at=came, under_way=True)], all_sent=True) == Arrival(came)


@given(
    law=st.sampled_from([*laws(), None]),
    days=st.none() | st.integers(0, 400),
    delivered=st.datetimes(datetime(2025, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    waited=st.integers(0, 500 * 24 * 60),
    zone=st.sampled_from([BERLIN, TOKYO, NEW_YORK, ZoneInfo("America/Santiago"), ZoneInfo("Pacific/Apia")]),
)
def test_no_policy_ever_takes_away_a_day_that_the_law_gives(law, days, delivered, waited, zone) -> None:
    now = delivered + timedelta(minutes=waited)
    alone = window(law, None, Arrival(delivered), now, zone)
    both = window(law, policy(days) if days is not None else None, Arrival(delivered), now, zone)
    if alone.last_day is not None and law is not None and not law.yields:
        assert both.last_day is not None
        assert both.last_day >= alone.last_day
    if both.ends_at is not None:
        assert both.is_over == (now >= both.ends_at)
        assert both.days_left is not None
        assert both.is_over == (both.days_left < 0)

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.domain.places import asleep, clock_of


@pytest.mark.parametrize(
    ("country", "province", "zone", "expected"),
    [
        ("JP", "", "", "Asia/Tokyo"),
        ("DE", "", "", "Europe/Berlin"),
        ("ES", "", "", "Europe/Madrid"),
        ("US", "CA", "", "America/Los_Angeles"),
        ("US", "NY", "", "America/New_York"),
        ("AU", "WA", "", "Australia/Perth"),
        ("US", "CA", "Europe/Paris", "Europe/Paris"),
        ("FR", "", "Not/AZone", "Europe/Paris"),
        ("FR", "", "../../etc/passwd", "Europe/Paris"),
    ],
)
def test_a_customers_clock_is_the_best_known_one(country: str, province: str, zone: str, expected: str) -> None:
    assert clock_of(country, province, zone) == ZoneInfo(expected)


@pytest.mark.parametrize(("country", "province"), [("US", ""), ("US", "XX"), ("BR", ""), ("", ""), ("ZZ", "")])
def test_no_clock_is_shown_where_the_place_does_not_tell(country: str, province: str) -> None:
    assert clock_of(country, province) is None


@pytest.mark.parametrize(("hour", "expected"), [(3, True), (7, True), (8, False), (20, False), (21, True)])
def test_people_sleep_at_night(hour: int, expected: bool) -> None:
    assert asleep(datetime(2026, 11, 20, hour, tzinfo=ZoneInfo("Asia/Tokyo"))) is expected

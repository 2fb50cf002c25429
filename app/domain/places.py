"""Which clock hangs on a customer's wall: a time zone from a country and, where a country has several, a province."""

from collections import defaultdict
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

PROVINCES = {
    "US": {
        "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
        "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
        "America/Denver": "CO ID MT NM UT WY",
        "America/Phoenix": "AZ",
        "America/Los_Angeles": "CA NV OR WA",
        "America/Anchorage": "AK",
        "Pacific/Honolulu": "HI",
    },
    "CA": {
        "America/St_Johns": "NL",
        "America/Halifax": "NB NS PE",
        "America/Toronto": "ON QC",
        "America/Winnipeg": "MB",
        "America/Regina": "SK",
        "America/Edmonton": "AB NT",
        "America/Vancouver": "BC YT",
    },
    "AU": {
        "Australia/Sydney": "ACT NSW VIC TAS",
        "Australia/Brisbane": "QLD",
        "Australia/Adelaide": "SA",
        "Australia/Darwin": "NT",
        "Australia/Perth": "WA",
    },
}
MAINLAND = {
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "ES": "Europe/Madrid",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
}


def clock_of(country: str, province: str = "", zone: str = "") -> ZoneInfo | None:
    """The zone to show a customer's time in; None where the country alone does not tell."""
    candidates = (zone, _of_province(country, province), MAINLAND.get(country, ""), _only_zone(country))
    return next(filter(None, map(_zone, candidates)), None)


def asleep(local: datetime) -> bool:
    """Whether a customer would be woken by a message at this local time."""
    return not 8 <= local.hour < 21  # noqa: PLR2004 - the hours in which a message disturbs nobody


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):  # a customer's own zone is foreign data
        return None


def _of_province(country: str, province: str) -> str:
    zones = PROVINCES.get(country, {})
    return next((zone for zone, codes in zones.items() if province in codes.split()), "") if province else ""


def _only_zone(country: str) -> str:
    zones = _zones().get(country, ())
    return zones[0] if len(zones) == 1 else ""


@cache
def _zones() -> dict[str, list[str]]:
    """CLDR's zones of each territory."""
    found: dict[str, list[str]] = defaultdict(list)
    for zone, territory in get_global("zone_territories").items():
        found[territory].append(zone)
    return dict(found)

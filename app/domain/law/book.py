"""The law on changing one's mind, by destination: read once from windows.toml, which is dated and names its sources."""

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

STALE_DAYS = 365


class Payer(StrEnum):
    """Who pays for sending goods back; UNSAID where nobody says."""

    CUSTOMER = "customer"
    SHOP = "shop"
    UNSAID = ""


class RefundFrom(StrEnum):
    """What the time for paying back is counted from."""

    NOTICE = "notice"
    GOODS = "goods"
    UNSAID = ""


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Law:
    """One entry; what its fields mean stands at the head of windows.toml. `titles` and `summaries` are by language."""

    code: str
    countries: tuple[str, ...]
    provinces: tuple[str, ...]
    days: int | None
    yields: bool
    delivery_day: bool
    weekends: bool
    refund_days: int | None
    refund_from: RefundFrom
    refund_business_days: bool
    return_costs: Payer
    titles: dict[str, str]
    summaries: dict[str, str]
    sources: tuple[Source, ...]
    checked_on: date

    def title(self, language: str) -> str:
        return self.titles.get(language, self.titles["en"])

    def summary(self, language: str) -> str:
        return self.summaries.get(language, self.summaries["en"])

    def is_stale(self, today: date) -> bool:
        """Whether somebody should read the sources again."""
        return (today - self.checked_on).days > STALE_DAYS

    def is_undercut_by(self, days: int) -> bool:
        """Whether a policy of so many days gives the customer less than they have anyway."""
        return self.days is not None and not self.yields and days < self.days


def law_of(country: str, province: str = "") -> Law | None:
    """The entry for a destination, of its province where that has one of its own; None where we know of nothing."""
    here = [law for law in laws() if country in law.countries and (not law.provinces or province in law.provinces)]
    return max(here, key=lambda law: bool(law.provinces), default=None)


@cache
def laws() -> tuple[Law, ...]:
    """All entries, as they stand in the file."""
    text = resources.files("app.domain.law").joinpath("windows.toml").read_text(encoding="utf-8")
    return tuple(map(_law, tomllib.loads(text)["law"]))


def _law(entry: dict[str, Any]) -> Law:
    return Law(
        code=entry["code"],
        countries=tuple(entry["countries"]),
        provinces=tuple(entry.get("provinces", ())),
        days=entry.get("days"),
        yields=entry.get("yields", False),
        delivery_day=entry.get("delivery_day", False),
        weekends=entry.get("weekends", False),
        refund_days=entry.get("refund_days"),
        refund_from=RefundFrom(entry.get("refund_from", "")),
        refund_business_days=entry.get("refund_business_days", False),
        return_costs=Payer(entry.get("return_costs", "")),
        titles=entry["title"],
        summaries=entry["summary"],
        sources=tuple(Source(source["name"], source["url"]) for source in entry["sources"]),
        checked_on=entry["checked_on"],
    )

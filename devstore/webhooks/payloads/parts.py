"""The pieces all payloads share: money as text, times with an offset; a missing value is null, not absent."""

from datetime import datetime
from typing import Any, TypeVar

from devstore.money import Money, MoneyBag, exponent, rounded
from devstore.state.orders import Address, Order

COUNTRIES = {
    "AT": "Austria", "AU": "Australia", "BE": "Belgium", "CA": "Canada", "CH": "Switzerland", "CN": "China",
    "DE": "Germany", "ES": "Spain", "FR": "France", "GB": "United Kingdom", "HK": "Hong Kong", "IT": "Italy",
    "JP": "Japan", "KR": "South Korea", "MX": "Mexico", "SG": "Singapore", "TW": "Taiwan", "US": "United States",
}  # fmt: skip


T = TypeVar("T")


class IncompleteSubjectError(ValueError):
    """A webhook was announced without the thing it is about."""


def present(value: T | None, name: str) -> T:
    if value is None:
        raise IncompleteSubjectError(f"this topic needs a subject with its {name}")
    return value


def text(money: Money) -> str:
    """An amount as REST payloads write it: two decimals and more, "1500" for yen."""
    return f"{rounded(money.amount, money.currency):.{exponent(money.currency)}f}"


def money_set(bag: MoneyBag) -> dict[str, Any]:
    return {
        "shop_money": {"amount": text(bag.shop), "currency_code": bag.shop.currency},
        "presentment_money": {"amount": text(bag.presentment), "currency_code": bag.presentment.currency},
    }


def moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat(timespec="seconds")


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def zero(order: Order) -> MoneyBag:
    return order.exchange.bag(0)


def country(code: str) -> str:
    return COUNTRIES.get(code, code)


def address(value: Address | None) -> dict[str, Any] | None:
    if value is None:
        return None
    return {
        "first_name": value.first_name,
        "last_name": value.last_name,
        "name": value.name,
        "company": value.company,
        "address1": value.address1,
        "address2": value.address2,
        "city": value.city,
        "province": value.province_code or "",
        "province_code": value.province_code or "",
        "zip": value.zip,
        "country": country(value.country_code),
        "country_code": value.country_code,
        "phone": value.phone or "",
        "latitude": None,
        "longitude": None,
    }

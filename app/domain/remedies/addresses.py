"""Where an order is sent: whether it can still be changed, and how a full name becomes Shopify's two fields."""

import hashlib
import unicodedata
from dataclasses import dataclass
from functools import cache

from babel import Locale

from app.domain.orders import Address
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.cancelling import GONE

FAMILY_FIRST = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
NEEDED = ("name", "address1", "city", "country_code")
NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Two letters that CLDR names among the countries."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """One look at an order; `shipments` are names and statuses of its fulfillments, `address` None where it has none.

    `first_name` and `last_name` are how Shopify holds `address.name`.
    """

    cancelled: bool
    shipments: tuple[tuple[str, str], ...]
    address: Address | None
    first_name: str = ""
    last_name: str = ""
    company: str = ""


def check(order: Addressed, wanted: Address) -> Address:
    """The address there is now; raises NotPossible where it cannot be changed into the wanted one."""
    if order.cancelled:
        raise NotPossible(Problem.CANCELLED_ORDER)
    left = next((name for name, status in order.shipments if status not in GONE), None)
    if left is not None:
        raise NotPossible(Problem.LEFT_ALREADY, name=left)
    if order.address is None:
        raise NotPossible(Problem.NO_ADDRESS)
    missing = next((field for field in NEEDED if not getattr(wanted, field).strip()), None)
    if missing or wanted.country_code not in _countries():
        raise NotPossible(Problem.ADDRESS_INCOMPLETE, missing or "country_code")
    if is_there(wanted, order.address):
        raise NotPossible(Problem.SAME_ADDRESS)
    return order.address


def is_there(wanted: Address, now: Address) -> bool:
    """Whether the order is sent there already. Shopify spaces names and phone numbers its own way and knows the
    province of a zip code.
    """
    same = all(
        _plain(getattr(wanted, field)) == _plain(getattr(now, field))
        for field in ("name", "address1", "address2", "city", "zip", "country_code")
    )
    province = not wanted.province_code or wanted.province_code == now.province_code
    return same and province and _digits(wanted.phone) == _digits(now.phone)


def names_of(wanted: str, order: Addressed) -> tuple[str, str]:
    """First and last name: as they are now where the name stays, else cut where its script ends the family name."""
    if order.address is not None and _plain(wanted) == _plain(order.address.name):
        return order.first_name, order.last_name
    words = wanted.split()
    if len(words) == 1:
        return "", words[0]
    if unicodedata.name(words[0][0], "").startswith(FAMILY_FIRST):
        return " ".join(words[1:]), words[0]
    return " ".join(words[:-1]), words[-1]


def one_line(address: Address) -> str:
    """An address as a name for people: "Ana Ruiz, Calle Mayor 1, 28013 Madrid, ES"."""
    town = " ".join(part for part in (address.zip, address.city, address.province_code) if part)
    parts = (address.name, address.address1, address.address2, town, address.country_code)
    return ", ".join(part for part in parts if part)


def mark_of(address: Address) -> str:
    """By which the same address is known again; it does not tell which one it is."""
    told = "\n".join((one_line(address), _digits(address.phone)))
    return hashlib.sha256(told.encode()).hexdigest()


def _plain(text: str) -> str:
    return "".join(text.split())


def _digits(phone: str) -> str:
    return "".join(letter for letter in phone if letter.isdigit())


@cache
def _countries() -> frozenset[str]:
    codes = map(str, Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2) - NO_COUNTRIES  # noqa: PLR2004 - ISO 3166 alpha-2

"""Reading foreign JSON: each reader gives a clean value of its type or an empty one, and never raises."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from app.domain.money import Money, MoneyBag
from app.domain.words import N_

Json = dict[str, Any]
DIGITS = 9  # of a count: both databases' integers hold more


class Unreadable(ValueError):
    """The body is not a JSON object; the message says what it is instead."""


def parse(raw: bytes) -> Json:
    """A webhook's body. NaN becomes null, numbers with a point decimals, broken bytes a replacement sign."""
    try:
        value = json.loads(
            raw.decode("utf-8", errors="replace"), parse_float=Decimal, parse_constant=lambda _name: None
        )
    except RecursionError:
        raise Unreadable(N_("What Shopify sent cannot be read.")) from None
    except ValueError as error:
        raise Unreadable(N_("What Shopify sent cannot be read.") + f" ({str(error)[:200]})") from None
    if not isinstance(value, dict):
        raise Unreadable(N_("What Shopify sent cannot be read.") + f" ({type(value).__name__})")
    return value


def text(value: object, limit: int = 0) -> str:
    """A string that both databases can hold: no NUL, no lone surrogates."""
    if isinstance(value, str):
        clean = value.replace("\x00", "").encode("utf-8", "replace").decode()
    elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        clean = str(value)
    else:
        clean = ""
    return clean[:limit] if limit else clean


def number(value: object) -> int | None:
    """A count; a bool, a text without digits or a fraction is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if abs(value) < 10**DIGITS else None
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= DIGITS:
        return int(value)
    return None


def moment(value: object) -> datetime | None:
    """An ISO moment, made UTC."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def obj(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def objects(value: object) -> list[Json]:
    """A list, or a connection's nodes."""
    if isinstance(value, dict):
        value = value.get("nodes")
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def words(values: object) -> tuple[str, ...]:
    """A list of words, or one string with commas between them."""
    if isinstance(values, str):
        values = values.split(",")
    found: Iterable[object] = values if isinstance(values, (list, tuple)) else ()
    return tuple(word for word in (text(value).strip() for value in found) if word)


def gid(kind: str, payload: Json, key: str = "id", own: str = "admin_graphql_api_id") -> str:
    """The global id of a REST-shaped object; its numeric id is past what JavaScript can hold."""
    given = text(payload.get(own)) if own else ""
    if given.startswith("gid://shopify/"):
        return given[:100]
    value = payload.get(key)
    if isinstance(value, str) and value.startswith("gid://shopify/"):
        return value[:100]
    plain = text(value)
    return f"gid://shopify/{kind}/{plain}"[:100] if plain.isdecimal() else ""


def money(amount: object, currency: object) -> Money | None:
    code = text(currency).upper()
    if len(code) != 3 or not isinstance(amount, (str, int, Decimal)) or isinstance(amount, bool):  # noqa: PLR2004 - ISO 4217
        return None
    try:
        read = Money.of(amount, code)
    except (ValueError, InvalidOperation):
        return None
    return read if abs(read.amount) < Decimal(10) ** 15 else None


def bag(value: object) -> MoneyBag | None:
    """A money set of a webhook or of GraphQL: the same pair under two spellings."""
    pair = obj(value)
    shop, presentment = (
        money(side.get("amount"), side.get("currency_code") or side.get("currencyCode") or side.get("currency"))
        for side in (
            obj(pair.get("shop_money") or pair.get("shopMoney")),
            obj(pair.get("presentment_money") or pair.get("presentmentMoney")),
        )
    )
    return None if shop is None or presentment is None else MoneyBag(shop, presentment)

"""Macros: a shop's texts in Liquid, one variant per language; what customers wrote is data and is never a template."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from liquid import BoundTemplate, Environment, FalsyStrictUndefined
from liquid.exceptions import LiquidError, UndefinedError

from app.domain.errors import Rejected
from app.domain.languages import canonical
from app.domain.rules.facts import Facts
from app.domain.words import N_

# The names that Shopify's own notification templates use.
VARIABLES = (
    "customer.first_name",
    "customer.name",
    "customer.email",
    "order.name",
    "order.order_status_url",
    "order.total_price",
    "fulfillment.tracking_company",
    "fulfillment.tracking_number",
    "fulfillment.tracking_url",
    "shop.name",
    "shop.email",
    "shop.url",
)
LONGEST_NAME = 60
HOST = re.compile(r"[a-z0-9]\.[a-z]{2,}")  # mail programs make a link of it unasked


class MissingVariable(Exception):
    """The text needs something that is not known here; `name` says what."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Liquid(Environment):
    """No includes, nothing endless."""

    loop_iteration_limit = 1_000
    local_namespace_limit = 50_000
    output_stream_limit = 50_000

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=extra)
        for tag in ("include", "render"):
            del self.tags[tag]


_LIQUID = _Liquid(undefined=FalsyStrictUndefined)


@lru_cache(maxsize=512)
def _template(text: str) -> BoundTemplate:
    return _LIQUID.from_string(text)


def render(template: str, variables: Mapping[str, Any]) -> str:
    """Fill in the variables; MissingVariable when one is not known, Rejected when the text is not valid Liquid."""
    try:
        return _template(template).render(**variables).strip()
    except UndefinedError as error:
        raise MissingVariable(str(error.args[0]).removesuffix(" is undefined").strip("'")) from error
    except (LiquidError, ValueError, TypeError, ArithmeticError) as error:  # filters pass on what Python says
        raise Rejected(N_("This text cannot be used: %(words)s"), words=error.args[0]) from error


def tidy(text: str) -> str:
    """One empty line between paragraphs, however many a condition that did not hold left behind."""
    return re.sub(r"\n{3,}", "\n\n", text)


def check(template: str, field: str = "") -> None:
    """Refuse a text that could never be sent: broken Liquid, or a variable that does not exist."""
    try:
        used = _template(template).global_variable_paths()
        filters = _template(template).filter_names()
    except LiquidError as error:
        raise Rejected(N_("This is not valid Liquid: %(words)s"), field, words=error.args[0]) from error
    if unknown := sorted(set(used) - set(VARIABLES)):
        raise Rejected(N_("There is no variable %(names)s."), field, names=", ".join(unknown))
    if strange := sorted(set(filters) - set(_LIQUID.filters)):
        raise Rejected(N_("There is no filter %(names)s."), field, names=", ".join(strange))


def variables_of(facts: Facts) -> dict[str, dict[str, str]]:
    """What a macro may show of these facts; what is not known is absent, and so stops a text that needs it."""
    customer, order, parcel, shop = facts.customer, facts.order, facts.fulfillment, facts.shop
    name = presentable(customer.name)
    return {
        "customer": _known(first_name=first_name(name), name=name, email=customer.email),
        "order": _known(
            name=order.name,
            order_status_url=_web_address(order.status_url),
            total_price=order.total.presentment.show(_locale(facts.language)) if order.total else None,
        ),
        "fulfillment": _known(
            tracking_company=parcel.tracking_company,
            tracking_number=parcel.tracking_number,
            tracking_url=_web_address(parcel.tracking_url),
        ),
        "shop": _known(name=shop.name, email=shop.email, url=shop.url),
    }


def _known(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def presentable(name: str | None) -> str | None:
    """A person's name in one line; None for what is no name: forms are filled with links to be sent on by us."""
    line = " ".join((name or "").split())
    looks_like_a_link = HOST.search(line) or any(
        sign in line.casefold() for sign in ("://", "www.", "@", "/", "\\", "<")
    )
    return None if not line or len(line) > LONGEST_NAME or looks_like_a_link else line


def first_name(name: str | None) -> str | None:
    """How to greet; where the family name is written first, a name is not cut."""
    if not name:
        return None
    return name if any(ord(letter) >= ord("\u1100") for letter in name) else name.split(" ", 1)[0]


def _web_address(url: str | None) -> str | None:
    return url if url and urlsplit(url).scheme in {"http", "https"} else None


def _locale(language: str | None) -> str:
    return (canonical(language or "") or "en").replace("-", "_")


def variant_for(known: Collection[str], wanted: str | None, otherwise: str = "") -> str | None:
    """Which of a macro's languages to use: the wanted one, else `otherwise` where that was allowed, else None.

    zh-Hans and zh-Hant never stand in for each other.
    """
    by_tag = {canonical(language): language for language in known}
    return next((by_tag[tag] for tag in map(canonical, (wanted or "", otherwise)) if tag and tag in by_tag), None)

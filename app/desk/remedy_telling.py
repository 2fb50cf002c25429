"""A remedy's text in one language: the shop's person speaks, amounts and days are as its reader writes them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import get_currency_symbol

from app.domain import macros
from app.domain.languages import canonical
from app.domain.money import Money
from app.domain.remedies.telling import Telling
from app.domain.remedies.told import Item, Told

TEXTS = Path(__file__).parent / "remedy_texts"
OTHERWISE = "en"
FRAME = "frame"  # greeting and farewell, around every text
PARTS = ("money", "way_back")  # sentences that several texts share

People = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Text:
    """`lacks` names what must be known to say it; then there is no body."""

    language: str
    body: str
    lacks: str = ""


@cache
def languages() -> frozenset[str]:
    """Those in which every text is written."""
    return frozenset(file.stem for file in (TEXTS / FRAME).glob("*.liquid"))


def spoken(language: str) -> str:
    """The language as our texts have it, "" where there are none."""
    tag = canonical(language)
    return tag if tag in languages() else ""


def write(telling: Telling, told: Told, people: People, language: str) -> Text:
    """The text, whole: what is not known is left out with its sentence. `people`: customer, agent, shop and order."""
    variables: dict[str, Any] = {**people, **_values(told, language.replace("-", "_"))}
    try:
        variables |= _known({name: _part(name, language, variables) for name in PARTS})
        variables["body"] = macros.tidy(macros.render(_template(telling.value, language), variables))
        return Text(language, macros.tidy(macros.render(_template(FRAME, language), variables)))
    except macros.MissingVariable as missing:
        return Text(language, "", missing.name)


def shown(amount: Money, locale: str) -> str:
    """As its reader writes it, without the currency's code where the sign says it already: US$84.00."""
    sign = str(get_currency_symbol(amount.currency, locale=locale))
    text = amount.show(locale)
    return text.removesuffix(f" {amount.currency}") if any(letter.isalpha() for letter in sign) else text


@cache
def _template(word: str, language: str) -> str:
    return (TEXTS / word / f"{language}.liquid").read_text(encoding="utf-8")


def _part(name: str, language: str, variables: Mapping[str, Any]) -> str:
    lines = macros.render(_template(name, language), variables).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def _values(told: Told, locale: str) -> dict[str, Any]:
    amounts = {
        name: shown(amount, locale)
        for name in ("returned", "by_hand", "credit", "amount", "balance", "later", "owes")
        if (amount := getattr(told, name)) is not None
    }
    names = ("return_name", "code", "ending", "address", "words", "tracking_number", "tracking_url", "label_url")
    texts = {name: getattr(told, name) for name in names}
    lists = {"items": _lines(told.items), "instead": _lines(told.instead), "methods": ", ".join(told.methods)}
    day = str(format_date(told.expires_on, "long", locale=locale)) if told.expires_on else ""
    signs = {name: getattr(told, name) for name in ("pending", "uncharged", "fault")}
    return amounts | _known(texts | lists | signs | {"expires_on": day})


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _lines(items: Iterable[Item]) -> str:
    return "\n".join(f"• {item.quantity} × {item.title}" for item in items)

"""An engine's form: its plug-in's fields, its cap and its price; a stored secret goes nowhere but where it went."""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from app.desk.engine_list import Given
from app.domain.amounts import parse_amount, write_amount
from app.domain.errors import Rejected
from app.domain.fields import FieldKind, SettingField, cleaned
from app.domain.money import Money
from app.domain.words import N_
from app.translation.translator import Engine, engines

NO_ENGINE = "none"  # a plug-in that stands for an empty list
CURRENCIES = ("USD", "EUR", "JPY", "GBP", "CNY", "KRW", "TWD", "AUD", "CAD", "CHF", "SGD", "HKD")
SEPARATORS = str.maketrans("", "", ", '’_")
LONGEST_NUMBER = 13
CLEAR = "http://"


def offered() -> list[Engine]:
    """Every plug-in, the recommended ones first."""
    known = [engine for engine in engines().values() if engine.name != NO_ENGINE]
    return sorted(known, key=lambda engine: (not engine.is_advised, engine.label))


def plug_in(name: str) -> Engine:
    engine = engines().get(name)
    if engine is None or name == NO_ENGINE:
        raise Rejected(N_("Choose one of the translators."), "translator")
    return engine


def given(engine: Engine, form: Mapping[str, str], stored: Mapping[str, str], locale: str) -> Given:
    """Raises Rejected with the field that is wrong."""
    kept = kept_secrets(engine, form, stored)
    fields = [replace(item, required=False) if item.name in kept else item for item in engine.fields]
    settings = {name: value for name, value in (cleaned(fields, form) | kept).items() if value}
    currency = form.get("currency", "")
    typed = form.get("price", "").strip()
    if typed and currency not in CURRENCIES:
        raise Rejected(N_("Choose one of the values offered."), "currency")
    try:
        amount = parse_amount(typed, currency, locale, zero=True).amount if typed else None
    except Rejected as wrong:
        raise Rejected(wrong.template, "price", **wrong.params) from None
    return Given(engine.name, settings, _cap(form.get("monthly_cap", "")), amount, currency if typed else "")


def kept_secrets(engine: Engine, form: Mapping[str, str], stored: Mapping[str, str]) -> dict[str, str]:
    """Secrets left empty in the form, if what is typed sends texts to the very host they were entered for, and not
    in the clear where they went sealed before.
    """
    known = {item.name: stored[item.name] for item in secrets(engine) if stored.get(item.name)}
    kept = {name: value for name, value in known.items() if not form.get(name)}
    asked = {item.name: form.get(item.name, "").strip() for item in engine.fields} | kept
    is_weaker = asked.get("url", "").lower().startswith(CLEAR) and not stored.get("url", "").lower().startswith(CLEAR)
    return kept if engine.host(asked) == engine.host(stored) and not is_weaker else {}


def lost_secrets(engine: Engine, form: Mapping[str, str], stored: Mapping[str, str]) -> bool:
    """Whether a stored secret was left behind because texts go elsewhere now."""
    kept = kept_secrets(engine, form, stored)
    return any(stored.get(item.name) and not form.get(item.name) and item.name not in kept for item in secrets(engine))


def secrets(engine: Engine) -> list[SettingField]:
    return [item for item in engine.fields if item.kind is FieldKind.SECRET]


def shown(engine: Engine, settings: Mapping[str, str]) -> dict[str, str]:
    """Stored answers for a form; of a secret only that there is one."""
    hidden = {item.name for item in secrets(engine)}
    return {
        item.name: "•" if item.name in hidden else settings[item.name]
        for item in engine.fields
        if settings.get(item.name)
    }


def price(amount: Decimal | None, currency: str, locale: str) -> str:
    """As it can be typed again."""
    return write_amount(Money(amount, currency), locale) if amount is not None else ""


def _cap(typed: str) -> int:
    """Nothing or 0 is no cap; thousands may be parted by commas or blanks."""
    plain = unicodedata.normalize("NFKC", typed).strip().translate(SEPARATORS)
    if not plain:
        return 0
    if not plain.isascii() or not plain.isdecimal() or len(plain) > LONGEST_NUMBER:
        raise Rejected(N_("This should be a number."), "monthly_cap")
    return int(plain)

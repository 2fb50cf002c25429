"""An amount of money as a person types it, read by the habits of his language: one meaning, or a refusal in words.

Digits of any one script are read (１２３ and ١٢٣ too), thousands only where the locale puts them, the currency's
sign or code only of this very currency, and no more decimals than it has: 1.000 in English is no thousand yen.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal, get_currency_symbol, get_decimal_symbol, get_group_symbol

from app.domain.errors import Rejected
from app.domain.money import Money, exponent
from app.domain.words import N_

FIELD = "amount"
HIGHEST = Decimal(10) ** 12
LONGEST = 40
EXAMPLE = Decimal("1234.5")
SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
MARKS = dict.fromkeys(map(ord, "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}"))
MINUSES = ("-", "\N{MINUS SIGN}", "\N{HYPHEN}", "\N{EN DASH}", "\N{EM DASH}", "△", "▲")  # the triangles are Japan's
ARABIC_DECIMAL, ARABIC_GROUP = "\N{ARABIC DECIMAL SEPARATOR}", "\N{ARABIC THOUSANDS SEPARATOR}"
ALSO_WRITTEN = {"JPY": ("¥", "円"), "KRW": ("₩", "원"), "TWD": ("NT$",), "USD": ("US$",), "CNY": ("元",)}


@dataclass(frozen=True, slots=True)
class _Habit:
    """How a locale writes a number."""

    group: str
    decimal: str
    whole: re.Pattern[str]


def parse_amount(text: str, currency: str, locale: str, *, zero: bool = False) -> Money:
    """What `text` means in `currency` to a reader of `locale` (en, ja, de_CH, pt-BR …); raises Rejected, which says
    what to type. Nothing below zero is an amount, and zero itself only where `zero` allows it.
    """
    habit = _habit(_known(locale))
    number = _without_sign(_plain(text, currency, locale, habit), currency, locale)
    if number.startswith(MINUSES):
        raise Rejected(N_("Enter the amount without a minus sign."), FIELD)
    whole, point, decimals = number.partition(habit.decimal)
    if not habit.whole.fullmatch(whole) or (point and not (decimals.isascii() and decimals.isdecimal())):
        raise _unreadable(currency, locale)
    if len(decimals) > exponent(currency):
        raise Rejected(N_("%(currency)s has no amounts as small as that."), FIELD, currency=currency)
    amount = Money.of(f"{whole.replace(habit.group, '')}.{decimals or 0}", currency).rounded()
    return _bounded(amount, zero=zero)


def write_amount(amount: Money, locale: str) -> str:
    """The amount without its currency, for the input it can be typed into again."""
    known = _known(locale)
    first, second = known.decimal_formats[None].grouping
    whole = f"#,{'#' * second},{'#' * (first - 1)}0"
    pattern = f"{whole}.{'0' * amount.exponent}" if amount.exponent else whole
    return format_decimal(amount.rounded().amount, format=pattern, locale=known)


def _bounded(amount: Money, *, zero: bool) -> Money:
    if amount.amount > HIGHEST:
        raise Rejected(N_("That is more than can be entered."), FIELD)
    if not amount and not zero:
        raise Rejected(N_("Enter an amount above zero."), FIELD)
    return amount


def _plain(text: str, currency: str, locale: str, habit: _Habit) -> str:
    """ASCII digits and the locale's own separators. What NFKC would turn into other digits (10² into 102) and
    digits of two scripts side by side have no one meaning.
    """
    given = text.translate(MARKS).strip()
    if len(given) > LONGEST or any(unicodedata.category(sign) in {"No", "Nl"} for sign in given):
        raise _unreadable(currency, locale)
    folded = unicodedata.normalize("NFKC", given)
    digits = {sign: unicodedata.decimal(sign) for sign in folded if sign.isdecimal()}
    if len({ord(sign) - value for sign, value in digits.items()}) > 1:
        raise _unreadable(currency, locale)
    western = str.maketrans({sign: str(value) for sign, value in digits.items()})
    separators = str.maketrans({ARABIC_DECIMAL: habit.decimal, ARABIC_GROUP: habit.group})
    apostrophe = str.maketrans({"'": habit.group} if habit.group == "’" else {})
    return folded.translate(western).translate(separators).translate(apostrophe)


def _without_sign(number: str, currency: str, locale: str) -> str:
    """The sign and the code of this currency may stand before or after, each once; $1.50 USD is how we show it."""
    for names in ((currency.casefold(),), _signs(currency, _known(locale))):
        for name in names:
            folded = number.casefold()
            if folded.startswith(name):
                number = number[len(name) :].strip()
                break
            if folded.endswith(name):
                number = number[: len(number) - len(name)].strip()
                break
    return number


@lru_cache(maxsize=512)
def _signs(currency: str, locale: Locale) -> tuple[str, ...]:
    """What this currency alone is called there, the longest first: a bare $ is not Canadian outside Canada."""
    signs = {get_currency_symbol(currency, locale), get_currency_symbol(currency, "en")}
    signs.update(ALSO_WRITTEN.get(currency, ()))
    folded = {unicodedata.normalize("NFKC", sign.translate(MARKS)).strip().casefold() for sign in signs}
    return tuple(sorted(folded, key=len, reverse=True))


@lru_cache(maxsize=128)
def _habit(locale: Locale) -> _Habit:
    given, decimal = get_group_symbol(locale), get_decimal_symbol(locale)
    group = " " if given in SPACES else given  # NFKC has made all spaces one
    first, second = locale.decimal_formats[None].grouping
    between = rf"(?:{re.escape(group)}[0-9]{{{second}}})*"
    grouped = rf"[1-9][0-9]{{0,{second - 1}}}{between}{re.escape(group)}[0-9]{{{first}}}"
    return _Habit(group, decimal, re.compile(rf"0|[1-9][0-9]*|{grouped}"))


@lru_cache(maxsize=128)
def _known(locale: str) -> Locale:
    try:
        return Locale.parse(locale.replace("-", "_"))
    except (ValueError, UnknownLocaleError):  # an agent's locale is foreign data
        return Locale("en")


def _unreadable(currency: str, locale: str) -> Rejected:
    example = write_amount(Money(EXAMPLE, currency), locale)
    return Rejected(
        N_("Enter an amount in %(currency)s such as %(example)s."), FIELD, currency=currency, example=example
    )

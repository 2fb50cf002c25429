"""Money is a decimal with its currency; shop and customer currency stay apart and no float comes near."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Self

from babel.numbers import format_currency, get_currency_precision

NO_DECIMALS = frozenset({"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"}) | frozenset(
    {"RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"}
)
THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


class CurrencyMismatch(ValueError):
    """Amounts of two currencies were about to be mixed."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in major units (JPY 1500 is 1500, never 150000) and its ISO 4217 code."""

    amount: Decimal
    currency: str

    @classmethod
    def of(cls, amount: str | int | Decimal, currency: str) -> Self:
        """Read Shopify's decimal text; raises ValueError on anything that is not a finite number."""
        try:
            value = Decimal(amount)
        except InvalidOperation as error:
            raise ValueError(f"{amount!r} is not an amount of money") from error
        if not value.is_finite():
            raise ValueError(f"{amount!r} is not an amount of money")
        return cls(value, currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        return cls(Decimal(0), currency)

    @property
    def exponent(self) -> int:
        return exponent(self.currency)

    def rounded(self) -> Self:
        return type(self)(self.amount.quantize(Decimal(1).scaleb(-self.exponent), ROUND_HALF_UP), self.currency)

    def is_whole(self) -> bool:
        """Whether the amount exists in this currency: 1000.50 JPY does not."""
        return self.amount == self.rounded().amount

    def wire(self) -> str:
        """The decimal text Shopify takes: exactly as many places as the currency has."""
        return format(self.rounded().amount, "f")

    def show(self, locale: str) -> str:
        """The amount as a reader of `locale` (en, ja, zh_Hant …) writes it, with the currency's code where the
        sign alone would be taken for another dollar.
        """
        as_usual = get_currency_precision(self.currency) == self.exponent
        shown = format_currency(
            self.amount, self.currency, locale=locale, currency_digits=as_usual, decimal_quantization=as_usual
        )
        is_clear = self.currency in shown or self.currency in {"JPY", "EUR", "GBP", "KRW"}
        return shown if is_clear else f"{shown} {self.currency}"

    def __add__(self, other: Self) -> Self:
        return type(self)(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.amount - self._same(other), self.currency)

    def __lt__(self, other: Self) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Self) -> bool:
        return self.amount <= self._same(other)

    def __bool__(self) -> bool:
        return self.amount != 0

    def _same(self, other: Self) -> Decimal:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} cannot be mixed")
        return other.amount


@dataclass(frozen=True, slots=True)
class MoneyBag:
    """One value in both currencies, as Shopify computed it: what the shop books, what the customer sees."""

    shop: Money
    presentment: Money

    @property
    def is_one_currency(self) -> bool:
        return self.shop.currency == self.presentment.currency


def exponent(currency: str) -> int:
    """Decimal places of a currency: 0 for JPY, 3 for KWD, as ISO 4217 and Shopify have them.

    Not CLDR's, which tells how people write prices: none for RSD, where 1234.56 is what was paid and goes back.
    """
    if currency in NO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2

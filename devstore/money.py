"""Money as Shopify keeps it: decimals in major units, rounded by the currency's exponent; no float anywhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
NO_MINOR_UNITS = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF", "XPF", "PYG", "UGX", "RWF", "DJF", "GNF"})
THREE_MINOR_UNITS = frozenset({"KWD", "BHD", "JOD", "OMR", "TND", "IQD", "LYD"})


def exponent(currency: str) -> int:
    """Return how many decimals the currency has."""
    if currency in NO_MINOR_UNITS:
        return 0
    return 3 if currency in THREE_MINOR_UNITS else 2


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Round half up to the currency's smallest unit."""
    return amount.quantize(Decimal(1).scaleb(-exponent(currency)), ROUND_HALF_UP)


def written(amount: Decimal, currency: str) -> str:
    """Write an amount as Shopify answers it: at least one decimal, "1500.0" for yen."""
    return f"{rounded(amount, currency):.{max(1, exponent(currency))}f}"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in major units of one currency."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        """Write it as Shopify does in messages."""
        return f"{written(self.amount, self.currency)} {self.currency}"


@dataclass(frozen=True, slots=True)
class MoneyBag:
    """The same value in the shop's currency and in the customer's (presentment), which is the truth."""

    shop: Money
    presentment: Money

    def __add__(self, other: "MoneyBag") -> "MoneyBag":
        """Add both sides."""
        return MoneyBag(
            Money(self.shop.amount + other.shop.amount, self.shop.currency),
            Money(self.presentment.amount + other.presentment.amount, self.presentment.currency),
        )

    def __sub__(self, other: "MoneyBag") -> "MoneyBag":
        """Subtract both sides."""
        return MoneyBag(
            Money(self.shop.amount - other.shop.amount, self.shop.currency),
            Money(self.presentment.amount - other.presentment.amount, self.presentment.currency),
        )

    def __bool__(self) -> bool:
        """Is there anything in it."""
        return self.presentment.amount != ZERO


@dataclass(frozen=True, slots=True)
class Exchange:
    """An order's own rate: how much shop currency one unit of the customer's currency was when it was placed."""

    shop_currency: str
    presentment_currency: str
    rate: Decimal

    def bag(self, presentment: Decimal | int | str) -> MoneyBag:
        """Both sides of an amount the customer sees, each rounded by its currency."""
        amount = rounded(Decimal(presentment), self.presentment_currency)
        shop = rounded(amount * self.rate, self.shop_currency)
        return MoneyBag(Money(shop, self.shop_currency), Money(amount, self.presentment_currency))

    def total(self, bags: Iterable[MoneyBag]) -> MoneyBag:
        """Add bags up; an empty sum is zero in both currencies."""
        return sum(bags, self.bag(0))

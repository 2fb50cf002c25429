"""The rate an order was paid at, for people to read; no amount is computed with it."""

from decimal import Decimal

from app.domain.money import MoneyBag

DIGITS = 4  # 149.2 says enough


def paid_rate(total: MoneyBag | None) -> Decimal | None:
    """How much of the shop's currency one of the customer's was; None where it is one currency or nothing was paid."""
    if total is None or total.is_one_currency or not total.presentment:
        return None
    rate = total.shop.amount / total.presentment.amount
    places = max(0, DIGITS - 1 - rate.adjusted())
    return rate.quantize(Decimal(1).scaleb(-places))

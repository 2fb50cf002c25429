"""What an exchange costs: the variant's price in the customer's currency, less its discount, taxed as the order is."""

from dataclasses import dataclass
from decimal import Decimal

from devstore.money import MoneyBag
from devstore.state.orders import Order, TaxLine
from devstore.state.returns import ExchangeLine


@dataclass(frozen=True, slots=True)
class ExchangeAmount:
    """The money of so many pieces that go out."""

    subtotal: MoneyBag
    taxes: list[TaxLine]
    tax: MoneyBag
    charge: MoneyBag  # what it adds to what the customer owes


def amount_of(order: Order, line: ExchangeLine, pieces: int, before: int = 0) -> ExchangeAmount:
    """The part for `pieces` after `before` earlier ones; parts add up to the whole."""
    subtotal = _upto(order, line, before + pieces) - _upto(order, line, before)
    taxes = [_taxed(order, tax, subtotal) for tax in _rates(order)]
    tax = order.exchange.total(item.price for item in taxes)
    return ExchangeAmount(subtotal, taxes, tax, subtotal if order.taxes_included else subtotal + tax)


def discount_of(order: Order, line: ExchangeLine, pieces: int, before: int = 0) -> MoneyBag:
    """The part of the discount for `pieces` after `before` earlier ones."""
    full = order.exchange.bag(line.unit_price.presentment.amount * pieces)
    return full - amount_of(order, line, pieces, before).subtotal


def _upto(order: Order, line: ExchangeLine, pieces: int) -> MoneyBag:
    off = line.discount.presentment.amount if line.discount else Decimal(0)
    return order.exchange.bag(line.unit_price.presentment.amount * pieces - off * pieces / line.quantity)


def _rates(order: Order) -> list[TaxLine]:
    return order.line_items[0].tax_lines if order.line_items else []


def _taxed(order: Order, like: TaxLine, subtotal: MoneyBag) -> TaxLine:
    whole = subtotal.presentment.amount
    part = whole * like.rate / (1 + like.rate) if order.taxes_included else whole * like.rate
    return TaxLine(like.title, like.rate, order.exchange.bag(part))

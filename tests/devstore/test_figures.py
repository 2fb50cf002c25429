"""Figures that must add up: parts of a line never lose or gain the smallest coin, whatever the split."""

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from devstore import figures
from devstore.codec import decode, encode
from devstore.money import Exchange, exponent, rounded
from devstore.state.orders import LineItem, Order, RefundLine

NOW = datetime(2026, 11, 22, tzinfo=UTC)
CURRENCIES = st.sampled_from(["JPY", "USD", "EUR", "KRW", "TWD", "KWD"])


def _order(exchange, line):
    return Order(1, "#1", NOW, NOW, NOW, exchange, [line])


@given(
    currency=CURRENCIES,
    rate=st.decimals("0.001", "500", places=3),
    price=st.decimals("0.01", "9999", places=2),
    splits=st.lists(st.integers(1, 9), min_size=1, max_size=6),
)
def test_the_parts_of_a_line_add_up_to_the_whole_in_both_currencies(currency, rate, price, splits):
    exchange = Exchange("JPY", currency, rate)
    line = LineItem(1, "Cup", sum(splits), exchange.bag(price))
    order = _order(exchange, line)
    whole, before, parts = figures.line_subtotal(order, line), 0, []
    for count in splits:
        parts.append(figures.share(order, whole, line, count, before))
        before += count
    assert exchange.total(parts).presentment == whole.presentment
    assert all(part.presentment.amount >= 0 and part.shop.amount >= 0 for part in parts)
    assert sum(part.shop.amount for part in parts) == exchange.bag(whole.presentment.amount).shop.amount


@given(currency=CURRENCIES, amount=st.decimals("0", "99999", places=4))
def test_rounding_keeps_to_the_currencys_decimals(currency, amount):
    result = rounded(amount, currency)
    assert -result.as_tuple().exponent == exponent(currency)
    assert abs(result - amount) <= Decimal(1).scaleb(-exponent(currency)) / 2


def test_an_order_survives_the_journey_to_json_and_back():
    exchange = Exchange("JPY", "USD", Decimal("150.25"))
    line = LineItem(14_000_000_000_000_001, "Cup", 3, exchange.bag("19.99"))
    order = _order(exchange, line)
    assert decode(Order, encode(order)) == order


def test_what_is_left_to_ship_follows_cancelled_pieces_but_not_plain_refunds():
    exchange = Exchange("JPY", "JPY", Decimal(1))
    line = LineItem(1, "Cup", 5, exchange.bag(100))
    order = _order(exchange, line)
    from devstore.state.orders import Refund

    for number, kind in enumerate(["CANCEL", "NO_RESTOCK"], 1):
        bag = exchange.bag(100)
        order.refunds.append(Refund(number, NOW, lines=[RefundLine(number, 1, 1, kind, bag, exchange.bag(0))]))
    assert figures.unfulfilled_quantity(order, line) == 4
    assert figures.refundable_quantity(order, line) == 3

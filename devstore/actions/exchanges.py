"""Exchanges: agreed on with the return, shipped once processed; what is not paid for waits for payment."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from devstore import figures
from devstore.actions.errors import ActionError
from devstore.actions.holds import WantedHold, hold
from devstore.change import Change
from devstore.exchanging import amount_of, discount_of
from devstore.money import Money, MoneyBag
from devstore.packing import Packing
from devstore.state.orders import LineItem, Order
from devstore.state.returns import ExchangeLine, Return
from devstore.state.shops import Product, ShopState, Variant

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class WantedExchange:
    """So many pieces of a variant, with a discount in percent or as an amount for the line."""

    variant_id: int | None
    quantity: int
    percentage: Decimal | None = None
    amount: Money | None = None


def lines_for(state: ShopState, order: Order, wanted: Iterable[WantedExchange]) -> list[ExchangeLine]:
    """Price what somebody wants instead; raise ActionError for what cannot be had. Ids are given when it is agreed."""
    return [_line(state, order, item) for item in wanted]


def _line(state: ShopState, order: Order, wanted: WantedExchange) -> ExchangeLine:
    if wanted.quantity <= 0:
        raise ActionError("Quantity must be greater than 0", "exchangeLineItems", "quantity", code="GREATER_THAN")
    product, variant = _variant(state, wanted.variant_id)
    price = order.exchange.bag(variant.price / order.exchange.rate)
    return ExchangeLine(
        id=0,
        variant_id=variant.id,
        product_id=product.id,
        title=product.title,
        variant_title=variant.title,
        sku=variant.sku,
        quantity=wanted.quantity,
        unit_price=price,
        discount=_discount(order, wanted, price.presentment.amount * wanted.quantity),
    )


def _variant(state: ShopState, number: int | None) -> tuple[Product, Variant]:
    for product in state.shop.products:
        for variant in product.variants:
            if variant.id == number:
                return product, variant
    raise ActionError("Variant does not exist", "exchangeLineItems", "variantId", code="NOT_FOUND")


def _discount(order: Order, wanted: WantedExchange, whole: Decimal) -> MoneyBag | None:
    if wanted.percentage is not None:
        if not 0 <= wanted.percentage <= WHOLE:
            raise ActionError("Percentage must be between 0 and 100", "exchangeLineItems", "appliedDiscount")
        return order.exchange.bag(whole * wanted.percentage / WHOLE) or None
    if wanted.amount is None:
        return None
    if wanted.amount.currency != order.exchange.presentment_currency or not 0 <= wanted.amount.amount <= whole:
        raise ActionError("Discount amount is not possible", "exchangeLineItems", "appliedDiscount")
    return order.exchange.bag(wanted.amount.amount) or None


def agree(change: Change, returned: Return, lines: list[ExchangeLine]) -> None:
    """Put priced lines on a return."""
    for line in lines:
        line.id = change.new_id("ExchangeLineItem")
    returned.exchanges += lines


def check_pieces(returned: Return, pieces: dict[int, int]) -> None:
    """Raise ActionError unless these pieces are still to be processed."""
    lines = {line.id: line for line in returned.exchanges}
    for key, count in pieces.items():
        if key not in lines:
            raise ActionError("Exchange line item does not exist", "input", "exchangeLineItems", code="NOT_FOUND")
        if not 0 < count <= lines[key].quantity - lines[key].processed:
            raise ActionError("Quantity exceeds what can be processed", "input", "exchangeLineItems")


def charge_of(order: Order, returned: Return, pieces: dict[int, int]) -> MoneyBag:
    """What these pieces cost the customer."""
    lines = {line.id: line for line in returned.exchanges}
    return order.exchange.total(
        amount_of(order, lines[key], count, lines[key].processed).charge for key, count in pieces.items()
    )


def send_out(change: Change, order: Order, returned: Return, pieces: dict[int, int]) -> Packing:
    """Put the pieces on the order, on a fulfillment order of their own."""
    packing = Packing(order, change.new_id("FulfillmentOrder"), [])
    for line in returned.exchanges:
        if count := pieces.get(line.id):
            item = _item(change, order, line, count)
            item.packing_id = packing.id
            line.processed += count
            line.line_item_ids.append(item.id)
            order.line_items.append(item)
            packing.lines.append(item)
    return packing


def _item(change: Change, order: Order, line: ExchangeLine, pieces: int) -> LineItem:
    amount = amount_of(order, line, pieces, line.processed)
    return LineItem(
        id=change.new_id("LineItem"),
        title=line.title,
        quantity=pieces,
        unit_price=line.unit_price,
        sku=line.sku,
        variant_title=line.variant_title,
        variant_id=line.variant_id,
        product_id=line.product_id,
        discount=discount_of(order, line, pieces, line.processed) or None,
        tax_lines=amount.taxes,
    )


def hold_unpaid(change: Change, packing: Packing) -> None:
    """Nothing leaves while the customer owes for it."""
    if figures.outstanding(packing.order):
        hold(change, packing, WantedHold("AWAITING_PAYMENT", by_app=False))

"""The control API's hand that places orders, of any currency, payment and tax, as tests need them."""

from decimal import Decimal
from typing import Any

from devstore.actions import orders
from devstore.change import Change
from devstore.money import Exchange
from devstore.state.orders import Duty, LineItem, Order, ShippingLine, TaxLine, Transaction
from devstore.state.shops import Customer


def place(change: Change, _: None, asked: dict[str, Any]) -> dict[str, Any]:
    """Place an order from JSON: lines, currency and rate, buyer, payments; amounts in the customer's currency.

    A payment's "kind" may be AUTHORIZATION, its "manual" true; no payments at all ([]) leave the order unpaid.
    """
    shop = change.state.shop
    rate = Decimal(str(asked.get("rate") or "1"))
    exchange = Exchange(shop.currency, asked.get("currency") or shop.currency, rate)
    buyer = _buyer(change, asked)
    order = Order(
        id=change.new_id("Order"),
        name=asked.get("name") or orders.next_name(change),
        created_at=change.now,
        updated_at=change.now,
        processed_at=change.now,
        exchange=exchange,
        line_items=[line_of(change, exchange, item) for item in asked["lines"]],
        email=buyer.email,
        customer_id=buyer.id,
        customer_locale=buyer.locale,
        taxes_included=bool(asked.get("taxes_included")),
        shipping_address=buyer.default_address,
    )
    if asked.get("shipping"):
        line = ShippingLine(change.new_id("ShippingLine"), "Standard", exchange.bag(asked["shipping"]), "standard")
        order.shipping_lines.append(line)
    order.transactions += [_payment(change, exchange, item) for item in asked.get("payments", ())]
    if "payments" not in asked:
        orders.pay(change, order)
    return said(orders.announce_placed(change, order))


def _buyer(change: Change, asked: dict[str, Any]) -> Customer:
    email = asked.get("email") or "someone@example.com"
    known = next((one for one in change.state.customers.values() if one.email == email), None)
    return known or change.add_customer(
        Customer(
            change.new_id("Customer"),
            asked.get("first_name") or "Some",
            asked.get("last_name") or "One",
            change.now,
            change.now,
            email=email,
            locale=asked.get("locale") or "en",
        )
    )


def line_of(change: Change, exchange: Exchange, item: dict[str, Any]) -> LineItem:
    """A line from JSON; "variant" is the number of one of the shop's."""
    line = LineItem(
        id=change.new_id("LineItem"),
        title=item.get("title") or "Cup",
        quantity=int(item.get("quantity") or 1),
        unit_price=exchange.bag(item["price"]),
        sku=item.get("sku"),
        variant_id=item.get("variant"),
    )
    if item.get("discount"):
        line.discount = exchange.bag(item["discount"])
    if item.get("tax"):
        line.tax_lines.append(TaxLine("Tax", Decimal("0.1"), exchange.bag(item["tax"])))
    if item.get("duty"):
        line.duties.append(Duty(change.new_id("Duty"), exchange.bag(item["duty"])))
    return line


def _payment(change: Change, exchange: Exchange, item: dict[str, Any]) -> Transaction:
    return Transaction(
        id=change.new_id("OrderTransaction"),
        kind=item.get("kind") or "SALE",
        status=item.get("status") or "SUCCESS",
        gateway=item["gateway"],
        formatted_gateway=item["gateway"].replace("_", " ").title(),
        amount=exchange.bag(item["amount"]),
        created_at=change.now,
        processed_at=change.now,
        manual=bool(item.get("manual")),
    )


def said(order: Order, **more: Any) -> dict[str, Any]:
    """What every answer about an order says."""
    lines = [f"gid://shopify/LineItem/{line.id}" for line in order.line_items]
    return {"gid": order.gid, "name": order.name, "line_items": lines, **more}

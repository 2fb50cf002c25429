"""Place, edit and address orders; an address can be replaced until everything has left."""

from dataclasses import dataclass
from uuid import uuid4

from devstore import figures
from devstore.actions.errors import ActionError
from devstore.change import Change
from devstore.money import Exchange
from devstore.state.orders import Address, LineItem, Order, ShippingLine, Transaction
from devstore.state.platform import Subject
from devstore.state.shops import Customer, Product, Variant


@dataclass(frozen=True, slots=True)
class Basket:
    """What somebody buys: variants with quantities; the exchange is the rate of this moment."""

    customer: Customer
    lines: list[tuple[Product, Variant, int]]
    exchange: Exchange
    shipping: str = "0"


def place_order(change: Change, basket: Basket) -> Order:
    """Place a paid order; emits orders/create, order_transactions/create and orders/paid."""
    exchange = basket.exchange
    order = Order(
        id=change.new_id("Order"),
        name=next_name(change),
        created_at=change.now,
        updated_at=change.now,
        processed_at=change.now,
        exchange=exchange,
        line_items=[_line(change, exchange, *line) for line in basket.lines],
        email=basket.customer.email,
        phone=basket.customer.phone,
        customer_id=basket.customer.id,
        customer_locale=basket.customer.locale,
        confirmation_number=uuid4().hex[:9].upper(),
        taxes_included=change.state.shop.taxes_included,
        shipping_lines=[
            ShippingLine(change.new_id("ShippingLine"), "Standard", exchange.bag(basket.shipping), "standard")
        ],
        shipping_address=basket.customer.default_address,
        billing_address=basket.customer.default_address,
    )
    return announce_placed(change, pay(change, order))


def announce_placed(change: Change, order: Order) -> Order:
    """Store an order that somebody made and announce it as new."""
    change.add_order(order)
    change.emit("orders/create", Subject(order=order))
    for transaction in order.transactions:
        change.emit("order_transactions/create", Subject(order=order, transaction=transaction))
    if figures.financial_status(order) == "PAID":
        change.emit("orders/paid", Subject(order=order))
    return order


def pay(change: Change, order: Order) -> Order:
    """Pay all of a new order by card."""
    whole = figures.total(order)
    payment = Transaction(
        id=change.new_id("OrderTransaction"),
        kind="SALE",
        status="SUCCESS",
        gateway="shopify_payments",
        amount=whole,
        created_at=change.now,
        processed_at=change.now,
    )
    order.transactions.append(payment)
    return order


def _line(change: Change, exchange: Exchange, product: Product, variant: Variant, quantity: int) -> LineItem:
    return LineItem(
        id=change.new_id("LineItem"),
        title=product.title,
        quantity=quantity,
        unit_price=exchange.bag(variant.price / exchange.rate),
        sku=variant.sku,
        variant_title=variant.title,
        variant_id=variant.id,
        product_id=product.id,
        image_url=product.image_url,
    )


def next_name(change: Change) -> str:
    """The name after the highest one."""
    numbers = [int(name[1:]) for order in change.state.orders.values() if (name := order.name)[1:].isdecimal()]
    return f"#{max(numbers, default=1000) + 1}"


def edit_order(
    change: Change, order: Order, note: str | None = None, tags: list[str] | None = None, email: str | None = None
) -> None:
    """Replace what is given; None leaves it as it was."""
    order.note = order.note if note is None else note
    order.tags = order.tags if tags is None else sorted(set(tags), key=str.lower)
    order.email = order.email if email is None else email
    change.touch(order)
    change.emit("orders/updated", Subject(order=order))


def check_address(order: Order, place: Address) -> None:
    """Raise ActionError unless the parcel can still be sent there."""
    if order.cancelled_at is not None:
        raise ActionError("Shipping address cannot be changed on a cancelled order", "shippingAddress")
    if order.fulfillments and not any(figures.unfulfilled_quantity(order, line) for line in order.line_items):
        raise ActionError("Shipping address cannot be changed after the order is fulfilled", "shippingAddress")
    for value, name, word in (
        (place.country_code, "countryCode", "Country"),
        (place.address1, "address1", "Address1"),
        (place.city, "city", "City"),
    ):
        if not value.strip():
            raise ActionError(f"{word} can't be blank", "shippingAddress", name)


def readdress(change: Change, order: Order, place: Address) -> None:
    """Replace the shipping address; taxes are left as they were."""
    order.shipping_address = place
    order.addresses += 1
    change.touch(order)


def send_invoice(change: Change, order: Order, to: str | None) -> None:
    """Mail the customer what is still to pay."""
    code = "ORDER_INVOICE_SEND_UNSUCCESSFUL"
    if not figures.outstanding(order):
        raise ActionError("The order has no outstanding balance", "id", code=code)
    address = to or order.email
    if not address:
        raise ActionError("The order has no email address", "email", code=code)
    order.invoices.append(address)
    change.touch(order)
    change.emit("orders/updated", Subject(order=order))

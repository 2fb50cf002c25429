"""Place, edit and cancel orders; a cancel is asynchronous, as Shopify's is, and may turn out to have failed."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from devstore import figures
from devstore.actions.errors import ActionError
from devstore.actions.refunds import as_suggested, create_refund
from devstore.change import Change
from devstore.money import Exchange
from devstore.refunding import Wanted, WantedDuty, WantedLine
from devstore.state.orders import LineItem, Order, ShippingLine, Transaction
from devstore.state.platform import Job, Subject
from devstore.state.shops import Customer, Product, Variant

JOB_SECONDS = 0.5


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


@dataclass(frozen=True, slots=True)
class Cancellation:
    """Why and how an order is cancelled."""

    reason: str
    restock: bool = False
    refund: bool = False
    staff_note: str | None = None


def request_cancel(change: Change, order: Order, asked: Cancellation) -> Job:
    """Start a cancel; the job ends a moment later, and only then is it known whether it succeeded."""
    if order.cancelled_at is not None:
        raise ActionError("Order has already been cancelled", "orderId")
    if any(item.status in {"REQUESTED", "OPEN"} for item in order.returns):
        raise ActionError("Cannot cancel an order with active returns", "orderId")
    job = Job(
        id=str(uuid4()),
        shop=change.state.shop.domain,
        order_id=order.id,
        done_at=change.moment + timedelta(seconds=JOB_SECONDS),
        arguments={
            "kind": "cancel",
            "reason": asked.reason,
            "restock": "yes" if asked.restock else "",
            "refund": "yes" if asked.refund else "",
            "staff_note": asked.staff_note or "",
        },
    )
    change.later(job)
    return job


def finish_cancel(change: Change, order: Order, asked: Cancellation) -> None:
    """Cancel now, refunding what was paid if asked; raise ActionError when something was shipped meanwhile."""
    if any(parcel.status == "SUCCESS" for parcel in order.fulfillments):
        raise ActionError("Cannot cancel an order with fulfillments", "orderId")
    if asked.refund and figures.maximum_refundable(order):
        create_refund(change, order, as_suggested(order, _all_that_is_left(order, asked), asked.staff_note))
    order.cancelled_at = order.closed_at = change.now
    order.cancel_reason, order.cancel_staff_note = asked.reason, asked.staff_note
    change.touch(order)
    change.emit("orders/cancelled", Subject(order=order))
    change.emit("orders/updated", Subject(order=order))


def _all_that_is_left(order: Order, asked: Cancellation) -> Wanted:
    kind = "CANCEL" if asked.restock else "NO_RESTOCK"
    left = [(line, figures.refundable_quantity(order, line)) for line in order.line_items]
    duties = [WantedDuty(duty.id) for line in order.line_items for duty in line.duties]
    lines = [WantedLine(line, count, kind) for line, count in left if count]
    return Wanted(lines, None, full_shipping=True, duties=duties)


def edit_order(
    change: Change, order: Order, note: str | None = None, tags: list[str] | None = None, email: str | None = None
) -> None:
    """Replace what is given; None leaves it as it was."""
    order.note = order.note if note is None else note
    order.tags = order.tags if tags is None else sorted(set(tags), key=str.lower)
    order.email = order.email if email is None else email
    change.touch(order)
    change.emit("orders/updated", Subject(order=order))

"""One order told in a few words, and how it is carried out with the store's own actions at the times it tells."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from devstore import figures
from devstore.actions.fulfillments import Happening, add_fulfillment_event, ship_order
from devstore.actions.orders import announce_placed
from devstore.actions.refunds import refund_as_suggested
from devstore.actions.returnable import WantedReturn
from devstore.actions.returns import approve_return, close_return, request_return
from devstore.change import Change
from devstore.money import Exchange
from devstore.refunding import Wanted, WantedLine
from devstore.seed.paying import PAYMENTS
from devstore.seed.people import Person
from devstore.state.orders import Address, Duty, Fulfillment, LineItem, Order, ShippingLine, TaxLine, Tracking
from devstore.state.shops import Customer, Product, Variant

TAX = Decimal("0.1")
TRACK_URL = {
    "Japan Post": "https://track.japanpost.example/{}",
    "DHL Express": "https://track.dhl.example/{}",
    "Yamato": "https://track.yamato.example/{}",
}


@dataclass(frozen=True, slots=True)
class Step:
    """Something a carrier reported, so many days after the order."""

    days: float
    status: str
    message: str
    city: str
    country: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """An order: who, when, in which money, what; and what became of it, in days after it was placed."""

    number: int
    person: Person
    placed: datetime
    currency: str
    rate: Decimal
    basket: tuple[tuple[str, int, int], ...]  # handle, variant, quantity
    shipping: int = 2400  # yen
    duty_percent: int = 0
    shipped_after: float | None = None
    shipped_pieces: int | None = None  # of the first line only; None ships everything
    company: str = "Japan Post"
    steps: tuple[Step, ...] = ()
    refunded: tuple[float, int] | None = None  # days, pieces of the first line
    returned: tuple[float, str, str] | None = None  # days, state (REQUESTED, OPEN, CLOSED), the customer's note
    note: str | None = None
    tags: tuple[str, ...] = field(default=())
    payment: str = "card"
    import_tax_percent: int = 0


def cook(change: Change, recipe: Recipe, customer: Customer) -> Order:
    """Place the order and let everything happen that the recipe tells."""
    change.now = recipe.placed.replace(microsecond=0)
    order = announce_placed(change, PAYMENTS[recipe.payment](change, _order(change, recipe, customer)))
    if recipe.shipped_after is not None:
        parcel = _ship(change, recipe, order)
        for step in recipe.steps:
            _at(change, recipe, step.days)
            happening = Happening(step.status, step.message, step.city, step.country)
            add_fulfillment_event(change, order, parcel, happening)
        if recipe.returned:
            _return(change, recipe, order, parcel)
    if recipe.refunded:
        days, pieces = recipe.refunded
        _at(change, recipe, days)
        refund_as_suggested(change, order, Wanted([WantedLine(order.line_items[0], pieces)]), "Arrived damaged")
    return order


def address(person: Person) -> Address:
    return Address(
        first_name=person.first_name,
        last_name=person.last_name,
        address1=person.address1,
        city=person.city,
        zip=person.zip,
        country_code=person.country,
        province_code=person.province,
        phone=person.phone,
    )


def _at(change: Change, recipe: Recipe, days: float) -> None:
    change.now = (recipe.placed + timedelta(days=days)).replace(microsecond=0)


def _order(change: Change, recipe: Recipe, customer: Customer) -> Order:
    exchange = Exchange("JPY", recipe.currency, recipe.rate)
    goods = {product.handle: product for product in change.state.shop.products}
    taxed = recipe.person.country == "JP"
    lines = [_line(change, exchange, goods[handle], kind, count) for handle, kind, count in recipe.basket]
    for line in lines:
        _charge(change, exchange, line, tax=TAX if taxed else Decimal(0), duty=Decimal(recipe.duty_percent))
        _import(exchange, line, Decimal(recipe.import_tax_percent))
    number = change.new_id("ShippingLine")
    shipping = ShippingLine(number, recipe.company, exchange.bag(recipe.shipping / recipe.rate), "standard")
    return Order(
        id=change.new_id("Order"),
        name=f"#{recipe.number}",
        created_at=change.now,
        updated_at=change.now,
        processed_at=change.now,
        exchange=exchange,
        line_items=lines,
        email=customer.email,
        phone=customer.phone,
        customer_id=customer.id,
        customer_locale=recipe.person.locale,
        confirmation_number=f"K{recipe.number * 7919 % 10**8:08d}",
        note=recipe.note,
        tags=list(recipe.tags),
        taxes_included=not recipe.import_tax_percent,
        shipping_lines=[shipping],
        shipping_address=address(recipe.person),
        billing_address=address(recipe.person),
    )


def _line(change: Change, exchange: Exchange, product: Product, kind: int, quantity: int) -> LineItem:
    variant: Variant = product.variants[kind % len(product.variants)]
    return LineItem(
        id=change.new_id("LineItem"),
        title=product.title,
        quantity=quantity,
        unit_price=exchange.bag(variant.price / exchange.rate),
        sku=variant.sku,
        variant_title=variant.title,
        variant_id=variant.id,
        product_id=product.id,
    )


def _charge(change: Change, exchange: Exchange, line: LineItem, tax: Decimal, duty: Decimal) -> None:
    """Japanese tax is inside the price; duties come on top of it."""
    whole = line.unit_price.presentment.amount * line.quantity
    if tax:
        line.tax_lines.append(TaxLine("消費税", tax, exchange.bag(whole * tax / (1 + tax))))
    if duty:
        line.duties.append(Duty(change.new_id("Duty"), exchange.bag(whole * duty / 100)))


def _import(exchange: Exchange, line: LineItem, percent: Decimal) -> None:
    """Import tax is taken at checkout, on top of goods and duty."""
    if percent:
        whole = line.unit_price.presentment.amount * line.quantity
        whole += sum((duty.price.presentment.amount for duty in line.duties), Decimal(0))
        line.tax_lines.append(TaxLine("Import VAT", percent / 100, exchange.bag(whole * percent / 100)))


def _ship(change: Change, recipe: Recipe, order: Order) -> Fulfillment:
    _at(change, recipe, recipe.shipped_after or 0)
    number = _tracking_number(recipe)
    tracking = Tracking(recipe.company, number, TRACK_URL[recipe.company].format(number))
    part = None if recipe.shipped_pieces is None else {order.line_items[0].id: recipe.shipped_pieces}
    return ship_order(change, order, part, tracking)


def _tracking_number(recipe: Recipe) -> str:
    digits = f"{recipe.number * 104_729 % 10**9:09d}"
    return f"EM{digits}JP" if recipe.company == "Japan Post" else f"{digits}0"


def _return(change: Change, recipe: Recipe, order: Order, parcel: Fulfillment) -> None:
    days, state, note = recipe.returned or (0.0, "", "")
    _at(change, recipe, days)
    wanted = WantedReturn(parcel.lines[0].id, 1, customer_note=note)
    returned = request_return(change, order, [wanted])
    if state in {"OPEN", "CLOSED"}:
        _at(change, recipe, days + 0.5)
        approve_return(change, order, returned)
    if state == "CLOSED":
        _at(change, recipe, days + 9)
        line = order.line(parcel.lines[0].line_item_id)
        if line is not None and figures.refundable_quantity(order, line):
            refund_as_suggested(change, order, Wanted([WantedLine(line, 1)]), "Returned")
        close_return(change, order, returned)

"""Orders and all that hangs on them; amounts are MoneyBags, ids are Shopify's numbers, times are aware UTC."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from devstore.money import Exchange, MoneyBag
from devstore.state.naming import full_name
from devstore.state.packing import Hold
from devstore.state.returns import Return


@dataclass(slots=True)
class Address:
    """A postal address."""

    first_name: str
    last_name: str
    address1: str
    city: str
    zip: str
    country_code: str
    address2: str | None = None
    province_code: str | None = None
    phone: str | None = None
    company: str | None = None

    @property
    def name(self) -> str:
        """First and last name as one."""
        return full_name(self.first_name, self.last_name)


@dataclass(slots=True)
class TaxLine:
    """One tax on a whole line (all its pieces)."""

    title: str
    rate: Decimal
    price: MoneyBag


@dataclass(slots=True)
class Duty:
    """The customs duty on a whole line."""

    id: int
    price: MoneyBag
    hs_code: str = "691200"
    country_of_origin: str = "JP"


@dataclass(slots=True)
class LineItem:
    """What was bought; `discount` and `tax_lines` are for the whole line, `unit_price` is before discounts."""

    id: int
    title: str
    quantity: int
    unit_price: MoneyBag
    sku: str | None = None
    variant_title: str | None = None
    variant_id: int | None = None
    product_id: int | None = None
    discount: MoneyBag | None = None
    tax_lines: list[TaxLine] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    requires_shipping: bool = True
    is_gift_card: bool = False
    packing_id: int | None = None  # the fulfillment order of an exchange; None: that of what was bought
    image_url: str | None = None


@dataclass(slots=True)
class ShippingLine:
    """How it ships and what that cost after discounts."""

    id: int
    title: str
    price: MoneyBag
    code: str | None = None
    tax_lines: list[TaxLine] = field(default_factory=list)


@dataclass(slots=True)
class Transaction:
    """Money that moved or tried to: AUTHORIZATION, SALE, CAPTURE, REFUND or VOID; SUCCESS, PENDING or FAILURE."""

    id: int
    kind: str
    status: str
    gateway: str
    amount: MoneyBag
    created_at: datetime
    formatted_gateway: str = "Shopify Payments"
    parent_id: int | None = None
    error_code: str | None = None
    manual: bool = False
    processed_at: datetime | None = None


@dataclass(slots=True)
class FulfillmentLine:
    """So many pieces of a line in one parcel."""

    id: int
    line_item_id: int
    quantity: int


@dataclass(slots=True)
class FulfillmentEvent:
    """What the carrier says happened: IN_TRANSIT, DELAYED, DELIVERED ..."""

    id: int
    status: str
    happened_at: datetime
    created_at: datetime
    message: str | None = None
    city: str | None = None
    country: str | None = None
    estimated_delivery_at: datetime | None = None


@dataclass(slots=True)
class Tracking:
    """One tracking number of a parcel."""

    company: str | None = None
    number: str | None = None
    url: str | None = None


@dataclass(slots=True)
class Fulfillment:
    """One parcel; status SUCCESS or CANCELLED."""

    id: int
    name: str
    status: str
    created_at: datetime
    updated_at: datetime
    lines: list[FulfillmentLine] = field(default_factory=list)
    tracking: list[Tracking] = field(default_factory=list)
    events: list[FulfillmentEvent] = field(default_factory=list)
    location_id: int | None = None
    estimated_delivery_at: datetime | None = None


@dataclass(slots=True)
class RefundLine:
    """So many pieces of a line given back; subtotal is after discounts, without tax unless prices include it."""

    id: int
    line_item_id: int
    quantity: int
    restock_type: str
    subtotal: MoneyBag
    tax: MoneyBag
    location_id: int | None = None


@dataclass(slots=True)
class RefundDuty:
    """The part of a duty that was given back."""

    duty_id: int
    amount: MoneyBag


@dataclass(slots=True)
class Refund:
    """The record of a refund; whether money moved is said by its transactions."""

    id: int
    created_at: datetime
    note: str | None = None
    lines: list[RefundLine] = field(default_factory=list)
    transaction_ids: list[int] = field(default_factory=list)
    shipping: MoneyBag | None = None
    shipping_tax: MoneyBag | None = None
    duties: list[RefundDuty] = field(default_factory=list)
    return_id: int | None = None
    restock: bool = False
    discrepancy: MoneyBag | None = None  # paid out beyond (or short of) what the lines, shipping and duties come to
    discrepancy_reason: str | None = None
    edit: bool = False  # pieces that an edit took off the order; no money moved


@dataclass(slots=True)
class Order:
    """An order; `exchange` is its own rate between the two currencies."""

    id: int
    name: str
    created_at: datetime
    updated_at: datetime
    processed_at: datetime
    exchange: Exchange
    line_items: list[LineItem]
    email: str | None = None
    phone: str | None = None
    customer_id: int | None = None
    customer_locale: str | None = None
    confirmation_number: str = ""
    closed_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    cancel_staff_note: str | None = None
    note: str | None = None
    tags: list[str] = field(default_factory=list)
    source_name: str = "web"
    test: bool = False
    taxes_included: bool = False
    duties_included: bool = False
    discount_codes: list[str] = field(default_factory=list)
    shipping_lines: list[ShippingLine] = field(default_factory=list)
    shipping_address: Address | None = None
    billing_address: Address | None = None
    transactions: list[Transaction] = field(default_factory=list)
    fulfillments: list[Fulfillment] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    holds_placed: int = 0
    invoices: list[str] = field(default_factory=list)  # to whom a balance was mailed
    addresses: int = 0  # how often the shipping address was replaced

    @property
    def gid(self) -> str:
        """Shopify's global id."""
        return f"gid://shopify/Order/{self.id}"

    def line(self, line_item_id: int) -> LineItem | None:
        """Find one of its lines."""
        return next((line for line in self.line_items if line.id == line_item_id), None)

"""An order as Shopify last told it, in small typed shapes; order names are found in free text here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.money import MoneyBag


class OpenEnum(StrEnum):
    """An enum that grows over there with every quarter: an unknown word is UNKNOWN, never a crash."""

    @classmethod
    def _missing_(cls, value: object) -> "OpenEnum | None":
        known = cls.__members__.get(str(value).upper())
        return known or cls.__members__.get("UNKNOWN")


class FinancialStatus(OpenEnum):
    AUTHORIZED = "AUTHORIZED"
    EXPIRED = "EXPIRED"
    PAID = "PAID"
    PARTIALLY_PAID = "PARTIALLY_PAID"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    PENDING = "PENDING"
    REFUNDED = "REFUNDED"
    VOIDED = "VOIDED"
    UNKNOWN = "UNKNOWN"


class FulfillmentStatus(OpenEnum):
    FULFILLED = "FULFILLED"
    FULFILLMENT_NOT_REQUIRED = "FULFILLMENT_NOT_REQUIRED"
    IN_PROGRESS = "IN_PROGRESS"
    ON_HOLD = "ON_HOLD"
    OPEN = "OPEN"
    PARTIALLY_FULFILLED = "PARTIALLY_FULFILLED"
    PENDING_FULFILLMENT = "PENDING_FULFILLMENT"
    REQUEST_DECLINED = "REQUEST_DECLINED"
    RESTOCKED = "RESTOCKED"
    SCHEDULED = "SCHEDULED"
    UNFULFILLED = "UNFULFILLED"
    UNKNOWN = "UNKNOWN"


class ShipmentStatus(OpenEnum):
    """Where a parcel is: Shopify's FulfillmentEventStatus."""

    LABEL_PURCHASED = "LABEL_PURCHASED"
    LABEL_PRINTED = "LABEL_PRINTED"
    CONFIRMED = "CONFIRMED"
    CARRIER_PICKED_UP = "CARRIER_PICKED_UP"
    IN_TRANSIT = "IN_TRANSIT"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    ATTEMPTED_DELIVERY = "ATTEMPTED_DELIVERY"
    READY_FOR_PICKUP = "READY_FOR_PICKUP"
    DELAYED = "DELAYED"
    DELIVERED = "DELIVERED"
    FAILURE = "FAILURE"
    UNKNOWN = "UNKNOWN"


class ReturnStatus(OpenEnum):
    REQUESTED = "REQUESTED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    DECLINED = "DECLINED"
    CANCELED = "CANCELED"
    UNKNOWN = "UNKNOWN"


class TransactionStatus(OpenEnum):
    SUCCESS = "SUCCESS"
    PENDING = "PENDING"
    AWAITING_RESPONSE = "AWAITING_RESPONSE"
    FAILURE = "FAILURE"
    ERROR = "ERROR"
    UNKNOWN = "UNKNOWN"


FAILED = frozenset({TransactionStatus.FAILURE, TransactionStatus.ERROR})
OVER = FAILED | {TransactionStatus.SUCCESS}
"""A movement in one of these is on its way no more, whatever an older word that comes late may say."""


@dataclass(frozen=True, slots=True)
class CustomerSnapshot:
    gid: str
    name: str = ""
    email: str = ""
    phone: str = ""
    locale: str = ""
    orders_count: int | None = None


@dataclass(frozen=True, slots=True)
class Address:
    name: str = ""
    address1: str = ""
    address2: str = ""
    city: str = ""
    province_code: str = ""
    zip: str = ""
    country_code: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class LineItem:
    """`unit_price` is after all discounts; `refundable` is None where the source did not say."""

    gid: str
    title: str
    quantity: int
    current_quantity: int
    unit_price: MoneyBag
    variant_title: str = ""
    sku: str = ""
    unfulfilled: int | None = None
    refundable: int | None = None
    image_url: str = ""


@dataclass(frozen=True, slots=True)
class FulfillmentEvent:
    gid: str
    status: ShipmentStatus
    happened_at: datetime
    message: str = ""
    city: str = ""
    country: str = ""
    estimated_delivery_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FulfillmentLine:
    """How many of one order line went with a fulfillment; `gid` is the FulfillmentLineItem where known."""

    line_item_gid: str
    quantity: int
    gid: str = ""


@dataclass(frozen=True, slots=True)
class Fulfillment:
    """`events` is None where the source said nothing of tracking (a webhook's fulfilment holds none)."""

    gid: str
    name: str
    status: str
    created_at: datetime
    updated_at: datetime | None = None
    shipment_status: ShipmentStatus | None = None
    tracking_company: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    delivered_at: datetime | None = None
    estimated_delivery_at: datetime | None = None
    lines: tuple[FulfillmentLine, ...] = ()
    events: tuple[FulfillmentEvent, ...] | None = None


@dataclass(frozen=True, slots=True)
class Transaction:
    gid: str
    kind: str
    status: TransactionStatus
    gateway: str
    amount: MoneyBag
    created_at: datetime
    parent_gid: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class RefundLineItem:
    line_item_gid: str
    quantity: int
    restock_type: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """A record over there; that money moved is what its transactions say, not its existence."""

    gid: str
    created_at: datetime
    total: MoneyBag | None
    note: str = ""
    lines: tuple[RefundLineItem, ...] = ()
    transactions: tuple[Transaction, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnLine:
    gid: str
    line_item_gid: str
    quantity: int
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    gid: str
    name: str
    status: ReturnStatus
    created_at: datetime | None = None
    lines: tuple[ReturnLine, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderSnapshot:
    """One order at `updated_at`. A part that is None was not told by this source and stays as mirrored."""

    gid: str
    name: str
    created_at: datetime
    updated_at: datetime
    currency: str
    presentment_currency: str
    total: MoneyBag
    financial_status: FinancialStatus
    fulfillment_status: FulfillmentStatus
    email: str = ""
    phone: str = ""
    customer: CustomerSnapshot | None = None
    customer_locale: str = ""
    cancelled_at: datetime | None = None
    closed_at: datetime | None = None
    note: str = ""
    tags: tuple[str, ...] = ()
    test: bool = False
    shipping_address: Address | None = None
    subtotal: MoneyBag | None = None
    shipping: MoneyBag | None = None
    tax: MoneyBag | None = None
    duties: MoneyBag | None = None
    refunded: MoneyBag | None = None
    status_page_url: str = ""
    gateways: tuple[str, ...] = ()
    lines: tuple[LineItem, ...] = ()
    fulfillments: tuple[Fulfillment, ...] | None = None
    transactions: tuple[Transaction, ...] | None = None
    refunds: tuple[Refund, ...] | None = None
    returns: tuple[Return, ...] | None = None

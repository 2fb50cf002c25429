"""Returns: what a customer sends back, its approval, its way back and what became of it."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from devstore.money import MoneyBag


@dataclass(slots=True)
class ReturnLine:
    """So many pieces of a fulfillment line coming back; counters say how far they got."""

    id: int
    fulfillment_line_id: int
    quantity: int
    reason: str = "OTHER"
    reason_definition_id: int | None = None
    reason_note: str = ""
    customer_note: str | None = None
    restocking_fee_percentage: Decimal | None = None
    processed: int = 0
    refunded: int = 0


@dataclass(slots=True)
class Disposition:
    """What became of pieces that came back: RESTOCKED, NOT_RESTOCKED, PROCESSING_REQUIRED, MISSING."""

    id: int
    kind: str
    quantity: int
    location_id: int | None = None


@dataclass(slots=True)
class ReverseLine:
    """What is expected back of one return line."""

    id: int
    return_line_id: int
    quantity: int
    dispositions: list[Disposition] = field(default_factory=list)


@dataclass(slots=True)
class ReverseDelivery:
    """A parcel on its way back."""

    id: int
    created_at: datetime
    tracking_number: str | None = None
    tracking_url: str | None = None
    carrier: str | None = None
    label_url: str | None = None
    lines: dict[str, int] = field(default_factory=dict)  # pieces by the number of what is expected back


@dataclass(slots=True)
class ReverseFulfillmentOrder:
    """The expectation that goods come back; status OPEN, CLOSED, CANCELED."""

    id: int
    status: str
    lines: list[ReverseLine] = field(default_factory=list)
    deliveries: list[ReverseDelivery] = field(default_factory=list)


@dataclass(slots=True)
class ExchangeLine:
    """So many pieces of a variant that the customer gets instead; they are on the order once they are processed."""

    id: int
    variant_id: int
    product_id: int
    title: str
    variant_title: str
    sku: str
    quantity: int
    unit_price: MoneyBag
    discount: MoneyBag | None = None
    processed: int = 0
    line_item_ids: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Return:
    """One return; status REQUESTED, OPEN, CLOSED, DECLINED, CANCELED."""

    id: int
    name: str
    status: str
    created_at: datetime
    lines: list[ReturnLine] = field(default_factory=list)
    closed_at: datetime | None = None
    request_approved_at: datetime | None = None
    decline_reason: str | None = None
    decline_note: str | None = None
    shipping_fee: MoneyBag | None = None
    reverse_fulfillment_orders: list[ReverseFulfillmentOrder] = field(default_factory=list)
    exchanges: list[ExchangeLine] = field(default_factory=list)
    swapped: MoneyBag | None = None  # what came back that paid for what goes out, less fees
    fee_taken: bool = False

    @property
    def gid(self) -> str:
        """Shopify's global id."""
        return f"gid://shopify/Return/{self.id}"

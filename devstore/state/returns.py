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


@dataclass(slots=True)
class ReverseFulfillmentOrder:
    """The expectation that goods come back; status OPEN, CLOSED, CANCELED."""

    id: int
    status: str
    lines: list[ReverseLine] = field(default_factory=list)
    deliveries: list[ReverseDelivery] = field(default_factory=list)


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

    @property
    def gid(self) -> str:
        """Shopify's global id."""
        return f"gid://shopify/Return/{self.id}"

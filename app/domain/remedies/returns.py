"""Returns as Shopify shows them now: what can come back, what is on its way back; every counter is Shopify's."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.money import Money, MoneyBag
from app.domain.orders import ReturnStatus

EXCHANGE = "EXCHANGE"  # the fate of a piece that leaves instead of coming back


@dataclass(frozen=True, slots=True)
class ReturnableLine:
    """`gid` is the FulfillmentLineItem: what Shopify takes returns by."""

    gid: str
    line_item_gid: str
    title: str
    quantity: int
    variant_title: str = ""
    sku: str = ""
    fulfillment_name: str = ""


@dataclass(frozen=True, slots=True)
class ReturnReason:
    """`name` is in the language that was asked for, where Shopify has it."""

    gid: str
    handle: str
    name: str


@dataclass(frozen=True, slots=True)
class Location:
    gid: str
    name: str


@dataclass(frozen=True, slots=True)
class Variant:
    """What a customer can get instead. `price` is in the shop's currency, `stock` None where Shopify counts none."""

    gid: str
    title: str
    variant_title: str
    sku: str
    price: Money
    available: bool
    stock: int | None = None


@dataclass(frozen=True, slots=True)
class WayBack:
    """A line of a reverse fulfillment order: where Shopify notes what became of a piece; `left` has no fate yet."""

    gid: str
    left: int


@dataclass(frozen=True, slots=True)
class LineOnReturn:
    """`note` is the merchant's, `customer_note` the customer's; `restocking_fee` the percentage, its amount that of
    the whole line.
    """

    gid: str
    fulfillment_line_gid: str
    line_item_gid: str
    title: str
    quantity: int
    processable: int
    processed: int
    refunded: int
    variant_title: str = ""
    sku: str = ""
    reason: str = ""
    note: str = ""
    customer_note: str = ""
    restocking_fee: str = ""
    fee_amount: MoneyBag | None = None
    duty_gids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineInExchange:
    """What the customer gets instead; `total` is what it costs, None where Shopify does not say. `price` is what the
    shop takes for one now, in its own currency, None where that is not known.
    """

    gid: str
    variant_gid: str
    title: str
    quantity: int
    processable: int
    processed: int
    variant_title: str = ""
    total: MoneyBag | None = None
    price: Money | None = None


@dataclass(frozen=True, slots=True)
class ParcelBack:
    """A reverse delivery: how the customer sends it back."""

    gid: str
    tracking_number: str = ""
    tracking_url: str = ""
    label_url: str = ""


@dataclass(frozen=True, slots=True)
class ReverseOrder:
    """A reverse fulfillment order; `ways` are its lines, by the fulfillment line they are about."""

    gid: str
    is_open: bool
    ways: tuple[tuple[str, WayBack], ...] = ()
    parcels: tuple[ParcelBack, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnNow:
    """One return, whole. `test`: its order is no real one."""

    gid: str
    name: str
    status: ReturnStatus
    created_at: datetime | None = None
    lines: tuple[LineOnReturn, ...] = ()
    exchanges: tuple[LineInExchange, ...] = ()
    shipping_fee: MoneyBag | None = None
    decline_note: str = ""
    reverse_orders: tuple[ReverseOrder, ...] = ()
    refund_gids: tuple[str, ...] = ()
    taxes_included: bool = False
    test: bool = False

    @property
    def worked_on(self) -> bool:
        return bool(self.refund_gids) or any(processed for _, processed in self.progress)

    @property
    def progress(self) -> tuple[tuple[str, int], ...]:
        """How many pieces of each line, coming or going, were processed."""
        coming = tuple((line.gid, line.processed) for line in self.lines)
        return coming + tuple((line.gid, line.processed) for line in self.exchanges)


@dataclass(frozen=True, slots=True)
class ReturnOffer:
    """What the forms of returns need of one order."""

    lines: tuple[ReturnableLine, ...]
    reasons: tuple[ReturnReason, ...]
    returns: tuple[ReturnNow, ...]
    locations: tuple[Location, ...]

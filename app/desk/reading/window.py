"""Until when the order beside a conversation may come back: law, the shop's rule, and what the parcels tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.desk import return_policies
from app.desk.desk import Desk
from app.desk.reading import order as reading
from app.desk.reading.order import Parcel as Shown
from app.domain.law import Arrival, Parcel, ReturnWindow, arrival, law_of, window
from app.domain.orders import ShipmentStatus
from app.domain.places import clock_of
from app.models import Order

NEVER_SENT = frozenset({"CANCELLED", "ERROR", "FAILURE"})
UNDER_WAY = frozenset({"IN_TRANSIT", "OUT_FOR_DELIVERY", "ATTEMPTED_DELIVERY", "READY_FOR_PICKUP", "DELAYED"})
NOT_ARRIVED = frozenset({"FAILURE", "NOT_DELIVERED"})
ALL_SENT = frozenset({"FULFILLED", "RESTOCKED"})


@dataclass(frozen=True, slots=True)
class WindowBeside:
    """`zone` is the customer's, or the shop's where theirs is not known (`zone_is_known`). `is_stale`: the entry on
    the law is old.
    """

    window: ReturnWindow
    country_code: str
    zone: ZoneInfo
    zone_is_known: bool
    is_stale: bool


def beside(desk: Desk, order: Order, parcels: Iterable[Shown]) -> WindowBeside | None:
    """None where there is nothing to send back: no destination, or an order cancelled before it left."""
    sent = [parcel for parcel in parcels if parcel.status not in NEVER_SENT]
    if not order.country_code or order.deleted_at is not None or (order.cancelled_at is not None and not sent):
        return None
    province = str((order.shipping_address or {}).get("province_code", ""))
    clock = clock_of(order.country_code, province)
    zone = clock or clock_of("", zone=desk.shop.timezone) or ZoneInfo("UTC")
    law = law_of(order.country_code, province)
    rule = return_policies.for_country(desk, order.country_code)
    return WindowBeside(
        window=window(law, rule, _arrival(order, sent), desk.now, zone),
        country_code=order.country_code,
        zone=zone,
        zone_is_known=clock is not None,
        is_stale=law is not None and law.is_stale(desk.now.date()),
    )


def of_order(desk: Desk, order_id: int) -> WindowBeside | None:
    """The same, for who has only the order at hand."""
    order: Order = desk.get(Order, order_id)
    return beside(desk, order, reading.beside(desk, order).parcels)


def _arrival(order: Order, sent: list[Shown]) -> Arrival:
    return arrival(map(_parcel, sent), all_sent=order.fulfillment_status in ALL_SENT)


def _parcel(shown: Shown) -> Parcel:
    """Shopify's own time of delivery, else that of the scan which says so."""
    scanned = (scan.at for scan in shown.scans if scan.status == ShipmentStatus.DELIVERED)
    delivered = shown.delivered_at or next(scanned, None)
    seen = max([shown.shipped_at, *(scan.at for scan in shown.scans)])
    status = shown.shipment_status
    return Parcel(seen, delivered, under_way=status in UNDER_WAY, is_lost=delivered is None and status in NOT_ARRIVED)

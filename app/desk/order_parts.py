"""What hangs on a mirrored order: parcels, carriers' words, money movements, refunds, returns; each told once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from app.desk import order_refunds
from app.desk.desk import Desk
from app.domain.events import FulfillmentCreated, ReturnRecorded, ShipmentMoved
from app.domain.orders import (
    Fulfillment,
    FulfillmentEvent,
    OrderSnapshot,
    Refund,
    Return,
    ShipmentStatus,
    Transaction,
)
from app.models import FulfillmentEventRow, FulfillmentRow, Order, ReturnRow

FRESH = timedelta(days=2)  # what happened longer ago is history just learnt of, not news to write a customer about
TICK = timedelta(seconds=1)  # of Shopify's clock
GONE = ("CANCELLED", "ERROR", "FAILURE")
Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Parts:
    """Some parts of one order; `events` name the fulfillment they belong to."""

    fulfillments: Sequence[Fulfillment] = ()
    events: Sequence[tuple[str, FulfillmentEvent]] = ()
    transactions: Sequence[Transaction] = ()
    refunds: Sequence[Refund] = ()
    returns: Sequence[Return] = field(default=())

    @classmethod
    def of(cls, told: OrderSnapshot) -> "Parts":
        return cls(told.fulfillments or (), (), told.transactions or (), told.refunds or (), told.returns or ())


def apply(desk: Desk, order: Order, parts: Parts, *, quiet: bool) -> bool:
    """Insert and change what is told; whether anything was new."""
    return any(
        [
            _each(parts.fulfillments, lambda told: _fulfillment(desk, order, told, quiet=quiet)),
            _each(parts.events, lambda told: _event(desk, order, told[0], told[1], quiet=quiet)),
            _each(parts.transactions, lambda told: order_refunds.transaction(desk, order, told)),
            _each(parts.refunds, lambda told: order_refunds.refund(desk, order, told, quiet=quiet)),
            _each(parts.returns, lambda told: _return(desk, order, told, quiet=quiet)),
        ]
    )


def fits(desk: Desk, order: Order, parts: Parts) -> bool:
    """Whether every carrier's word has its parcel here."""
    coming = {told.gid for told in parts.fulfillments}
    return all(gid in coming or _parcel(desk, order, gid) is not None for gid, _ in parts.events)


def order_of_return(desk: Desk, return_gid: str) -> str:
    row = desk.one(desk.select(ReturnRow).where(ReturnRow.gid == return_gid))
    return desk.get(Order, row.order_id).gid if row else ""


def _each(told: Sequence[Told], call: Callable[[Told], bool]) -> bool:
    return any([call(item) for item in told])  # noqa: C419 - every one is applied, not only up to the first change


def _fulfillment(desk: Desk, order: Order, told: Fulfillment, *, quiet: bool) -> bool:
    row = _parcel(desk, order, told.gid)
    is_new = row is None
    if row is None:
        row = FulfillmentRow(order_id=order.id, gid=told.gid, created_at=told.created_at, lines=[])
    elif row.updated_at and told.updated_at and told.updated_at < row.updated_at:
        return False
    _tell_fulfillment(row, told)
    changed = is_new or desk.session.is_modified(row)
    desk.add(row) if is_new else desk.session.flush()
    if is_new and not quiet and told.status not in GONE and _is_news(desk, told.created_at):
        desk.record(FulfillmentCreated(order.id, row.id))
    for event in told.events or ():
        changed |= _event(desk, order, told.gid, event, quiet=quiet)
    return changed


def _tell_fulfillment(row: FulfillmentRow, told: Fulfillment) -> None:
    row.name, row.status = told.name or row.name or "", told.status
    row.updated_at = told.updated_at or row.updated_at
    row.shipment_status = str(told.shipment_status) if told.shipment_status else row.shipment_status or ""
    row.tracking_company, row.tracking_number = told.tracking_company, told.tracking_number
    row.tracking_url = told.tracking_url
    row.delivered_at = told.delivered_at or row.delivered_at
    row.estimated_delivery_at = told.estimated_delivery_at or row.estimated_delivery_at
    if told.lines:
        known = {line["line_item"]: line["gid"] for line in row.lines}
        row.lines = [
            {
                "line_item": line.line_item_gid,
                "quantity": line.quantity,
                "gid": line.gid or known.get(line.line_item_gid, ""),
            }
            for line in told.lines
        ]


def _event(desk: Desk, order: Order, parcel_gid: str, told: FulfillmentEvent, *, quiet: bool) -> bool:
    parcel = _parcel(desk, order, parcel_gid)
    known = desk.one(desk.select(FulfillmentEventRow).where(FulfillmentEventRow.gid == told.gid))
    if parcel is None or known is not None:
        return False
    row = desk.add(
        FulfillmentEventRow(
            fulfillment_id=parcel.id,
            gid=told.gid,
            status=str(told.status),
            message=told.message,
            city=told.city,
            country=told.country,
            happened_at=told.happened_at,
            estimated_delivery_at=told.estimated_delivery_at,
        )
    )
    _move(desk, parcel, row)
    if not quiet and _is_news(desk, told.happened_at):
        desk.record(ShipmentMoved(order.id, parcel.id, row.id, str(told.status)))
    return True


def _move(desk: Desk, parcel: FulfillmentRow, row: FulfillmentEventRow) -> None:
    """A parcel is where its latest event is, whichever arrived last."""
    later = desk.select(FulfillmentEventRow).where(
        FulfillmentEventRow.fulfillment_id == parcel.id, FulfillmentEventRow.happened_at > row.happened_at
    )
    if desk.one(later) is not None:
        return
    parcel.shipment_status = row.status
    parcel.estimated_delivery_at = row.estimated_delivery_at or parcel.estimated_delivery_at
    if row.status == ShipmentStatus.DELIVERED:
        parcel.delivered_at = row.happened_at


def _return(desk: Desk, order: Order, told: Return, *, quiet: bool) -> bool:
    row = desk.one(desk.select(ReturnRow).where(ReturnRow.gid == told.gid))
    was = row.status if row is not None else None
    if row is None:
        row = ReturnRow(order_id=order.id, gid=told.gid, changed_at=desk.now, lines=[], status=str(told.status))
    row.status, row.name = str(told.status), told.name or row.name or ""
    row.created_at = row.created_at or told.created_at
    if told.lines:
        row.lines = [
            {"gid": line.gid, "line_item": line.line_item_gid, "quantity": line.quantity, "reason": line.reason}
            | {"note": line.note}
            for line in told.lines
        ]
    changed = was is None or desk.session.is_modified(row)
    if changed:
        row.changed_at = desk.now
    desk.add(row)
    if was != row.status and not quiet:
        desk.record(ReturnRecorded(row.id, order.id, row.status))
    return changed


def _parcel(desk: Desk, order: Order, gid: str) -> FulfillmentRow | None:
    return desk.one(desk.select(FulfillmentRow).where(FulfillmentRow.gid == gid, FulfillmentRow.order_id == order.id))


def _is_news(desk: Desk, happened_at: datetime) -> bool:
    """Not what happened before we came: the shop has told its customers of that in its own way."""
    came = desk.shop.installed_at
    return desk.now - happened_at <= FRESH and (came is None or happened_at >= came - TICK)

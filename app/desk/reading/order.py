"""What stands beside a conversation about its order: all from the mirror, no API call, a few queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, exists, literal, select

from app.desk.desk import Desk
from app.desk.reading.reader import web_link
from app.domain.money import MoneyBag
from app.models import (
    FulfillmentEventRow,
    FulfillmentRow,
    LineItemRow,
    Order,
    RefundRow,
    Remedy,
    ReturnRow,
)
from app.models.columns import bag

ENDED = ("SUCCEEDED", "CANCELLED")  # the mirror shows what became of these


def _statement(model: type[Any], by: Any, *also: Any) -> Select[Any]:
    """Composed once: composing takes longer than asking, and these are asked for every conversation opened."""
    ours = (model.shop_id == bindparam("shop_id"), model.order_id == bindparam("order_id"))
    return select(model).where(*ours, *also).order_by(by)


LINES = _statement(LineItemRow, LineItemRow.position)
FULFILLMENTS = _statement(FulfillmentRow, FulfillmentRow.created_at)
SCANS = (
    select(FulfillmentEventRow)
    .join(FulfillmentRow, FulfillmentRow.id == FulfillmentEventRow.fulfillment_id)
    .where(FulfillmentRow.shop_id == bindparam("shop_id"), FulfillmentRow.order_id == bindparam("order_id"))
    .where(FulfillmentEventRow.shop_id == bindparam("shop_id"))
    .order_by(FulfillmentEventRow.happened_at.desc(), FulfillmentEventRow.id.desc())
)
REFUNDS = _statement(RefundRow, RefundRow.created_at)
RETURNS = _statement(ReturnRow, ReturnRow.id)
UNPAID = ("FAILURE", "PENDING")  # Shopify has the refund, the customer has no money
# What has just been done stays in sight until the mirror tells of it, or somebody would do it once more.
UNTOLD = (Remedy.refund_gid != "") & ~exists().where(
    RefundRow.shop_id == Remedy.shop_id, RefundRow.gid == Remedy.refund_gid
)
IN_SIGHT = Remedy.state.not_in(ENDED) | Remedy.money_state.in_(UNPAID) | ((Remedy.state == "SUCCEEDED") & UNTOLD)
REMEDIES = _statement(Remedy, Remedy.id.desc(), IN_SIGHT)
SELDOM = (REFUNDS, RETURNS, REMEDIES)  # most orders have none: one question instead of three
ANY = select(*(exists(query.with_only_columns(literal(1)).order_by(None)) for query in SELDOM))


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    variant: str
    sku: str
    quantity: int
    removed: int
    unit_price: MoneyBag | None
    image_url: str


@dataclass(frozen=True, slots=True)
class Scan:
    """One tracking event."""

    at: datetime
    status: str
    message: str
    place: str


@dataclass(frozen=True, slots=True)
class Parcel:
    name: str
    status: str
    shipment_status: str
    company: str
    number: str
    url: str
    shipped_at: datetime
    delivered_at: datetime | None
    expected_at: datetime | None
    scans: tuple[Scan, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A refund or return that Shopify has; `elsewhere`: not made in this app."""

    name: str
    status: str
    at: datetime
    total: MoneyBag | None
    items: int
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Pending:
    """A remedy asked for here that has not ended well yet; `goes_at`: it can be undone until then.

    `state`: the remedy's, or FAILURE or PENDING where Shopify has it and the customer does not have the money.
    """

    id: int
    kind: str
    state: str
    at: datetime
    total: MoneyBag | None
    words: str
    goes_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderBeside:
    id: int
    name: str
    legacy_id: str
    created_at: datetime
    mirrored_at: datetime
    cancelled_at: datetime | None
    deleted: bool
    test: bool
    note: str
    financial_status: str
    fulfillment_status: str
    ship_to: str
    status_page_url: str
    total: MoneyBag | None
    sums: tuple[tuple[str, MoneyBag], ...]
    lines: tuple[Line, ...]
    parcels: tuple[Parcel, ...]
    refunds: tuple[Given, ...]
    returns: tuple[Given, ...]
    remedies: tuple[Pending, ...]


def beside(desk: Desk, order: Order) -> OrderBeside:
    refunds, returns, remedies = _seldom(desk, order)
    return OrderBeside(
        id=order.id,
        name=order.name,
        legacy_id=order.gid.rpartition("/")[2],
        created_at=order.created_at,
        mirrored_at=order.mirrored_at,
        cancelled_at=order.cancelled_at,
        deleted=order.deleted_at is not None,
        test=order.test,
        note=order.note,
        financial_status=order.financial_status,
        fulfillment_status=order.fulfillment_status,
        ship_to=_ship_to(order),
        status_page_url=web_link(order.status_page_url),
        total=_row_bag(order, order, "total"),
        sums=_sums(order),
        lines=tuple(_line(order, row) for row in _of(desk, LINES, order)),
        parcels=_parcels(desk, order),
        refunds=tuple(_refund(order, row) for row in refunds if row.remedy_id not in {item.id for item in remedies}),
        returns=tuple(_return(row) for row in returns),
        remedies=tuple(_pending(row) for row in remedies),
    )


def _of(desk: Desk, statement: Select[Any], order: Order) -> list[Any]:
    return list(desk.session.scalars(statement, {"shop_id": desk.shop.id, "order_id": order.id}))


def _seldom(desk: Desk, order: Order) -> list[list[Any]]:
    found = desk.session.execute(ANY, {"shop_id": desk.shop.id, "order_id": order.id}).one()
    return [_of(desk, query, order) if is_there else [] for query, is_there in zip(SELDOM, found, strict=True)]


def _row_bag(order: Order, row: Any, name: str) -> MoneyBag | None:
    return bag(getattr(row, f"{name}_shop"), order.currency, getattr(row, name), order.presentment_currency)


def _sums(order: Order) -> tuple[tuple[str, MoneyBag], ...]:
    """The parts of the total that are not zero, in the order of a receipt."""
    named = ((name, _row_bag(order, order, name)) for name in ("subtotal", "shipping", "duties", "tax", "refunded"))
    return tuple((name, value) for name, value in named if value is not None and value.presentment)


def _ship_to(order: Order) -> str:
    address = order.shipping_address or {}
    return ", ".join(filter(None, (address.get("city", ""), order.country_code)))


def _line(order: Order, row: LineItemRow) -> Line:
    return Line(
        title=row.title,
        variant=row.variant_title,
        sku=row.sku,
        quantity=row.quantity,
        removed=row.quantity - row.current_quantity,
        unit_price=_row_bag(order, row, "unit_price"),
        image_url=web_link(row.image_url),
    )


def _parcels(desk: Desk, order: Order) -> tuple[Parcel, ...]:
    rows: list[FulfillmentRow] = _of(desk, FULFILLMENTS, order)
    events: list[FulfillmentEventRow] = _of(desk, SCANS, order) if rows else []
    return tuple(_parcel(row, [event for event in events if event.fulfillment_id == row.id]) for row in rows)


def _parcel(row: FulfillmentRow, events: Iterable[FulfillmentEventRow]) -> Parcel:
    scans = tuple(
        Scan(event.happened_at, event.status, event.message, ", ".join(filter(None, (event.city, event.country))))
        for event in events
    )
    return Parcel(
        name=row.name,
        status=row.status,
        shipment_status=row.shipment_status or (scans[0].status if scans else ""),
        company=row.tracking_company,
        number=row.tracking_number,
        url=web_link(row.tracking_url),
        shipped_at=row.created_at,
        delivered_at=row.delivered_at,
        expected_at=row.estimated_delivery_at,
        scans=scans,
    )


def _refund(order: Order, row: RefundRow) -> Given:
    items = sum(line.get("quantity", 0) for line in row.lines)
    elsewhere = row.intent_id is None and row.remedy_id is None
    return Given("", "", row.created_at, _row_bag(order, row, "total"), items, elsewhere)


def _return(row: ReturnRow) -> Given:
    items = sum(line.get("quantity", 0) for line in row.lines)
    return Given(row.name, row.status, row.created_at or row.changed_at, None, items)


def _pending(row: Remedy) -> Pending:
    """The words are Shopify's own; what our code for the problem says is on the page of the remedy itself."""
    return Pending(
        id=row.id,
        kind=row.kind,
        state=row.money_state if row.state == "SUCCEEDED" else row.state,
        at=row.created_at,
        total=bag(row.cost, row.currency, row.amount, row.presentment_currency),
        words=row.error if row.problem == "REFUSED" else "",
        goes_at=row.goes_at if row.state == "WAITING" and row.first_sent_at is None else None,
    )

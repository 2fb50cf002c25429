"""Which remedies an order allows, asked of the mirror: what a dialog offers before anything is asked of Shopify."""

from dataclasses import dataclass
from datetime import timedelta

from app.desk import remedy_fence, remedy_orders
from app.desk.desk import Desk
from app.domain.orders import FinancialStatus, FulfillmentStatus, ReturnStatus
from app.domain.remedies.cancelling import GONE
from app.domain.remedies.options import ACTIVE, Option, SeenOrder, SeenReturn, options
from app.models import FulfillmentRow, LineItemRow, Order, ReturnRow

SIGHT = timedelta(days=60)  # how far back Shopify shows orders without read_all_orders


@dataclass(frozen=True, slots=True)
class Offer:
    """`under_way` is the remedy that holds this order, or 0."""

    order_id: int
    order_name: str
    options: tuple[Option, ...]
    under_way: int


def offer(desk: Desk, order_id: int) -> Offer:
    """Every remedy for this order with what stands against it."""
    row = remedy_orders.live(desk, order_id)
    return Offer(row.id, row.name, options(seen(desk, row)), remedy_fence.under_way(desk, row.id))


def seen(desk: Desk, row: Order) -> SeenOrder:
    """What the mirror knows of an order; of a line whose shipping it does not know, nothing has left."""
    lines = desk.all(desk.select(LineItemRow).where(LineItemRow.order_id == row.id))
    parcels = desk.all(desk.select(FulfillmentRow).where(FulfillmentRow.order_id == row.id))
    returns = desk.all(desk.select(ReturnRow).where(ReturnRow.order_id == row.id).order_by(ReturnRow.id))
    coming = _coming(returns)
    left = {line.gid: max(0, line.current_quantity - _unshipped(line)) for line in lines}
    return SeenOrder(
        financial=FinancialStatus(row.financial_status),
        fulfillment=FulfillmentStatus(row.fulfillment_status),
        unshipped=sum(_unshipped(line) for line in lines),
        shipped=sum(left.values()),
        returnable=sum(max(0, pieces - coming.get(gid, 0)) for gid, pieces in left.items()),
        parcel=next((parcel.name for parcel in parcels if parcel.status not in GONE), ""),
        money_left=row.total is None or row.refunded is None or row.refunded < row.total,
        returns=tuple(SeenReturn(item.gid, item.name, ReturnStatus(item.status)) for item in returns),
        cancelled=row.cancelled_at is not None,
        has_customer=row.customer_id is not None,
        has_address=bool(row.shipping_address),
        hidden=row.created_at < desk.now - SIGHT and "read_all_orders" not in desk.shop.scopes.split(","),
    )


def _unshipped(line: LineItemRow) -> int:
    return line.current_quantity if line.unfulfilled is None else line.unfulfilled


def _coming(returns: list[ReturnRow]) -> dict[str, int]:
    """How many of each line are on a return that is not finished, by its gid."""
    counts: dict[str, int] = {}
    for item in returns:
        if ReturnStatus(item.status) in ACTIVE:
            for line in item.lines:
                counts[line["line_item"]] = counts.get(line["line_item"], 0) + int(line["quantity"])
    return counts

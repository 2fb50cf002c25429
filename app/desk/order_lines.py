"""An order's line items in the mirror: one row a Shopify line, in the order's own sequence."""

from collections.abc import Sequence

from app.desk.desk import Desk
from app.domain.orders import LineItem
from app.models import LineItemRow, Order


def apply(desk: Desk, order: Order, told: Sequence[LineItem], *, is_new: bool) -> bool:
    """Insert and change; a line that is gone stays with what it last was, as Shopify keeps it at quantity 0."""
    if not told:
        return False
    rows = {} if is_new else _rows(desk, order)
    changed = False
    for position, line in enumerate(told):
        row = rows.get(line.gid)
        if row is None:
            row = LineItemRow(shop_id=desk.shop.id, order_id=order.id, gid=line.gid)
            _tell(row, line, position)
            desk.session.add(row)
            changed = True
        else:
            _tell(row, line, position)
            changed |= desk.session.is_modified(row)
    return changed


def adopt(desk: Desk, order: Order, told: Sequence[LineItem]) -> None:
    """Lines that came apart from their order, as a bulk file may bring them: added behind those already there."""
    known = _rows(desk, order)
    for place, line in enumerate((line for line in told if line.gid not in known), start=len(known)):
        row = LineItemRow(shop_id=desk.shop.id, order_id=order.id, gid=line.gid)
        _tell(row, line, place)
        desk.session.add(row)
    desk.session.flush()


def _rows(desk: Desk, order: Order) -> dict[str, LineItemRow]:
    return {row.gid: row for row in desk.all(desk.select(LineItemRow).where(LineItemRow.order_id == order.id))}


def _tell(row: LineItemRow, line: LineItem, position: int) -> None:
    row.position, row.title, row.variant_title, row.sku = position, line.title, line.variant_title, line.sku
    row.quantity, row.current_quantity = line.quantity, line.current_quantity
    row.unit_price_shop, row.unit_price = line.unit_price.shop.amount, line.unit_price.presentment.amount
    row.unfulfilled = row.unfulfilled if line.unfulfilled is None else line.unfulfilled
    row.image_url = line.image_url or row.image_url or ""
    if line.refundable is not None:
        row.refundable = line.refundable
    elif row.refundable is not None:
        row.refundable = min(row.refundable, line.current_quantity)  # not told: at most what is still there

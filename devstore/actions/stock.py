"""What is put back on the shelf: counted per variant and place, so that a second time would be seen."""

from devstore.change import Change
from devstore.state.orders import LineItem, Order, Refund


def restock(change: Change, line: LineItem, pieces: int, location_id: int | None) -> None:
    """Put pieces back; without a place they go where orders are shipped from."""
    shop = change.state.shop
    place = location_id or next(item.id for item in shop.locations if item.active)
    key = f"{line.variant_id or line.id}/{place}"
    shop.stock[key] = shop.stock.get(key, 0) + pieces
    change.touch_shop()


def put_back(change: Change, order: Order, refund: Refund) -> None:
    """Put back what a refund says is restocked."""
    for item in refund.lines:
        line = order.line(item.line_item_id)
        if line is not None and item.restock_type != "NO_RESTOCK":
            restock(change, line, item.quantity, item.location_id)

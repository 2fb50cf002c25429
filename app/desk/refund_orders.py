"""What can still be refunded on an order, as far as the mirror knows; Shopify has the last word."""

from dataclasses import dataclass

from app.desk.desk import Desk
from app.domain.authority import RefundPolicy
from app.domain.errors import NotFound
from app.domain.money import Money, MoneyBag
from app.domain.refunds import RefundableLine, left
from app.domain.words import N_
from app.models import LineItemRow, Order, RefundIntent, RefundRow
from app.models.columns import bag


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """An order as the dialog shows it; `open_intent_id` is a refund that is still on its way, or 0."""

    id: int
    gid: str
    name: str
    currency: str
    presentment_currency: str
    lines: tuple[RefundableLine, ...]
    shipping: MoneyBag | None
    refunded: MoneyBag | None
    has_duties: bool
    open_intent_id: int

    @property
    def nothing_shipped(self) -> bool:
        return bool(self.lines) and all(line.unfulfilled >= line.left for line in self.lines)


def order(desk: Desk, order_id: int) -> RefundOrder:
    """What can be refunded on an order, as far as the mirror knows."""
    row = live_order(desk, order_id)
    lines = desk.all(
        desk.select(LineItemRow).where(LineItemRow.order_id == row.id).order_by(LineItemRow.position, LineItemRow.id)
    )
    gone = _refunded_pieces(desk, row.id)
    return RefundOrder(
        id=row.id,
        gid=row.gid,
        name=row.name,
        currency=row.currency,
        presentment_currency=row.presentment_currency,
        lines=tuple(_line(line, row, gone.get(line.gid, 0)) for line in lines),
        shipping=bag(row.shipping_shop, row.currency, row.shipping, row.presentment_currency),
        refunded=bag(row.refunded_shop, row.currency, row.refunded, row.presentment_currency),
        has_duties=bool(row.duties),
        open_intent_id=open_intent(desk, row.id),
    )


def open_intent(desk: Desk, order_id: int) -> int:
    """The refund on its way on this order, or 0."""
    row = desk.one(desk.select(RefundIntent).where(RefundIntent.open_order_id == order_id))
    return row.id if row else 0


def live_order(desk: Desk, order_id: int) -> Order:
    """The order's row; a deleted one is no order any more."""
    row = desk.get(Order, order_id)
    if row.deleted_at is not None:
        raise NotFound(N_("This order was deleted in Shopify."))
    return row


def policy(desk: Desk) -> RefundPolicy:
    """The shop's rules on refunds."""
    limit = desk.shop.agent_refund_limit
    return RefundPolicy(
        agent_limit=Money(limit, desk.shop.currency) if limit is not None else None,
        paused=desk.shop.refunds_paused_at is not None,
    )


def _refunded_pieces(desk: Desk, order_id: int) -> dict[str, int]:
    pieces: dict[str, int] = {}
    for refund in desk.all(desk.select(RefundRow).where(RefundRow.order_id == order_id)):
        for line in refund.lines:
            pieces[line["line_item"]] = pieces.get(line["line_item"], 0) + int(line["quantity"])
    return pieces


def _line(row: LineItemRow, about: Order, refunded: int) -> RefundableLine:
    return RefundableLine(
        gid=row.gid,
        title=row.title,
        left=left(row.refundable, row.quantity, refunded),
        unfulfilled=row.unfulfilled or 0,
        ordered=row.quantity,
        variant_title=row.variant_title,
        sku=row.sku,
        image_url=row.image_url,
        unit_price=bag(row.unit_price_shop, about.currency, row.unit_price, about.presentment_currency),
    )

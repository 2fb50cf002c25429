"""An order as the remedy dialog shows it, as far as the mirror knows; Shopify has the last word on every figure."""

from dataclasses import dataclass
from decimal import Decimal

from app.desk import remedy_fence, remedy_orders
from app.desk.desk import Desk
from app.domain.money import MoneyBag
from app.domain.refunds import RefundableLine, left
from app.domain.remedies.rates import paid_rate
from app.models import Customer, LineItemRow, Order, RefundRow
from app.models.columns import bag


@dataclass(frozen=True, slots=True)
class FormOrder:
    """`rate`: what one of the customer's currency was when the order was paid, where there are two. `language` is the
    customer's. `under_way` is the remedy that holds this order, or 0.
    """

    id: int
    name: str
    currency: str
    presentment_currency: str
    country_code: str
    language: str
    lines: tuple[RefundableLine, ...]
    total: MoneyBag | None
    shipping: MoneyBag | None
    duties: MoneyBag | None
    refunded: MoneyBag | None
    rate: Decimal | None
    under_way: int

    @property
    def nothing_shipped(self) -> bool:
        return bool(self.lines) and all(line.unfulfilled >= line.left for line in self.lines)


def form_order(desk: Desk, order_id: int) -> FormOrder:
    row = remedy_orders.live(desk, order_id)
    customer: Customer | None = desk.get(Customer, row.customer_id) if row.customer_id else None
    total = _bag(row, "total")
    return FormOrder(
        id=row.id,
        name=row.name,
        currency=row.currency,
        presentment_currency=row.presentment_currency,
        country_code=row.country_code,
        language=(customer.language if customer else "") or row.customer_locale,
        lines=_lines(desk, row),
        total=total,
        shipping=_bag(row, "shipping"),
        duties=_bag(row, "duties"),
        refunded=_bag(row, "refunded"),
        rate=paid_rate(total),
        under_way=remedy_fence.under_way(desk, row.id),
    )


def _bag(row: Order, name: str) -> MoneyBag | None:
    return bag(getattr(row, f"{name}_shop"), row.currency, getattr(row, name), row.presentment_currency)


def _lines(desk: Desk, about: Order) -> tuple[RefundableLine, ...]:
    query = desk.select(LineItemRow).where(LineItemRow.order_id == about.id)
    gone = _refunded_pieces(desk, about.id)
    rows = desk.all(query.order_by(LineItemRow.position, LineItemRow.id))
    return tuple(_line(row, about, gone.get(row.gid, 0)) for row in rows)


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


def _refunded_pieces(desk: Desk, order_id: int) -> dict[str, int]:
    pieces: dict[str, int] = {}
    for refund in desk.all(desk.select(RefundRow).where(RefundRow.order_id == order_id)):
        for line in refund.lines:
            pieces[line["line_item"]] = pieces.get(line["line_item"], 0) + int(line["quantity"])
    return pieces

"""The order mirror: what Shopify last said of an order; an older word never wins, a part not told stays."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from app.desk import customers, external_money, order_lines, order_parts, order_refunds
from app.desk.desk import Desk
from app.desk.order_parts import Parts
from app.domain.events import OrderChanged
from app.domain.money import MoneyBag
from app.domain.orders import OrderSnapshot, TransactionStatus
from app.models import Customer, Order

TICK = timedelta(seconds=1)  # of Shopify's clock: two changes within one look like one
BAGS = ("total", "subtotal", "shipping", "tax", "duties", "refunded")


@dataclass(frozen=True, slots=True)
class Mirrored:
    """`changed` is false where we knew it all, or knew better."""

    order_id: int
    changed: bool


def mirror(desk: Desk, told: OrderSnapshot, *, quiet: bool = False) -> Mirrored:
    """Bring the order up to `told`. `quiet` is for imports: it records nothing that a rule could answer."""
    buyer = customers.upsert(desk, told.customer) if told.customer else None
    order = _locked(desk, told.gid)
    is_new = order is None
    if order is None:
        order, is_new = _inserted(desk, told, buyer)
    was_cancelled = not is_new and order.cancelled_at is not None
    if not is_new:
        if _is_older(told, order):
            return Mirrored(order.id, changed=False)
        keeper = buyer or (desk.get(Customer, order.customer_id) if order.customer_id else None)
        _tell(order, _shielded(told, keeper), buyer)
    changed = is_new or desk.session.is_modified(order)
    changed |= order_lines.apply(desk, order, told.lines, is_new=is_new)
    changed |= order_parts.apply(desk, order, Parts.of(told), quiet=quiet)
    if order.cancelled_at is not None and not was_cancelled:
        external_money.enter(desk, order)
    return _ended(desk, order, changed=changed, quiet=quiet)


def add(desk: Desk, order_gid: str, parts: Parts) -> Mirrored | None:
    """Parts that came by themselves; None where their order, or their fulfillment, is not mirrored yet."""
    order = _locked(desk, order_gid)
    if order is None or not order_parts.fits(desk, order, parts):
        return None
    changed = order_parts.apply(desk, order, parts, quiet=False)
    return _ended(desk, order, changed=changed, quiet=False)


def currencies(desk: Desk, order_gid: str) -> tuple[str, str] | None:
    """The shop's and the customer's currency of a mirrored order."""
    order = desk.one(desk.select(Order).where(Order.gid == order_gid))
    return (order.currency, order.presentment_currency) if order else None


def move_transaction(desk: Desk, order_gid: str, gid: str, status: TransactionStatus, error: str) -> bool:
    """A money movement we know reached another state; False where we do not know it."""
    order = _locked(desk, order_gid)
    changed = order_refunds.move(desk, order, gid, status, error) if order else None
    if order is None or changed is None:
        return False
    _ended(desk, order, changed=changed, quiet=False)
    return True


def delete(desk: Desk, order_gid: str) -> None:
    """Shopify deleted the order: what was said about it stays, the mark says why Shopify no longer knows it."""
    order = _locked(desk, order_gid)
    if order is not None and order.deleted_at is None:
        order.deleted_at = desk.now
        desk.record(OrderChanged(order.id))


def of_return(desk: Desk, return_gid: str) -> str:
    """The order a mirrored return belongs to; empty where we do not know it."""
    return order_parts.order_of_return(desk, return_gid)


def outdated(desk: Desk, changed: Mapping[str, datetime]) -> list[str]:
    """Of these orders those that the mirror lacks, has older, or took within the very second of their change."""
    rows = desk.all(desk.select(Order).where(Order.gid.in_(list(changed))))
    good = {row.gid for row in rows if row.updated_at >= changed[row.gid] and row.mirrored_at >= row.updated_at + TICK}
    return [gid for gid in changed if gid not in good]


def _locked(desk: Desk, gid: str) -> Order | None:
    return desk.one(desk.select(Order).where(Order.gid == gid).with_for_update())


def _inserted(desk: Desk, told: OrderSnapshot, buyer: Customer | None) -> tuple[Order, bool]:
    """The new row and True, or the row that another worker inserted a moment ago and False."""
    row = Order(gid=told.gid, created_at=told.created_at, mirrored_at=desk.now)
    _tell(row, _shielded(told, buyer), buyer)
    try:
        with desk.session.begin_nested():
            desk.add(row)
    except IntegrityError:
        found = _locked(desk, told.gid)
        if found is None:
            raise
        return found, False
    return row, True


def _is_older(told: OrderSnapshot, order: Order) -> bool:
    """Shopify's clock ticks in seconds: at a tie the later arrival counts, but nothing ended begins again."""
    if told.updated_at == order.updated_at:
        return order.cancelled_at is not None and told.cancelled_at is None
    return told.updated_at < order.updated_at


def _shielded(told: OrderSnapshot, buyer: Customer | None) -> OrderSnapshot:
    """Whoever asked to be forgotten stays forgotten when an old order of his is told again."""
    if buyer is None or buyer.redacted_at is None or told.created_at > buyer.redacted_at:
        return told
    return replace(told, email="", phone="", note="", shipping_address=None, status_page_url="")


def _tell(order: Order, told: OrderSnapshot, buyer: Customer | None) -> None:
    order.name, order.updated_at = told.name, told.updated_at
    order.customer_id = buyer.id if buyer else order.customer_id
    order.email, order.phone, order.note = told.email.strip().lower(), told.phone, told.note
    order.customer_locale = told.customer_locale or order.customer_locale or ""
    order.cancelled_at, order.closed_at = told.cancelled_at, told.closed_at
    order.financial_status, order.fulfillment_status = str(told.financial_status), str(told.fulfillment_status)
    order.test, order.tags, order.gateways = told.test, list(told.tags), list(told.gateways)
    order.shipping_address = asdict(told.shipping_address) if told.shipping_address else None
    order.country_code = told.shipping_address.country_code if told.shipping_address else order.country_code or ""
    order.status_page_url = told.status_page_url
    order.currency, order.presentment_currency = told.currency, told.presentment_currency
    for name in BAGS:
        _tell_bag(order, name, getattr(told, name))
    if buyer is not None and not buyer.country_code:
        buyer.country_code = order.country_code


def _tell_bag(order: Order, name: str, bag: MoneyBag | None) -> None:
    if bag is not None:
        setattr(order, f"{name}_shop", bag.shop.amount)
        setattr(order, name, bag.presentment.amount)


def _ended(desk: Desk, order: Order, *, changed: bool, quiet: bool) -> Mirrored:
    if changed:
        order.mirrored_at = desk.now
        if not quiet:
            desk.record(OrderChanged(order.id))
    return Mirrored(order.id, changed)

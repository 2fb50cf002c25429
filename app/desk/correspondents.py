"""Who wrote: the customer that Shopify vouched for, else the one with that address, else a new one."""

from sqlalchemy.exc import IntegrityError

from app.desk.desk import Desk
from app.domain.languages import canonical
from app.domain.messages import InboundMessage
from app.models import Customer, Order


def known(desk: Desk, inbound: InboundMessage) -> Customer | None:
    """A customer there is already; an order's address leads to its customer too."""
    if inbound.customer_gid:
        by_gid = desk.one(desk.select(Customer).where(Customer.gid == inbound.customer_gid))
        if by_gid is not None:
            return by_gid
    if not inbound.from_address:
        return None
    by_address = desk.one(desk.select(Customer).where(Customer.email == inbound.from_address))
    return by_address or _by_order(desk, inbound.from_address)


def find_or_add(desk: Desk, inbound: InboundMessage) -> Customer:
    """The customer, his row locked until the commit."""
    customer = known(desk, inbound) or _added(desk, inbound)
    locked: Customer = desk.get(Customer, customer.id, lock=True)
    if not locked.name and locked.redacted_at is None:
        locked.name = inbound.from_name[:500]
    return locked


def _by_order(desk: Desk, address: str) -> Customer | None:
    query = desk.select(Order).where(Order.email == address, Order.customer_id.is_not(None))
    order = desk.one(query.order_by(Order.created_at.desc()))
    return desk.get(Customer, order.customer_id) if order is not None and order.customer_id else None


def _added(desk: Desk, inbound: InboundMessage) -> Customer:
    """Insert, or find what another worker inserted a moment ago."""
    row = Customer(
        email=inbound.from_address or None,
        name=inbound.from_name[:500],
        locale=canonical(inbound.locale),
        created_at=desk.now,
    )
    try:
        with desk.session.begin_nested():
            desk.add(row)
    except IntegrityError:
        found = known(desk, inbound)
        if found is None:
            raise
        return found
    return row

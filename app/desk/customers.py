"""Customers: one row a person, found by Shopify's id or by address, whichever came first."""

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError

from app.desk.desk import Desk
from app.domain.orders import CustomerSnapshot
from app.models import Conversation, Customer, Order


def upsert(desk: Desk, told: CustomerSnapshot) -> Customer:
    """The row of this buyer as Shopify now tells it; somebody who wrote before buying becomes him."""
    email = normal(told.email)
    is_his = or_(Customer.gid == told.gid, Customer.email == email) if email else Customer.gid == told.gid
    found = desk.all(desk.select(Customer).where(is_his))
    by_gid = next((row for row in found if row.gid == told.gid), None)
    by_email = next((row for row in found if email and row.email == email), None)
    row = by_gid or (by_email if by_email is not None and by_email.gid is None else None)
    if row is None:
        row = _created(desk, told)
    elif row.gid is None:
        row.gid = told.gid
    if row.redacted_at is not None:
        return row
    if email and by_email is not None and by_email is not row:
        _take_address(desk, by_email, row)
    _tell(row, told, email)
    return row


def by_address(desk: Desk, email: str) -> Customer | None:
    return desk.one(desk.select(Customer).where(Customer.email == normal(email)))


def normal(email: str) -> str | None:
    """An address as it is compared: without blanks, lower-cased; None for none."""
    return email.strip().lower()[:320] or None


def _created(desk: Desk, told: CustomerSnapshot) -> Customer:
    """Insert, or find what another worker inserted a moment ago."""
    row = Customer(gid=told.gid, created_at=desk.now)
    try:
        with desk.session.begin_nested():
            desk.add(row)
    except IntegrityError:
        found = desk.one(desk.select(Customer).where(Customer.gid == told.gid))
        if found is None:
            raise
        return found
    return row


def _tell(row: Customer, told: CustomerSnapshot, email: str | None) -> None:
    """Only what was told: an empty field means that the source said nothing."""
    row.email = email or row.email
    row.name = told.name or row.name
    row.phone = told.phone or row.phone
    row.locale = told.locale or row.locale
    if told.orders_count is not None:
        row.orders_count = told.orders_count


def _take_address(desk: Desk, holder: Customer, row: Customer) -> None:
    """Shopify says whose address this is. A holder that Shopify does not know is the same person."""
    holder.email = None
    desk.session.flush()  # the address is unique: it must be free before it is taken
    if holder.gid is not None:
        return
    for model in (Conversation, Order):
        desk.session.execute(
            update(model)
            .where(model.shop_id == desk.shop.id, model.customer_id == holder.id)
            .values(customer_id=row.id)
        )
    row.name, row.phone = row.name or holder.name, row.phone or holder.phone
    row.language, row.timezone = row.language or holder.language, row.timezone or holder.timezone
    desk.session.delete(holder)
    desk.session.flush()

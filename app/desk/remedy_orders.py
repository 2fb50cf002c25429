"""An order as remedies know it: which it is and which conversation is about it."""

from app.desk.desk import Desk
from app.domain.errors import NotFound
from app.domain.remedies.kinds import OrderRef, RemedyKind
from app.domain.words import N_
from app.models import Conversation, Customer, Order, Remedy


def live(desk: Desk, order_id: int) -> Order:
    """The order's row; a deleted one is no order any more."""
    row = desk.get(Order, order_id)
    if row.deleted_at is not None:
        raise NotFound(N_("This order was deleted in Shopify."))
    return row


def ref(desk: Desk, order_id: int) -> OrderRef:
    """What a call about this order needs to know."""
    return ref_of(desk, live(desk, order_id))


def ref_of(desk: Desk, row: Order) -> OrderRef:
    customer = desk.get(Customer, row.customer_id) if row.customer_id else None
    gid = customer.gid if customer else None
    return OrderRef(row.gid, row.name, row.currency, row.presentment_currency, gid or "")


def conversation_about(desk: Desk, order_id: int) -> int | None:
    """The newest conversation about this order."""
    query = desk.select(Conversation).where(Conversation.order_id == order_id)
    row = desk.one(query.order_by(Conversation.last_message_at.desc()))
    return row.id if row else None


def credits_beside(desk: Desk, row: Remedy) -> frozenset[str]:
    """The store credits that other remedies made for this customer, also since the agent looked: nothing over there
    says whose a credit is, so that a search for this one's would take one of those.
    """
    if row.kind != RemedyKind.STORE_CREDIT or row.customer_id is None:
        return frozenset()
    others = desk.select(Remedy).where(Remedy.customer_id == row.customer_id, Remedy.kind == row.kind)
    return frozenset(other.gid for other in desk.all(others.where(Remedy.id != row.id, Remedy.gid != "")))

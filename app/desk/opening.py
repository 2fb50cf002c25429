"""A conversation that the shop begins: about one order, with the customer it belongs to."""

import secrets

from app.desk import customers
from app.desk.desk import Desk
from app.domain.languages import canonical
from app.domain.matching import OrderReason
from app.models import Conversation, Customer, Order

CHANNEL = "email"


def open_for_order(desk: Desk, order: Order, customer: Customer | None, subject: str) -> Conversation:
    """Opened so that the agent sees what was sent, and so that the customer's answer finds its order."""
    person = customer or _guest(desk, order)
    language = canonical(person.language or person.locale) or canonical(order.customer_locale)
    conversation = Conversation(
        customer_id=person.id,
        order_id=order.id,
        order_reason=OrderReason.EVENT,
        channel=CHANNEL,
        subject=subject,
        language=language,
        reply_token=secrets.token_hex(12),
        created_at=desk.now,
        last_message_at=desk.now,
        changed_at=desk.now,
    )
    desk.add(conversation)
    return conversation


def _guest(desk: Desk, order: Order) -> Customer:
    """Who ordered without an account is known by the order's address."""
    known = customers.by_address(desk, order.email)
    if known is not None:
        return known
    guest = Customer(email=customers.normal(order.email), locale=order.customer_locale, created_at=desk.now)
    desk.add(guest)
    return guest

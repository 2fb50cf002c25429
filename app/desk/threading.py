"""Which conversation a message goes on with and which order it is about: app.domain.matching chooses from rows."""

from sqlalchemy import Select

from app.desk.desk import Desk
from app.domain import matching
from app.domain.matching import OrderCandidate, OrderChoice, OrderReason, Topic
from app.domain.messages import InboundMessage
from app.domain.order_names import order_names
from app.models import Conversation, Customer, Message, Order

MOST = 20
CLOSED = ("FULFILLED", "RESTOCKED")


def by_token(desk: Desk, token: str) -> Conversation | None:
    return desk.one(desk.select(Conversation).where(Conversation.reply_token == token)) if token else None


def find(desk: Desk, inbound: InboundMessage, customer: Customer, choice: OrderChoice | None) -> Conversation | None:
    """By the token we gave away, by what it answers, by the same topic; in that order."""
    return (
        by_token(desk, inbound.reply_token)
        or _by_answered(desk, inbound, customer)
        or _by_topic(desk, inbound, customer, choice)
    )


def choose_order(desk: Desk, inbound: InboundMessage, customer: Customer) -> OrderChoice | None:
    names = tuple(
        dict.fromkeys(filter(None, (inbound.order_name, *order_names(f"{inbound.subject}\n{inbound.body}"[:20_000]))))
    )[:MOST]
    named = desk.all(_orders(desk).where(Order.name.in_(names)).limit(MOST)) if names else []
    own = desk.all(_orders(desk).where(Order.customer_id == customer.id).order_by(Order.created_at.desc()).limit(MOST))
    rows = {order.id: order for order in (*named, *own)}
    return matching.choose_order(names, [_candidate(order, customer) for order in rows.values()])


def set_order(conversation: Conversation, choice: OrderChoice | None) -> None:
    if choice is not None and matching.replaces(choice, conversation.order_reason or ""):
        conversation.order_id, conversation.order_reason = choice.order_id, choice.reason


def _orders(desk: Desk) -> Select[tuple[Order]]:
    return desk.select(Order).where(Order.deleted_at.is_(None))


def _candidate(order: Order, customer: Customer) -> OrderCandidate:
    is_theirs = order.customer_id == customer.id or bool(customer.email and order.email.lower() == customer.email)
    is_open = order.cancelled_at is None and order.closed_at is None and order.fulfillment_status not in CLOSED
    return OrderCandidate(order.id, order.name, order.created_at, is_open, is_theirs)


def _by_answered(desk: Desk, inbound: InboundMessage, customer: Customer) -> Conversation | None:
    """Ids of others' mails can be guessed or quoted by anybody: only the same customer goes on with them."""
    ids = [found for found in (inbound.in_reply_to, *reversed(inbound.references)) if found][:MOST]
    if not ids:
        return None
    query = (
        desk.select(Conversation)
        .join(Message, Message.conversation_id == Conversation.id)
        .where(Message.shop_id == desk.shop.id, Message.external_id.in_(ids))
        .where(Conversation.customer_id == customer.id)
    )
    return desk.one(query.order_by(Message.id.desc()))


def _by_topic(
    desk: Desk, inbound: InboundMessage, customer: Customer, choice: OrderChoice | None
) -> Conversation | None:
    query = desk.select(Conversation).where(
        Conversation.customer_id == customer.id, Conversation.channel == inbound.channel
    )
    rows = desk.all(query.order_by(Conversation.last_message_at.desc()).limit(MOST))
    sure = choice.order_id if choice is not None and choice.reason is OrderReason.NAMED else None
    topic = Topic(inbound.subject, sure, desk.now)
    chosen = matching.choose_conversation(topic, [_conversation(row) for row in rows])
    return next((row for row in rows if row.id == chosen), None)


def _conversation(row: Conversation) -> matching.ConversationCandidate:
    is_resolved = row.status == "RESOLVED"
    return matching.ConversationCandidate(row.id, row.subject, row.order_id, is_resolved, row.last_message_at)

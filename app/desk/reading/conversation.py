"""One conversation as a page: its thread, its customer, and the order beside it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_

from app.db import money_or_none
from app.desk import remedy_drafts
from app.desk.desk import Desk
from app.desk.reading import thread, timeline, window
from app.desk.reading.order import OrderBeside, beside
from app.desk.reading.reader import Reader
from app.desk.reading.window import WindowBeside
from app.desk.remedy_drafts import Draft
from app.domain.money import Money
from app.domain.places import clock_of
from app.models import Agent, Conversation, ConversationTag, Customer, Message, Order

NEIGHBOURS = 8


@dataclass(frozen=True, slots=True)
class CustomerBeside:
    """`clock` is where the customer's time is known from country, province or the customer's own zone."""

    id: int
    name: str
    email: str
    language: str
    tone: str
    country_code: str
    clock: ZoneInfo | None
    orders_count: int | None
    spent: Money | None
    redacted: bool


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another order or conversation of the same customer."""

    id: int
    name: str
    status: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConversationPage:
    id: int
    subject: str
    subject_language: str
    written_subject: str
    status: str
    channel: str
    language: str
    sends_out: bool
    inquiry_kind: str
    assignee_id: int | None
    tags: tuple[str, ...]
    agents: tuple[tuple[int, str], ...]
    customer: CustomerBeside | None
    entries: tuple[thread.Entry | timeline.Line, ...]
    earlier: int
    order: OrderBeside | None
    return_window: WindowBeside | None
    order_reason: str
    other_orders: tuple[Neighbour, ...]
    other_conversations: tuple[Neighbour, ...]
    drafts: tuple[Draft, ...]

    @property
    def translates(self) -> bool:
        return any(isinstance(entry, thread.Entry) and entry.text != entry.original for entry in self.entries)


def page(desk: Desk, reader: Reader, conversation_id: int, *, everything: bool = False) -> ConversationPage:
    conversation: Conversation = desk.get(Conversation, conversation_id)
    customer = desk.get(Customer, conversation.customer_id) if conversation.customer_id else None
    order = desk.get(Order, conversation.order_id) if conversation.order_id else None
    messages = thread.entries(desk, reader, conversation.id, thread.MOST if everything else thread.SHOWN)
    shown_order = beside(desk, order) if order else None
    shown_subject, subject_language = thread.subject(desk, reader, conversation)
    return ConversationPage(
        id=conversation.id,
        subject=shown_subject,
        subject_language=subject_language,
        written_subject=conversation.subject,
        status=conversation.status,
        channel=conversation.channel,
        language=conversation.language,
        sends_out=conversation.sends_out and desk.shop.sends_out,
        inquiry_kind=conversation.inquiry_kind,
        assignee_id=conversation.assignee_id,
        tags=_tags(desk, conversation.id),
        agents=_agents(desk),
        customer=_customer(desk, customer, order),
        entries=timeline.merge(desk, conversation.id, messages, shown_order),
        earlier=0 if everything or len(messages) < thread.SHOWN else _count(desk, conversation.id) - len(messages),
        order=shown_order,
        return_window=window.beside(desk, order, shown_order.parcels) if order and shown_order else None,
        order_reason=conversation.order_reason,
        other_orders=_other_orders(desk, customer, order),
        other_conversations=_other_conversations(desk, conversation),
        drafts=remedy_drafts.of_conversation(desk, conversation.id, reader.agent_id, reader.language),
    )


def _tags(desk: Desk, conversation_id: int) -> tuple[str, ...]:
    query = desk.select(ConversationTag).where(ConversationTag.conversation_id == conversation_id)
    return tuple(sorted(row.tag for row in desk.all(query)))


def _agents(desk: Desk) -> tuple[tuple[int, str], ...]:
    query = desk.select(Agent).where(Agent.removed_at.is_(None)).order_by(Agent.name, Agent.id).limit(200)
    return tuple((row.id, row.name or row.email or f"#{row.id}") for row in desk.all(query))


def _count(desk: Desk, conversation_id: int) -> int:
    query = desk.select(Message).where(Message.conversation_id == conversation_id)
    return desk.session.scalar(query.with_only_columns(func.count())) or 0


def _customer(desk: Desk, customer: Customer | None, order: Order | None) -> CustomerBeside | None:
    if customer is None:
        return None
    address = (order.shipping_address or {}) if order else {}
    country = customer.country_code or (order.country_code if order else "")
    return CustomerBeside(
        id=customer.id,
        name=customer.name,
        email=customer.email or "",
        language=customer.language or customer.locale,
        tone=customer.tone,
        country_code=country,
        clock=clock_of(country, address.get("province_code", ""), customer.timezone),
        orders_count=customer.orders_count,
        spent=money_or_none(customer.spent_amount, desk.shop.currency),
        redacted=customer.redacted_at is not None,
    )


def _other_orders(desk: Desk, customer: Customer | None, order: Order | None) -> tuple[Neighbour, ...]:
    if customer is None:
        return ()
    theirs = [Order.customer_id == customer.id] + ([Order.email == customer.email] if customer.email else [])
    query = desk.select(Order).where(or_(*theirs), Order.deleted_at.is_(None))
    if order:
        query = query.where(Order.id != order.id)
    rows = desk.all(query.order_by(Order.created_at.desc()).limit(NEIGHBOURS))
    return tuple(Neighbour(row.id, row.name, row.fulfillment_status, row.created_at) for row in rows)


def _other_conversations(desk: Desk, conversation: Conversation) -> tuple[Neighbour, ...]:
    if conversation.customer_id is None:
        return ()
    query = (
        desk.select(Conversation)
        .where(Conversation.customer_id == conversation.customer_id, Conversation.id != conversation.id)
        .order_by(Conversation.last_message_at.desc())
        .limit(NEIGHBOURS)
    )
    return tuple(Neighbour(row.id, row.subject, row.status, row.last_message_at) for row in desk.all(query))


def language_of(desk: Desk, conversation_id: int) -> str:
    """The language its customer is answered in, "" while it is not known."""
    language: str = desk.get(Conversation, conversation_id).language
    return language


def of_message(desk: Desk, message_id: int) -> int:
    """The conversation a message belongs to."""
    conversation_id: int = desk.get(Message, message_id).conversation_id
    return conversation_id


def version(desk: Desk, conversation_id: int) -> str:
    """Changes with what no event tells of, such as a note or a delivery that goes on."""
    conversation: Conversation = desk.get(Conversation, conversation_id)
    return f"{conversation.id}.{conversation.changed_at.timestamp():.6f}"

"""The inbox: views with capped counts and pages by keyset, as fast at 100,000 conversations as at 1,000."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, tuple_, union_all
from sqlalchemy.orm import load_only

from app.desk.desk import LARGEST_ID, Desk
from app.desk.reading.reader import Reader
from app.domain.errors import Rejected
from app.domain.messages import Author, ConversationStatus, Delivery, Direction, Visibility
from app.domain.words import N_
from app.models import Agent, Conversation, ConversationTag, Customer, EventRow, Message, Order, Translation

PAGE = 50
COUNTED = 100  # a count stops here and reads "99+": nobody needs the rest, and it would grow with the table
STUCK = 500
LATE = timedelta(hours=24)
TROUBLE = (Delivery.FAILED, Delivery.UNKNOWN)


class View(StrEnum):
    OPEN = "open"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    PENDING = "pending"
    LATE = "late"
    UNDELIVERED = "undelivered"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class InboxRow:
    """Subject and snippet are in the agent's language where a translation exists, else as written."""

    id: int
    customer: str
    subject: str
    subject_language: str
    snippet: str
    snippet_language: str
    language: str
    said_by: str
    order_name: str
    status: str
    assignee: str
    tags: tuple[str, ...]
    last_message_at: datetime
    undelivered: bool


@dataclass(frozen=True, slots=True)
class Said:
    """`subject` is a translation, or empty; `author` wrote the last words."""

    subject: str
    snippet: str
    language: str
    author: str


@dataclass(frozen=True, slots=True)
class InboxPage:
    """`before` is the cursor of the next page, empty on the last."""

    view: View
    rows: tuple[InboxRow, ...]
    before: str


def page(desk: Desk, reader: Reader, view: View, before: str = "") -> InboxPage:
    oldest_first = view is View.LATE
    return InboxPage(view, *turn(desk, reader, _belongs(desk, reader, view), before, oldest_first=oldest_first))


def turn(
    desk: Desk, reader: Reader, which: Sequence[ColumnElement[bool]], before: str = "", *, oldest_first: bool = False
) -> tuple[tuple[InboxRow, ...], str]:
    """One page of the conversations that `which` narrows down to, and the cursor of the next."""
    order = (Conversation.last_message_at, Conversation.id)
    query = (
        select(Conversation, Customer.name, Customer.email, Order.name, Agent.name)
        .outerjoin(Customer, Customer.id == Conversation.customer_id)
        .outerjoin(Order, Order.id == Conversation.order_id)
        .outerjoin(Agent, Agent.id == Conversation.assignee_id)
        .where(*which)
        .order_by(*(order if oldest_first else (column.desc() for column in order)))
    )
    if before:
        key, cursor = tuple_(*order), tuple_(*_cursor(before))
        query = query.where(key > cursor if oldest_first else key < cursor)
    heads = desk.session.execute(query.limit(PAGE + 1)).all()
    return _rows(desk, reader, heads[:PAGE]), _next(heads)


def counts(desk: Desk, reader: Reader) -> dict[View, int]:
    """How many conversations each view holds, COUNTED at most; one query."""
    plain: list[View] = [view for view in View if view not in (View.RESOLVED, View.UNDELIVERED)]
    members = {view: select(Conversation.id).where(*_belongs(desk, reader, view)) for view in plain}
    members |= {View.UNDELIVERED: _stuck(desk)}
    capped = [
        select(func.count()).select_from(query.limit(COUNTED).subquery()).scalar_subquery().label(view.value)
        for view, query in members.items()
    ]
    return dict(zip(members, desk.session.execute(select(*capped)).one(), strict=True))


def version(desk: Desk) -> int:
    """A number that grows with everything that happens in this shop: unchanged means nothing to show."""
    return desk.session.scalar(select(func.max(EventRow.id)).where(EventRow.shop_id == desk.shop.id)) or 0


def _belongs(desk: Desk, reader: Reader, view: View) -> tuple[ColumnElement[bool], ...]:
    is_open = Conversation.status == ConversationStatus.OPEN
    narrower: dict[View, tuple[ColumnElement[bool], ...]] = {
        View.OPEN: (is_open,),
        View.MINE: (is_open, Conversation.assignee_id == reader.agent_id),
        View.UNASSIGNED: (is_open, Conversation.assignee_id.is_(None)),
        View.PENDING: (Conversation.status == ConversationStatus.PENDING,),
        View.LATE: (is_open, Conversation.last_message_at <= desk.now - LATE),
        View.RESOLVED: (Conversation.status == ConversationStatus.RESOLVED,),
    }
    if view is View.UNDELIVERED:
        # Few, and found by their own index: as a subquery they would make SQLite walk through every conversation.
        stuck = desk.session.scalars(_stuck(desk)).all()
        return (Conversation.shop_id == desk.shop.id, Conversation.id.in_(stuck))
    return (Conversation.shop_id == desk.shop.id, *narrower[view])


def _stuck(desk: Desk) -> Select[int]:
    messages = _in_trouble(desk).limit(STUCK).subquery()
    return select(messages.c.conversation_id).distinct()


def _in_trouble(desk: Desk) -> Select[int]:
    stuck = (Message.delivery.in_(TROUBLE), Message.seen_to_at.is_(None))
    return select(Message.conversation_id).where(Message.shop_id == desk.shop.id, *stuck)


def _rows(desk: Desk, reader: Reader, heads: Sequence[Row[*tuple[Any, ...]]]) -> tuple[InboxRow, ...]:
    ids = [head[0].id for head in heads]
    if not ids:
        return ()
    tags, said, troubled = _tags(desk, ids), _said(desk, reader, ids), _troubled(desk, ids)
    made = []
    for conversation, name, email, order_name, assignee in heads:
        last = said.get(conversation.id) or Said("", conversation.snippet, conversation.language, Author.CUSTOMER)
        made.append(
            InboxRow(
                id=conversation.id,
                customer=name or email or "",
                subject=last.subject or conversation.subject,
                subject_language=reader.language if last.subject else conversation.language,
                snippet=last.snippet,
                snippet_language=last.language,
                language=conversation.language,
                said_by=last.author,
                order_name=order_name or "",
                status=conversation.status,
                assignee=assignee or "",
                tags=tuple(tags.get(conversation.id, ())),
                last_message_at=conversation.last_message_at,
                undelivered=conversation.id in troubled,
            )
        )
    return tuple(made)


def _tags(desk: Desk, ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    query = desk.select(ConversationTag).where(ConversationTag.conversation_id.in_(ids)).order_by(ConversationTag.tag)
    for row in desk.all(query):
        found.setdefault(row.conversation_id, []).append(row.tag)
    return found


def _said(desk: Desk, reader: Reader, ids: list[int]) -> dict[int, Said]:
    """The first subject and a person's last words of each conversation, as this reader reads them; one query."""
    in_these = (
        Message.shop_id == desk.shop.id,
        Message.conversation_id.in_(ids),
        Message.visibility == Visibility.PUBLIC,
    )
    first = select(func.min(Message.id)).where(*in_these).group_by(Message.conversation_id)
    # What a rule answered says nothing of what is asked; it shows only where nobody else has spoken.
    by_people = (*in_these, Message.author != Author.RULE)
    last = select(func.max(Message.id)).where(*by_people).group_by(Message.conversation_id)
    translated = and_(
        Translation.shop_id == desk.shop.id,
        Translation.message_id == Message.id,
        Translation.target == reader.language,
        Translation.text != "",
    )
    text, draft, body = (func.substr(column, 1, 200) for column in (Translation.text, Message.draft_body, Message.body))
    # An outer join also where an inner would do: it keeps the planner from starting at all translations of the shop.
    query = (
        select(Message, Translation.subject, text, draft, body)
        .options(load_only(Message.conversation_id, Message.direction, Message.language, Message.draft_language))
        .options(load_only(Message.author))
        .outerjoin(Translation, translated)
        .where(*in_these, Message.id.in_(union_all(first, last)))
        .order_by(Message.id)
    )
    found: dict[int, Said] = {}
    for message, subject, *texts in desk.session.execute(query).all():
        foreign = not reader.understands(message.language)
        earlier = found.get(message.conversation_id)
        shown = earlier.subject if earlier else (subject or "") if foreign else ""
        found[message.conversation_id] = Said(shown, *_snippet(reader, message, *texts))
    return found


def _snippet(reader: Reader, message: Message, translation: str | None, draft: str, body: str) -> tuple[str, str, str]:
    if message.direction == Direction.OUTBOUND and draft and not _reads_sent(reader, message):
        return draft, message.draft_language, message.author
    if translation and not reader.understands(message.language):
        return translation, reader.language, message.author
    return body, message.language, message.author


def _reads_sent(reader: Reader, message: Message) -> bool:
    """What was sent is better than a colleague's draft where the reader understands only that."""
    return reader.understands(message.language) and not reader.understands(message.draft_language)


def _troubled(desk: Desk, ids: list[int]) -> set[int]:
    return set(desk.session.scalars(_in_trouble(desk).where(Message.conversation_id.in_(ids))))


def _next(heads: Sequence[Row[*tuple[Any, ...]]]) -> str:
    if len(heads) <= PAGE:
        return ""
    last = heads[PAGE - 1][0]
    return f"{last.last_message_at.isoformat()}~{last.id}"


def _cursor(text: str) -> tuple[datetime, int]:
    moment, _, number = text.partition("~")
    try:
        at, row_id = datetime.fromisoformat(moment), int(number)
    except ValueError as error:
        raise Rejected(N_("This page of the list does not exist; open the list again."), "before") from error
    if at.tzinfo is None or not 0 <= row_id <= LARGEST_ID:
        raise Rejected(N_("This page of the list does not exist; open the list again."), "before")
    return at, row_id

"""The inbox: views with capped counts and pages by keyset, as fast at 100,000 conversations as at 1,000."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, tuple_
from sqlalchemy.orm import load_only

from app.desk.desk import Desk
from app.desk.reading.reader import Reader
from app.domain.errors import Rejected
from app.domain.messages import Author, ConversationStatus, Delivery, Direction, TranslationState, Visibility
from app.models import Agent, Conversation, ConversationTag, Customer, EventRow, Message, Order, Translation

PAGE = 50
COUNTED = 100  # a count stops here and reads "99+": nobody needs the rest, and it would grow with the table
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
class InboxPage:
    """`before` is the cursor of the next page, empty on the last."""

    view: View
    rows: tuple[InboxRow, ...]
    before: str


def page(desk: Desk, reader: Reader, view: View, before: str = "") -> InboxPage:
    oldest_first = view is View.LATE
    key = tuple_(Conversation.last_message_at, Conversation.id)
    query = (
        select(Conversation, Customer.name, Customer.email, Order.name, Agent.name)
        .outerjoin(Customer, Customer.id == Conversation.customer_id)
        .outerjoin(Order, Order.id == Conversation.order_id)
        .outerjoin(Agent, Agent.id == Conversation.assignee_id)
        .where(*_belongs(desk, reader, view))
    )
    if before:
        cursor = tuple_(*_cursor(before))
        query = query.where(key > cursor if oldest_first else key < cursor)
    order = (Conversation.last_message_at, Conversation.id)
    query = query.order_by(*(order if oldest_first else (column.desc() for column in order)))
    heads = desk.session.execute(query.limit(PAGE + 1)).all()
    return InboxPage(view, _rows(desk, reader, heads[:PAGE]), _next(heads))


def counts(desk: Desk, reader: Reader) -> dict[View, int]:
    """How many conversations each view holds, COUNTED at most; one query."""
    capped = {
        view: select(func.count())
        .select_from(select(Conversation.id).where(*_belongs(desk, reader, view)).limit(COUNTED).subquery())
        .scalar_subquery()
        .label(view.value)
        for view in View
        if view is not View.RESOLVED
    }
    row = desk.session.execute(select(*capped.values())).one()
    return dict(zip(capped, row, strict=True))


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
        View.UNDELIVERED: (Conversation.id.in_(_in_trouble(desk)),),
        View.RESOLVED: (Conversation.status == ConversationStatus.RESOLVED,),
    }
    return (Conversation.shop_id == desk.shop.id, *narrower[view])


def _in_trouble(desk: Desk) -> Select[int]:
    return select(Message.conversation_id).where(Message.shop_id == desk.shop.id, Message.delivery.in_(TROUBLE))


def _rows(desk: Desk, reader: Reader, heads: Sequence[Row[*tuple[Any, ...]]]) -> tuple[InboxRow, ...]:
    ids = [head[0].id for head in heads]
    if not ids:
        return ()
    tags, snippets, troubled = _tags(desk, ids), _snippets(desk, reader, ids), _troubled(desk, ids)
    subjects = _subjects(desk, reader, ids)
    made = []
    for conversation, name, email, order_name, assignee in heads:
        snippet, language, said_by = snippets.get(
            conversation.id, (conversation.snippet, conversation.language, Author.CUSTOMER)
        )
        made.append(
            InboxRow(
                id=conversation.id,
                customer=name or email or "",
                subject=subjects.get(conversation.id, conversation.subject),
                subject_language=reader.language if conversation.id in subjects else conversation.language,
                snippet=snippet,
                snippet_language=language,
                language=conversation.language,
                said_by=said_by,
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


def _snippets(desk: Desk, reader: Reader, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """The last thing said in each conversation: text, its language, who said it."""
    last = (
        select(func.max(Message.id))
        .where(Message.shop_id == desk.shop.id, Message.conversation_id.in_(ids))
        .where(Message.visibility == Visibility.PUBLIC)
        .group_by(Message.conversation_id)
    )
    translated = and_(
        Translation.shop_id == desk.shop.id,
        Translation.message_id == Message.id,
        Translation.target == reader.language,
        Translation.state == TranslationState.DONE,
    )
    translation, draft, body = (
        func.substr(column, 1, 200) for column in (Translation.text, Message.draft_body, Message.body)
    )
    query = (
        select(Message, translation, draft, body)
        .options(
            load_only(
                Message.conversation_id, Message.direction, Message.language, Message.draft_language, Message.author
            )
        )
        .outerjoin(Translation, translated)
        .where(Message.shop_id == desk.shop.id, Message.id.in_(last))
    )
    rows = desk.session.execute(query).all()
    return {message.conversation_id: _snippet(reader, message, *texts) for message, *texts in rows}


def _snippet(reader: Reader, message: Message, translation: str | None, draft: str, body: str) -> tuple[str, str, str]:
    if message.direction == Direction.OUTBOUND and draft:
        return draft, message.draft_language, message.author
    if translation and not reader.understands(message.language):
        return translation, reader.language, message.author
    return body, message.language, message.author


def _subjects(desk: Desk, reader: Reader, ids: list[int]) -> dict[int, str]:
    """The first translated subject of each conversation that its reader could not read as written."""
    query = (
        select(Message, Translation.subject)
        .options(load_only(Message.conversation_id, Message.language))
        .join(Translation, Translation.message_id == Message.id)
        .where(Message.shop_id == desk.shop.id, Message.conversation_id.in_(ids))
        .where(Translation.shop_id == desk.shop.id, Translation.target == reader.language, Translation.subject != "")
        .order_by(Message.id.desc())
    )
    rows = desk.session.execute(query).all()
    return {message.conversation_id: subject for message, subject in rows if not reader.understands(message.language)}


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
        raise Rejected("This page of the list does not exist; open the list again.", "before") from error
    if at.tzinfo is None:
        raise Rejected("This page of the list does not exist; open the list again.", "before")
    return at, row_id

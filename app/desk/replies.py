"""Words that go out: queued once, with an id that was fixed before anything is sent, and exactly as they were shown."""

import secrets
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from app.desk import conversations, searching
from app.desk.desk import ActorKind, Desk
from app.domain.errors import Conflict, Rejected
from app.domain.events import ReplyQueued
from app.domain.languages import canonical
from app.domain.messages import Author, ConversationStatus, Delivery, Direction, Visibility
from app.domain.words import N_
from app.models import Conversation, Customer, Message

LONGEST = 50_000
AUTOMATIC = "rule"  # what `automated` says of our own automatic messages
MOST_REFERENCES = 20


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """`body` is exactly what the customer gets, in `language`; `draft_body` what the agent wrote before translation.

    `once_key`: the form's one-time token, or the rule's key for this cause: the same key queues once.
    """

    body: str
    language: str
    once_key: str
    draft_body: str = ""
    draft_language: str = ""
    back_translation: str = ""
    subject: str = ""
    visibility: Visibility = Visibility.PUBLIC
    resolve: bool = False


def queue(desk: Desk, conversation_id: int, draft: ReplyDraft) -> int:
    """Queue a reply or keep a note; returns the message's id, the earlier one's when the key was used before."""
    _check(draft)
    conversation = desk.get(Conversation, conversation_id, lock=True)
    if earlier := _earlier(desk, draft.once_key):
        return earlier
    message = _message(desk, conversation, draft)
    try:
        with desk.session.begin_nested():
            desk.add(message)
    except IntegrityError:
        if earlier := _earlier(desk, draft.once_key):
            return earlier
        raise
    if draft.visibility is Visibility.NOTE:
        conversation.changed_at = desk.now
        searching.index_message(desk, message.id)  # it is told to nobody, so nothing reacts to it
        return message.id
    message.external_id = message_id(desk, conversation, message.id)
    _advance(desk, conversation, message, resolve=draft.resolve)
    desk.record(ReplyQueued(message.id, conversation.id, by_rule=desk.actor.kind is ActorKind.RULE))
    return message.id


def is_queued(desk: Desk, once_key: str) -> bool:
    """Whether this key was used: its words are on their way, whatever a form says now."""
    return bool(once_key) and _earlier(desk, once_key) is not None


def retry(desk: Desk, reply_id: int) -> None:
    """A person decided to send it again: the same words under the same Message-ID."""
    message = desk.get(Message, reply_id, lock=True)
    if message.delivery not in {Delivery.FAILED, Delivery.UNKNOWN}:
        raise Conflict(N_("This message is already on its way."))
    message.delivery, message.delivery_error, message.claim, message.attempts = Delivery.QUEUED, "", "", 0
    message.seen_to_at = None
    message.to_address = message.to_address or _address(desk, desk.get(Conversation, message.conversation_id))
    desk.get(Conversation, message.conversation_id).changed_at = desk.now
    desk.record(ReplyQueued(message.id, message.conversation_id, by_rule=message.author == Author.RULE))


def message_id(desk: Desk, conversation: Conversation, number: int) -> str:
    """Our Message-ID: it holds the conversation's token, so that an answer finds its way back."""
    domain = desk.shop.email_from.rpartition("@")[2].lower()
    host = domain if domain.isascii() and domain else desk.shop.domain
    return f"<kk.{conversation.reply_token}.{number}@{host}>"


def _check(draft: ReplyDraft) -> None:
    if not draft.body.strip():
        raise Rejected(N_("Write something first."), "body")
    if len(draft.body) > LONGEST:
        raise Rejected(N_("A message has at most %(most)s characters."), "body", most=f"{LONGEST:,}")
    if not draft.once_key:
        raise Rejected(N_("The form's one-time key is missing; load the page again."), "once_key")


def _earlier(desk: Desk, once_key: str) -> int | None:
    row = desk.one(desk.select(Message).where(Message.once_key == once_key[:200]))
    return row.id if row is not None else None


def _message(desk: Desk, conversation: Conversation, draft: ReplyDraft) -> Message:
    is_note = draft.visibility is Visibility.NOTE
    is_rule = desk.actor.kind is ActorKind.RULE
    answered = None if is_note else _answered(desk, conversation)
    return Message(
        conversation_id=conversation.id,
        channel=conversation.channel,
        external_id=f"{'note' if is_note else 'unsent'}.{secrets.token_hex(16)}",
        once_key=draft.once_key[:200],
        direction=Direction.OUTBOUND,
        visibility=draft.visibility,
        author=Author.RULE if is_rule else Author.AGENT,
        agent_id=desk.actor.id if desk.actor.kind is ActorKind.AGENT else None,
        rule_id=desk.actor.id if is_rule else None,
        automated=AUTOMATIC if is_rule else "",
        from_address=desk.shop.email_from,
        from_name=desk.shop.email_from_name or desk.shop.name,
        to_address="" if is_note else _address(desk, conversation),
        subject=draft.subject or _subject(conversation),
        body=draft.body,
        language=canonical(draft.language),
        draft_body=draft.draft_body,
        draft_language=canonical(draft.draft_language),
        back_translation=draft.back_translation,
        in_reply_to=answered or "",
        references="" if is_note else _references(desk, conversation),
        delivery=Delivery.NONE if is_note else Delivery.QUEUED,
        created_at=desk.now,
    )


def _address(desk: Desk, conversation: Conversation) -> str:
    """The customer's address, or the one that wrote last here where the customer has none."""
    customer = desk.get(Customer, conversation.customer_id) if conversation.customer_id else None
    if customer is not None and (customer.email or customer.redacted_at):
        return customer.email or ""
    last = _last_inbound(desk, conversation)
    return last.from_address if last is not None else ""


def _last_inbound(desk: Desk, conversation: Conversation) -> Message | None:
    query = desk.select(Message).where(
        Message.conversation_id == conversation.id, Message.direction == Direction.INBOUND
    )
    return desk.one(query.order_by(Message.id.desc()))


def _answered(desk: Desk, conversation: Conversation) -> str:
    last = _last_inbound(desk, conversation)
    return last.external_id if last is not None and last.external_id.startswith("<") else ""


def _references(desk: Desk, conversation: Conversation) -> str:
    query = desk.select(Message).where(
        Message.conversation_id == conversation.id, Message.visibility == Visibility.PUBLIC
    )
    rows = desk.all(query.order_by(Message.id.desc()).limit(MOST_REFERENCES))
    return " ".join(row.external_id for row in reversed(rows) if row.external_id.startswith("<"))


def _subject(conversation: Conversation) -> str:
    subject = conversation.subject.strip()
    return subject if subject.lower().startswith("re:") else f"Re: {subject}".strip()


def _advance(desk: Desk, conversation: Conversation, message: Message, *, resolve: bool) -> None:
    """An agent's answer puts the ball in the customer's court; a rule's answer leaves the work to be done."""
    conversation.last_message_at = max(conversation.last_message_at, desk.now)
    conversation.snippet = " ".join(message.body[:400].split())[:200]
    conversation.changed_at = desk.now
    if desk.actor.kind is ActorKind.AGENT:
        conversation.assignee_id = conversation.assignee_id or desk.actor.id
        status = ConversationStatus.RESOLVED if resolve else ConversationStatus.PENDING
        conversations.set_status(desk, conversation.id, status)

"""A customer's message comes in: whose, which conversation, which order; the same message twice is one message."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from app.desk import conversations, correspondents, raw_mail, threading
from app.desk.desk import Desk
from app.domain.events import MessageReceived
from app.domain.languages import SURE, Detected, canonical
from app.domain.messages import Author, ConversationStatus, Direction, InboundMessage
from app.domain.words import N_
from app.models import Conversation, Customer, Message

STALE = timedelta(hours=24)  # older mail is filed under its own date, and rules answer nothing that old
BELIEVABLE = timedelta(days=60)  # a Date older than this moves a conversation no further down the list
SNIPPET = 200
UNDETECTED = Detected()


@dataclass(frozen=True, slots=True)
class Received:
    message_id: int
    conversation_id: int
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """Languages to expect, likeliest first, and the one that a person named as the customer's, if one did."""

    hints: tuple[str, ...]
    told: str = ""


def expected(desk: Desk, inbound: InboundMessage) -> Expected:
    """What is known before a message is read: the thread's language, the customer's, the form's."""
    customer = correspondents.known(desk, inbound)
    conversation = threading.by_token(desk, inbound.reply_token)
    known = (
        conversation and conversation.language,
        customer and customer.language,
        customer and customer.locale,
        inbound.locale,
    )
    told = canonical(customer.language) if customer and customer.language_told_at else ""
    return Expected(tuple(tag for tag in (canonical(hint or "") for hint in known) if tag), told)


def receive(
    desk: Desk, inbound: InboundMessage, detected: Detected = UNDETECTED, raw_id: int | None = None
) -> Received:
    """File one message; records MessageReceived once, whichever way and however often it comes."""
    if earlier := _earlier(desk, inbound):
        raw_mail.read(desk, raw_id)
        return Received(earlier.id, earlier.conversation_id, duplicate=True)
    customer = correspondents.find_or_add(desk, inbound)  # locked: one customer's messages are filed one by one
    if earlier := _earlier(desk, inbound):
        raw_mail.read(desk, raw_id)
        return Received(earlier.id, earlier.conversation_id, duplicate=True)
    if raw_id is None:
        raw_id = raw_mail.keep(desk, inbound.channel, inbound.raw)[0].id
    choice = threading.choose_order(desk, inbound, customer)
    conversation = threading.find(desk, inbound, customer, choice) or _opened(desk, inbound, customer)
    threading.set_order(conversation, choice)
    message = _message(desk, inbound, conversation, detected, raw_id)
    # Shopify vouches for who is signed in, not for the address he typed, which may be another customer's.
    message.verified = inbound.verified and inbound.customer_gid == customer.gid
    _advance(desk, conversation, customer, message)
    raw_mail.read(desk, raw_id)
    desk.record(MessageReceived(message.id, conversation.id))
    return Received(message.id, conversation.id)


def _earlier(desk: Desk, inbound: InboundMessage) -> Message | None:
    return desk.one(
        desk.select(Message).where(Message.channel == inbound.channel, Message.external_id == inbound.external_id)
    )


def _opened(desk: Desk, inbound: InboundMessage, customer: Customer) -> Conversation:
    conversation = Conversation(
        customer_id=customer.id,
        channel=inbound.channel,
        subject=inbound.subject,
        inquiry_kind=inbound.inquiry_kind,
        reply_token=secrets.token_hex(12),
        created_at=_filed_at(desk, inbound),
        last_message_at=_filed_at(desk, inbound),
        changed_at=desk.now,
    )
    return desk.add(conversation)


def _filed_at(desk: Desk, inbound: InboundMessage) -> datetime:
    """Now, but the message's own date where that is more than a day ago."""
    sent = inbound.sent_at
    return sent if sent is not None and desk.now - sent > STALE else desk.now


def _message(
    desk: Desk, inbound: InboundMessage, conversation: Conversation, detected: Detected, raw_id: int
) -> Message:
    is_own = bool(desk.shop.email_from) and inbound.from_address == desk.shop.email_from.lower()
    message = Message(
        conversation_id=conversation.id,
        channel=inbound.channel,
        external_id=inbound.external_id,
        direction=Direction.INBOUND,
        author=Author.CUSTOMER,
        from_address=inbound.from_address[:500],
        from_name=inbound.from_name[:500],
        subject=inbound.subject,
        body=inbound.body,
        quoted=inbound.quoted,
        language=detected.language,
        language_confidence=detected.confidence,
        languages=[list(part) for part in detected.languages],
        in_reply_to=inbound.in_reply_to[:500],
        references=" ".join(inbound.references),
        automated=inbound.automated or (N_("the shop's own address") if is_own else ""),
        attachments=[asdict(attachment) for attachment in inbound.attachments],
        raw_id=raw_id,
        created_at=_filed_at(desk, inbound),
        sent_at=inbound.sent_at,
    )
    return desk.add(message)


def _advance(desk: Desk, conversation: Conversation, customer: Customer, message: Message) -> None:
    """Bring the conversation up to its newest message; what a machine wrote wakes nobody unless it is a bounce."""
    seen_at = message.created_at if desk.now - message.created_at < BELIEVABLE else desk.now
    conversation.last_message_at = max(conversation.last_message_at, seen_at)
    conversation.last_inbound_at = max(conversation.last_inbound_at or seen_at, seen_at)
    conversation.snippet = " ".join(message.body[: SNIPPET * 2].split())[:SNIPPET]
    conversation.changed_at = desk.now
    if message.language and not message.automated:
        _heed_language(conversation, customer, message)
    if not message.automated or message.automated == "delivery report":
        conversations.wake(desk, conversation)
    elif conversation.status == ConversationStatus.OPEN:
        conversations.tag_row(desk, conversation, "automated")


def _heed_language(conversation: Conversation, customer: Customer, message: Message) -> None:
    """A clear message says what its writer speaks, whatever was told before; a guess only where nothing is known."""
    if message.language_confidence >= SURE:
        if customer.language != message.language:
            customer.language_told_at = None
        conversation.language = customer.language = message.language
    elif not conversation.language:
        customer.language = customer.language or message.language
        conversation.language = customer.language

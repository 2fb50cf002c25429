"""How far an outbound message got: claimed before it is sent, settled after, and never sent twice by itself."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.desk.desk import Desk
from app.domain.events import MessageFailed, MessageSent
from app.domain.messages import Author, Delivery, OutboundMessage
from app.domain.words import N_
from app.models import Conversation, Customer, Message

STALE = timedelta(minutes=3)  # longer than a mail server may keep us waiting in one delivery
TOO_LATE = timedelta(hours=6)  # an automatic message this old would answer what is no longer so
MOST_ATTEMPTS = 6
LOST = N_("It was being sent when the program stopped. It may or may not have arrived: ask, or send it again.")


class Hold(StrEnum):
    """Why there is nothing to send now."""

    SETTLED = "settled"
    IN_HAND = "in hand"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that only the holder of `claim` may send and settle."""

    message_id: int
    claim: str
    channel: str
    outbound: OutboundMessage


def claim(desk: Desk, message_id: int) -> Claimed | Hold:
    """Take a queued message; what cannot be sent is settled here, in words."""
    message = desk.get(Message, message_id, lock=True)
    if message.delivery == Delivery.SENDING:
        return _held(desk, message)
    if message.delivery != Delivery.QUEUED:
        return Hold.SETTLED
    if obstacle := _obstacle(desk, message):
        _settle(desk, message, Delivery.FAILED, obstacle)
        return Hold.SETTLED
    message.delivery, message.claim, message.claimed_at = Delivery.SENDING, secrets.token_hex(16), desk.now
    message.attempts += 1
    return Claimed(message.id, message.claim, message.channel, _outbound(desk, message))


def sent(desk: Desk, claimed: Claimed) -> None:
    message = _ours(desk, claimed)
    if message is None:
        return
    message.sent_at = desk.now
    _put(desk, message, Delivery.SENT, "")
    desk.record(MessageSent(message.id, message.conversation_id, by_rule=message.author == Author.RULE))


def put_back(desk: Desk, claimed: Claimed, words: str) -> bool:
    """Nothing was sent: queue it again, or give up after so many tries; True when it will be tried again."""
    message = _ours(desk, claimed)
    if message is None:
        return False
    if message.attempts >= MOST_ATTEMPTS:
        _settle(desk, message, Delivery.FAILED, words)
        return False
    _put(desk, message, Delivery.QUEUED, words)
    return True


def failed(desk: Desk, claimed: Claimed, words: str) -> None:
    """Nothing was sent and nothing will be until a person does something."""
    if message := _ours(desk, claimed):
        _settle(desk, message, Delivery.FAILED, words)


def unknown(desk: Desk, claimed: Claimed, words: str) -> None:
    """It may have been sent: only a person sends it again."""
    if message := _ours(desk, claimed):
        _settle(desk, message, Delivery.UNKNOWN, words)


def refuse(desk: Desk, message_id: int, words: str) -> None:
    """A queued message that cannot even be tried."""
    message = desk.get(Message, message_id, lock=True)
    if message.delivery == Delivery.QUEUED:
        _settle(desk, message, Delivery.FAILED, words)


def _held(desk: Desk, message: Message) -> Hold:
    if message.claimed_at is not None and desk.now - message.claimed_at < STALE:
        return Hold.IN_HAND
    _settle(desk, message, Delivery.UNKNOWN, LOST)
    return Hold.SETTLED


def _obstacle(desk: Desk, message: Message) -> str:
    conversation = desk.get(Conversation, message.conversation_id)
    customer = desk.get(Customer, conversation.customer_id) if conversation.customer_id else None
    if customer is not None and customer.redacted_at is not None:
        return N_("The customer's personal data was erased; nothing is sent any more.")
    if not message.to_address:
        return N_("No address of the customer is known.")
    return _automatic_obstacle(desk, message) if message.author == Author.RULE else ""


def _automatic_obstacle(desk: Desk, message: Message) -> str:
    if desk.shop.automation_paused_at is not None:
        return N_("Automatic messages are paused.")
    if desk.now - message.created_at > TOO_LATE:
        return N_("This automatic message could not be sent in time and is out of date.")
    return ""


def _outbound(desk: Desk, message: Message) -> OutboundMessage:
    conversation = desk.get(Conversation, message.conversation_id)
    customer = desk.get(Customer, conversation.customer_id) if conversation.customer_id else None
    return OutboundMessage(
        message_id=message.external_id,
        to_address=message.to_address,
        to_name=customer.name if customer is not None else "",
        subject=message.subject,
        body=message.body,
        language=message.language,
        in_reply_to=message.in_reply_to,
        references=tuple(message.references.split()),
        reply_token=conversation.reply_token,
        automated=message.author == Author.RULE,
    )


def _ours(desk: Desk, claimed: Claimed) -> Message | None:
    message = desk.get(Message, claimed.message_id, lock=True)
    return message if message.delivery == Delivery.SENDING and message.claim == claimed.claim else None


def _settle(desk: Desk, message: Message, delivery: Delivery, words: str) -> None:
    _put(desk, message, delivery, words)
    desk.record(MessageFailed(message.id, message.conversation_id))


def _put(desk: Desk, message: Message, delivery: Delivery, words: str) -> None:
    message.delivery, message.delivery_error, message.claim = delivery, words[:2000], ""
    desk.get(Conversation, message.conversation_id).changed_at = desk.now

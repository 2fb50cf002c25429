"""What was said, by whom, in which direction; the words of a message are never overwritten."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Direction(StrEnum):
    INBOUND = "INBOUND"
    OUTBOUND = "OUTBOUND"


class Visibility(StrEnum):
    PUBLIC = "PUBLIC"
    NOTE = "NOTE"


class Author(StrEnum):
    CUSTOMER = "CUSTOMER"
    AGENT = "AGENT"
    RULE = "RULE"


class ConversationStatus(StrEnum):
    OPEN = "OPEN"
    PENDING = "PENDING"
    SNOOZED = "SNOOZED"
    RESOLVED = "RESOLVED"


class Delivery(StrEnum):
    """How far an outbound message got. UNKNOWN: the server may have taken it; a person decides."""

    NONE = "NONE"
    QUEUED = "QUEUED"
    SENDING = "SENDING"
    SENT = "SENT"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


class TranslationState(StrEnum):
    DONE = "DONE"
    PARTIAL = "PARTIAL"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class AttachmentInfo:
    """What hung on a message: name as sent (data, never a path), claimed type, size in bytes."""

    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A customer's words as a channel parsed them; `raw` is the bytes as they came.

    `automated`: a machine wrote it (autoresponder, list, bounce), so nothing may answer it by itself.
    `verified`: the channel vouches for the sender; `customer_gid` is then who Shopify says it is, where it does.
    """

    channel: str
    external_id: str
    from_address: str
    from_name: str
    subject: str
    body: str
    raw: bytes
    sent_at: datetime | None = None
    quoted: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    reply_token: str = ""
    automated: str = ""
    verified: bool = False
    order_name: str = ""
    inquiry_kind: str = ""
    locale: str = ""
    customer_gid: str = ""
    attachments: tuple[AttachmentInfo, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """What a channel sends: exactly these words, under this Message-ID, which was stored before the call."""

    message_id: str
    to_address: str
    to_name: str
    subject: str
    body: str
    language: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    reply_token: str = ""
    automated: bool = False

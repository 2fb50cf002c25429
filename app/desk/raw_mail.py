"""Bytes as they came in, kept once each: waiting, read, or in quarantine with the reason for a person to see."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.desk.desk import Desk
from app.domain.errors import Conflict
from app.domain.events import MailArrived
from app.domain.words import N_
from app.models import RawMessage

MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """Raw bytes that were stored and not read yet."""

    channel: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Unread:
    """One message that nobody could read."""

    id: int
    channel: str
    reason: str
    received_at: datetime
    size: int


def store(desk: Desk, channel: str, content: bytes) -> int:
    """Keep raw bytes, the same ones once, and say that they arrived."""
    raw, is_new = keep(desk, channel, content)
    if is_new:
        desk.record(MailArrived(raw.id))
    return raw.id


def take(desk: Desk, raw_id: int) -> Waiting | None:
    """The bytes to read, counted before they are: what stops the reader itself three times is not tried again."""
    raw = desk.get(RawMessage, raw_id, lock=True)
    if raw.state != "WAITING":
        return None
    if raw.attempts >= MOST_TRIES:
        quarantine(desk, raw_id, N_("Reading it stopped the program three times."))
        return None
    raw.attempts += 1
    return Waiting(raw.channel, raw.content)


def quarantine(desk: Desk, raw_id: int, reason: str) -> None:
    raw = desk.get(RawMessage, raw_id)
    raw.state, raw.error = "QUARANTINED", reason[:2000]


def quarantined(desk: Desk, limit: int = 50) -> list[Unread]:
    """What could not be read, newest first."""
    query = desk.select(RawMessage).where(RawMessage.state == "QUARANTINED").order_by(RawMessage.id.desc())
    return [
        Unread(raw.id, raw.channel, raw.error, raw.received_at, len(raw.content))
        for raw in desk.all(query.limit(limit))
    ]


def content(desk: Desk, raw_id: int) -> bytes:
    """The bytes as they came."""
    return bytes(desk.get(RawMessage, raw_id).content)


def read_again(desk: Desk, raw_id: int) -> None:
    """A person asks for another try."""
    raw = desk.get(RawMessage, raw_id, lock=True)
    if raw.state != "QUARANTINED":
        raise Conflict(N_("This message was already read."))
    raw.state, raw.attempts = "WAITING", 0
    desk.record(MailArrived(raw.id))


def keep(desk: Desk, channel: str, content: bytes) -> tuple[RawMessage, bool]:
    """The row of these bytes, and whether it was made now."""
    digest = hashlib.sha256(content).hexdigest()
    query = desk.select(RawMessage).where(RawMessage.channel == channel, RawMessage.digest == digest)
    if found := desk.one(query):
        return found, False
    row = RawMessage(channel=channel, content=content, digest=digest, received_at=desk.now)
    try:
        with desk.session.begin_nested():
            desk.add(row)
    except IntegrityError:
        found = desk.one(query)
        if found is None:
            raise
        return found, False
    return row, True


def read(desk: Desk, raw_id: int | None) -> None:
    if raw_id is not None:
        raw = desk.get(RawMessage, raw_id)
        raw.state, raw.error = "DONE", ""


def form_bytes(values: dict[str, str]) -> bytes:
    """What a form's answers are kept as."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True).encode()

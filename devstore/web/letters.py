"""Every mail a customer got or wrote, in one SQLite file; a letter is added or deleted, never changed."""

import sqlite3
import threading
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path


class Way(StrEnum):
    """Which way a letter went, seen from the customer."""

    RECEIVED = "received"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as it travelled; `status` is the app's HTTP answer to a mail that a customer sent."""

    id: int
    way: Way
    shop: str
    sender: str
    recipient: str
    received_at: datetime
    raw: bytes
    status: int | None = None

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def subject(self) -> str:
        return header(self.message, "Subject")

    @property
    def text(self) -> str:
        return body(self.message, "plain") or ""

    @property
    def html(self) -> str | None:
        return body(self.message, "html")


def header(message: EmailMessage, name: str) -> str:
    """A header decoded; broken ones come back as they were written instead of failing."""
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError):
        return str(dict(message.raw_items()).get(name, ""))


def body(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return None
    data = part.get_payload(decode=True)
    charset = part.get_content_charset() or "utf-8"
    raw = data if isinstance(data, bytes) else b""
    try:
        return raw.decode(charset, errors="replace")
    except LookupError:
        return raw.decode("utf-8", errors="replace")


class Letters:
    """The file of letters; safe to use from the SMTP thread and the web threads at once."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS letter (id INTEGER PRIMARY KEY AUTOINCREMENT, way TEXT NOT NULL,"
            " shop TEXT NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL, received_at TEXT NOT NULL,"
            " raw BLOB NOT NULL, status INTEGER)"
        )

    def add(self, letter: Letter) -> Letter:
        """Stores a letter (its id is given here) and returns it with that id."""
        row = (
            letter.way.value,
            letter.shop,
            letter.sender.lower(),
            letter.recipient.lower(),
            letter.received_at.isoformat(),
            letter.raw,
            letter.status,
        )
        with self._lock:
            cursor = self._db.execute(
                "INSERT INTO letter (way, shop, sender, recipient, received_at, raw, status) VALUES (?,?,?,?,?,?,?)",
                row,
            )
            return self._one(cursor.lastrowid or 0)

    def one(self, letter_id: int) -> Letter | None:
        with self._lock:
            row = self._db.execute("SELECT * FROM letter WHERE id = ?", (letter_id,)).fetchone()
        return None if row is None else _letter(row)

    def received(self, recipient: str | None = None) -> list[Letter]:
        """What customers received, oldest first."""
        query = "SELECT * FROM letter WHERE way = 'received' AND (? = '' OR recipient = ?) ORDER BY id"
        address = (recipient or "").lower()
        with self._lock:
            return [_letter(row) for row in self._db.execute(query, (address, address))]

    def latest(self, address: str | None = None, limit: int = 200) -> list[Letter]:
        """Both ways, newest first; `address` is the customer's."""
        query = "SELECT * FROM letter WHERE ? = '' OR sender = ? OR recipient = ? ORDER BY id DESC LIMIT ?"
        wanted = (address or "").lower()
        with self._lock:
            return [_letter(row) for row in self._db.execute(query, (wanted, wanted, wanted, limit))]

    def addresses(self) -> list[tuple[str, int]]:
        """Customers who have mail, with how many letters, most lately busy first."""
        query = (
            "SELECT CASE way WHEN 'received' THEN recipient ELSE sender END AS who, COUNT(*), MAX(id) AS last"
            " FROM letter GROUP BY who ORDER BY last DESC"
        )
        with self._lock:
            return [(who, count) for who, count, _ in self._db.execute(query)]

    def clear(self) -> None:
        with self._lock:
            self._db.execute("DELETE FROM letter")

    def close(self) -> None:
        self._db.close()

    def _one(self, letter_id: int) -> Letter:
        return _letter(self._db.execute("SELECT * FROM letter WHERE id = ?", (letter_id,)).fetchone())


def _letter(row: tuple[int, str, str, str, str, str, bytes, int | None]) -> Letter:
    number, way, shop, sender, recipient, received_at, raw, status = row
    return Letter(number, Way(way), shop, sender, recipient, datetime.fromisoformat(received_at), raw, status)

"""The SMTP server that stands for every customer's provider: takes mail for anybody, fails on demand."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from devstore.web.letters import Letter, Letters, Way

MAX_MAIL_BYTES = 30_000_000
SESSION_SECONDS = 30


class MailFault(StrEnum):
    """What the customer's mail server does instead of taking the mail as it should."""

    REFUSE = "refuse"
    TEMPORARY = "temporary"
    ACCEPT_THEN_DROP = "accept_then_drop"


@dataclass(slots=True)
class MailFaults:
    """The failures still to come, first in first out; one is used up per mail."""

    _waiting: deque[MailFault] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, fault: MailFault, times: int) -> None:
        with self._lock:
            self._waiting.extend([fault] * times)

    def take(self) -> MailFault | None:
        with self._lock:
            return self._waiting.popleft() if self._waiting else None

    def waiting(self) -> list[str]:
        with self._lock:
            return [fault.value for fault in self._waiting]

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()


class Postman:
    """The handler of aiosmtpd: one letter per recipient, then the fault that is due, if any."""

    def __init__(self, letters: Letters, faults: MailFaults, shop_of: Callable[[str], str]) -> None:
        self._letters = letters
        self._faults = faults
        self._shop_of = shop_of

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        fault = self._faults.take()
        if fault is MailFault.REFUSE:
            return "550 5.1.1 No such customer here"
        if fault is MailFault.TEMPORARY:
            return "451 4.3.0 Try again later"
        await asyncio.get_running_loop().run_in_executor(None, self._keep, envelope)
        if fault is MailFault.ACCEPT_THEN_DROP and server.transport is not None:
            cast("asyncio.Transport", server.transport).abort()
        return "250 2.0.0 Taken"

    def _keep(self, envelope: Envelope) -> None:
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        sender = envelope.mail_from or ""
        for recipient in envelope.rcpt_tos:
            letter = Letter(0, Way.RECEIVED, self._shop_of(sender), sender, recipient, datetime.now(UTC), raw)
            self._letters.add(letter)


class MailServer(Controller):
    """The server in a thread of its own; `port` is the one it really got (0 asked = any free one)."""

    def factory(self) -> Any:
        return SMTP(self.handler, data_size_limit=MAX_MAIL_BYTES, enable_SMTPUTF8=True, timeout=SESSION_SECONDS)

    def start(self, *args: Any, **kwargs: Any) -> None:
        super().start(*args, **kwargs)
        self.port = self._real_port()

    def _real_port(self) -> int:
        return int(cast("asyncio.Server", self.server).sockets[0].getsockname()[1])

    def _trigger_server(self) -> None:
        """Greets itself once to be sure; with port 0 it must first learn where it listens."""
        self.port = self._real_port()
        super()._trigger_server()  # type: ignore[no-untyped-call]


def start(letters: Letters, faults: MailFaults, shop_of: Callable[[str], str], port: int) -> MailServer:
    server = MailServer(Postman(letters, faults, shop_of), hostname="127.0.0.1", port=port)
    server.start()
    return server

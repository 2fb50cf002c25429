"""A customer's mail program: proper threaded MIME mail, posted to the app as mail providers do."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid

import requests

from devstore.web.letters import Letter, header

INBOUND_SECONDS = 15
SECRET_LENGTH = 32
UNREACHABLE = 599


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail before it is written: who to whom, and what it answers."""

    sender: str
    recipient: str
    subject: str
    text: str
    now: datetime
    sender_name: str = ""
    answers: Letter | None = None
    in_reply_to: str = ""
    extra_headers: tuple[tuple[str, str], ...] = ()


def inbound_secret(api_secret: str, shop: str) -> str:
    """The unguessable end of a shop's inbound address, which app and merchant's mail provider share."""
    return hmac.new(api_secret.encode(), f"inbound-email:{shop}".encode(), hashlib.sha256).hexdigest()[:SECRET_LENGTH]


def support_address(shop: str) -> str:
    return f"support@{shop.removesuffix('.myshopify.com')}.example"


def shop_of_address(address: str) -> str:
    """The shop whose support address this is; empty when it is nobody's."""
    domain = address.rpartition("@")[2]
    return f"{domain.removesuffix('.example')}.myshopify.com" if domain.endswith(".example") else ""


def write(draft: Draft) -> bytes:
    """The mail as bytes, CRLF lines, UTF-8."""
    mail = EmailMessage()
    mail["From"] = (
        formataddr((draft.sender_name, draft.sender)) if draft.sender_name else Address(addr_spec=draft.sender)
    )
    mail["To"] = draft.recipient
    mail["Subject"] = " ".join(draft.subject.split())
    mail["Date"] = format_datetime(draft.now)
    mail["Message-ID"] = make_msgid(domain=draft.sender.rpartition("@")[2] or "example.com")
    for name, value in _thread(draft) + list(draft.extra_headers):
        mail[name] = value
    mail.set_content(draft.text + _quoted(draft.answers))
    return mail.as_bytes(policy=mail.policy.clone(linesep="\r\n"))


def post(app_url: str, secret: str, raw: bytes) -> int:
    """Hands the mail to the app; its HTTP status, or 599 where there was no answer."""
    url = f"{app_url.rstrip('/')}/inbound/email/{secret}"
    try:
        answer = requests.post(url, data=raw, headers={"Content-Type": "message/rfc822"}, timeout=INBOUND_SECONDS)
    except requests.RequestException:
        return UNREACHABLE
    return answer.status_code


def _thread(draft: Draft) -> list[tuple[str, str]]:
    if draft.answers is None:
        return [("In-Reply-To", draft.in_reply_to), ("References", draft.in_reply_to)] if draft.in_reply_to else []
    answered = header(draft.answers.message, "Message-ID").strip()
    if not answered:
        return []
    earlier = header(draft.answers.message, "References").split()
    return [("In-Reply-To", answered), ("References", " ".join([*earlier, answered]))]


def _quoted(answers: Letter | None) -> str:
    if answers is None:
        return ""
    lines = "\n".join(f"> {line}" for line in answers.text.splitlines())
    return f"\n\n{answers.received_at:%Y-%m-%d %H:%M}, {answers.sender}:\n{lines}\n"

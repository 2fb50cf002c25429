"""An OutboundMessage as MIME; whatever comes from people can never become a header or a recipient."""

import html
import re
from collections.abc import Mapping
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

from app.channels._mime import ADDRESS, MESSAGE_ID
from app.domain.errors import Refused
from app.domain.messages import OutboundMessage

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
MOST_REFERENCES = 20


def compose(settings: Mapping[str, str], message: OutboundMessage) -> bytes:
    """Build the mail; raises Refused when an address or an id cannot stand in a header."""
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = _address(settings.get("from_name", ""), address(settings.get("from_address", "")))
        mail["To"] = _address(message.to_name, address(message.to_address))
        mail["Subject"] = _line(message.subject)[:500]
        mail["Message-ID"] = _id(message.message_id)
        _thread(mail, message)
        _describe(mail, settings, message)
    except (ValueError, MessageError) as error:
        raise Refused(f"The mail cannot be written: {error}") from error
    mail.set_content(message.body, charset="utf-8", cte="base64")
    mail.add_alternative(_as_html(message), subtype="html", charset="utf-8", cte="base64")
    return mail.as_bytes()


def address(text: str) -> str:
    """One plain address, its domain in ASCII; raises Refused for anything else."""
    local, _, domain = text.strip().rpartition("@")
    try:
        found = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        found = ""
    if not ADDRESS.fullmatch(found) or not found.isascii():
        raise Refused(f"{_line(text)[:100]!r} is not an e-mail address that mail can be sent to.")
    return found


def _thread(mail: EmailMessage, message: OutboundMessage) -> None:
    if MESSAGE_ID.fullmatch(message.in_reply_to):
        mail["In-Reply-To"] = message.in_reply_to
    earlier = [reference for reference in message.references if MESSAGE_ID.fullmatch(reference)]
    if earlier:
        mail["References"] = " ".join(earlier[-MOST_REFERENCES:])


def _describe(mail: EmailMessage, settings: Mapping[str, str], message: OutboundMessage) -> None:
    mail["Date"] = formatdate(usegmt=True)
    if message.language:
        mail["Content-Language"] = _line(message.language)
    if message.automated:
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
    if settings.get("reply_to"):
        local, _, domain = address(settings["reply_to"]).rpartition("@")
        token = f"+kk-{message.reply_token}" if message.reply_token else ""
        mail["Reply-To"] = f"{local}{token}@{domain}"


def _address(name: str, spec: str) -> Address:
    return Address(display_name=_line(name)[:100], addr_spec=spec)


def _line(text: str) -> str:
    return " ".join(CONTROLS.sub(" ", text).split())


def _id(text: str) -> str:
    if not MESSAGE_ID.fullmatch(text):
        raise ValueError("its Message-ID is not one")
    return text


def _as_html(message: OutboundMessage) -> str:
    body = html.escape(message.body)
    attributes = f'lang="{html.escape(message.language)}" dir="auto" style="white-space:pre-wrap"'
    return f"<html><body><div {attributes}>{body}</div></body></html>\n"

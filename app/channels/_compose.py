"""An OutboundMessage as MIME; whatever comes from people can never become a header or a recipient."""

import html
import re
from collections.abc import Mapping
from email.charset import BASE64, Charset
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP, compat32
from email.utils import formataddr, formatdate

from app.channels._mime import ADDRESS, MESSAGE_ID
from app.domain.errors import Refused
from app.domain.messages import OutboundMessage
from app.domain.words import N_

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
MOST_REFERENCES = 20
UTF8 = Charset("utf-8")
UTF8.header_encoding = BASE64


def compose(settings: Mapping[str, str], message: OutboundMessage) -> bytes:
    """Build the mail; raises Refused when an address or an id cannot stand in a header.

    The older header classes are used on purpose: the newer ones decode an encoded word that somebody wrote into
    his name and fold the line break in it into a header of its own.
    """
    if not MESSAGE_ID.fullmatch(message.message_id):
        raise Refused(N_("The mail cannot be written: its Message-ID is not one."))
    mail = MIMEMultipart("alternative", policy=compat32)
    mail["From"] = _mailbox(settings.get("from_name", ""), address(settings.get("from_address", "")))
    mail["To"] = _mailbox(message.to_name, address(message.to_address))
    mail["Subject"] = _words(_line(message.subject)[:500], "Subject")
    mail["Date"] = formatdate(usegmt=True)
    mail["Message-ID"] = message.message_id
    _thread(mail, message)
    _describe(mail, settings, message)
    mail.attach(_part(message.body, "plain"))
    mail.attach(_part(_as_html(message), "html"))
    return mail.as_bytes(policy=compat32.clone(linesep=SMTP.linesep))


def address(text: str) -> str:
    """One plain address, its domain in ASCII; raises Refused for anything else."""
    local, _, domain = text.strip().rpartition("@")
    try:
        found = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        found = ""
    if not ADDRESS.fullmatch(found) or not found.isascii():
        raise Refused(N_("No mail can be sent to or from this address:"), _line(text)[:100])
    return found


def _thread(mail: MIMEMultipart, message: OutboundMessage) -> None:
    if MESSAGE_ID.fullmatch(message.in_reply_to):
        mail["In-Reply-To"] = message.in_reply_to
    earlier = [reference for reference in message.references if MESSAGE_ID.fullmatch(reference)]
    if earlier:
        mail["References"] = "\r\n ".join(earlier[-MOST_REFERENCES:])


def _describe(mail: MIMEMultipart, settings: Mapping[str, str], message: OutboundMessage) -> None:
    if re.fullmatch(r"[A-Za-z-]{2,35}", message.language):
        mail["Content-Language"] = message.language
    if message.automated:
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
    if settings.get("reply_to"):
        local, _, domain = address(settings["reply_to"]).rpartition("@")
        token = f"+kk-{message.reply_token}" if message.reply_token else ""
        mail["Reply-To"] = f"{local}{token}@{domain}"


def _mailbox(name: str, spec: str) -> str:
    shown = _line(name)[:60]
    if shown.isascii() and "=?" not in shown:
        return formataddr((shown, spec))
    return f"{Header(shown, UTF8, maxlinelen=75).encode(linesep='')} <{spec}>"


def _words(text: str, name: str) -> str:
    plain = text.isascii() and "=?" not in text
    return text if plain else Header(text, UTF8, header_name=name).encode(linesep="\r\n")


def _line(text: str) -> str:
    return " ".join(CONTROLS.sub(" ", text).split())


def _part(text: str, kind: str) -> MIMEText:
    return MIMEText(text.replace("\r\n", "\n").replace("\n", "\r\n"), kind, "utf-8", policy=compat32)


def _as_html(message: OutboundMessage) -> str:
    body = html.escape(message.body)
    attributes = f'lang="{html.escape(message.language)}" dir="auto" style="white-space:pre-wrap"'
    return f"<html><body><div {attributes}>{body}</div></body></html>\n"

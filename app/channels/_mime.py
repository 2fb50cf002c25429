"""Raw MIME to an InboundMessage: strict in what it trusts, lenient in what it reads, bounded in what it costs."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from app.channels import _automation, _quoting, _text
from app.channels.channel import Unreadable
from app.domain.messages import AttachmentInfo, InboundMessage
from app.domain.words import N_

MOST_PARTS = 200
LONGEST_BODY = 200_000
LONGEST_ADDRESS = 320
LONGEST_ID = 255
MOST_REFERENCES = 50
ADDRESS = re.compile(r"[^\s@<>(),;:\"\[\]]{1,64}@[^\s@<>(),;:\"\[\]]{1,255}")
MESSAGE_ID = re.compile(r"<[^<>\s]{3,250}>")
OWN_ID = re.compile(r"<kk\.([A-Za-z0-9_-]{4,32})\.\d{1,20}@")
PLUS_TOKEN = re.compile(r"\+kk-([A-Za-z0-9_-]{4,32})@")
TO_US = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-forwarded-to")


def parse(raw: bytes) -> InboundMessage:
    """Read a mail; raises Unreadable when no sender can be made out or the structure defeats the parser."""
    try:
        return _parse(raw)
    except RecursionError as error:
        raise Unreadable(N_("The mail's parts are nested too deeply.")) from error


def _parse(raw: bytes) -> InboundMessage:
    mail = message_from_bytes(raw, policy=policy.compat32)
    headers = _headers(mail)
    address, name = _sender(headers)
    parts = list(_parts(mail))
    body, quoted = _quoting.split(_body(parts)[: 2 * LONGEST_BODY])
    earlier = _ids(headers, "references")[-MOST_REFERENCES:]
    answered = (_ids(headers, "in-reply-to") or ("",))[0]
    return InboundMessage(
        channel="email",
        external_id=(_ids(headers, "message-id") or (_digest_id(raw),))[0],
        from_address=address,
        from_name=name,
        subject=_text.header(headers.get("subject", [""])[0])[:998],
        body=body[:LONGEST_BODY],
        quoted=quoted[:LONGEST_BODY],
        raw=raw,
        sent_at=_date(headers),
        in_reply_to=answered,
        references=earlier,
        reply_token=_token(headers, (*earlier, answered)),
        automated=_automation.reason(headers, address, mail.get_content_type())[:64],
        locale=headers.get("content-language", [""])[0].strip()[:35],
        attachments=tuple(_attachments(parts)),
    )


def _headers(mail: "Message[str, str]") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in mail.raw_items():
        found.setdefault(name.lower(), []).append(str(value)[: _text.LONGEST_HEADER * 5])
    return found


def _sender(headers: dict[str, list[str]]) -> tuple[str, str]:
    """The one address of the first From line. A From line is a claim: mail is never verified by it."""
    lines = headers.get("from", []) or headers.get("sender", [])
    if not lines:
        raise Unreadable(N_("The mail names no sender."))
    pairs = [pair for pair in getaddresses([lines[0][:2000]]) if pair[1]]
    if not pairs or not ADDRESS.fullmatch(pairs[0][1]) or len(pairs[0][1]) > LONGEST_ADDRESS:
        raise Unreadable(N_("The mail's sender is not an address."))
    name, address = pairs[0]
    return _text.clean(address).lower(), _text.header(name)[:200]


def _ids(headers: dict[str, list[str]], name: str) -> tuple[str, ...]:
    joined = " ".join(headers.get(name, ()))
    return tuple(found for found in MESSAGE_ID.findall(_text.clean(joined)) if len(found) <= LONGEST_ID)


def _digest_id(raw: bytes) -> str:
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def _date(headers: dict[str, list[str]]) -> datetime | None:
    try:
        moment = parsedate_to_datetime(headers["date"][0][:100])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (KeyError, ValueError, TypeError, OverflowError, IndexError):
        return None


def _token(headers: dict[str, list[str]], ids: Sequence[str]) -> str:
    """The conversation's token, from the address that was written to or from our own Message-ID."""
    for name in TO_US:
        for line in headers.get(name, ()):
            if found := PLUS_TOKEN.search(line):
                return found.group(1)
    own = [match.group(1) for match in map(OWN_ID.search, ids) if match]
    return own[-1] if own else ""


def _parts(mail: "Message[str, str]") -> Iterator["Message[str, str]"]:
    """The leaves in order; a mail inside the mail is one leaf."""
    waiting = [mail]
    for _ in range(MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting[:0] = [each for each in inner if not isinstance(each, str)]
        else:
            yield part


def _is_words(part: "Message[str, str]", kind: str) -> bool:
    return part.get_content_type() == kind and part.get_content_disposition() != "attachment" and not _name(part)


def _body(parts: Sequence["Message[str, str]"]) -> str:
    plain = [_decoded(part) for part in parts if _is_words(part, "text/plain")]
    if any(map(str.strip, plain)):
        return "\n\n".join(text.strip() for text in plain if text.strip())
    html = [_text.from_html(_decoded(part)) for part in parts if _is_words(part, "text/html")]
    return "\n\n".join(text for text in html if text)


def _decoded(part: "Message[str, str]") -> str:
    payload = part.get_payload(decode=True)
    try:
        charset = part.get_content_charset()
    except (LookupError, ValueError):
        charset = None
    return _text.decode(payload, charset) if isinstance(payload, bytes) else ""


def _attachments(parts: Sequence["Message[str, str]"]) -> Iterator[AttachmentInfo]:
    for part in parts:
        if _is_words(part, "text/plain") or _is_words(part, "text/html"):
            continue
        payload = part.get_payload(decode=True)
        size = len(payload) if isinstance(payload, bytes) else len(bytes(part))
        if size or _name(part):
            yield AttachmentInfo(_name(part) or "unnamed", _text.clean(part.get_content_type())[:100], size)


def _name(part: "Message[str, str]") -> str:
    """A file's name as data: no folders, no controls, bounded."""
    try:
        given = _text.header(part.get_filename() or "")
    except (LookupError, ValueError):
        return "unnamed"
    return re.split(r"[/\\]", given)[-1].strip(". ")[:200]

"""The signs that a machine wrote a mail; the first one found is the reason why nothing answers it by itself."""

import re
from collections.abc import Mapping, Sequence

from app.channels._text import clean
from app.domain.words import N_

Headers = Mapping[str, Sequence[str]]
PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
PRESENT = (
    ("list-id", "List-Id"),
    ("list-unsubscribe", "List-Unsubscribe"),
    ("x-autoreply", "X-Autoreply"),
    ("x-autorespond", "X-Autorespond"),
    ("x-autoresponse", "X-Auto-Response"),
    ("x-auto-response", "X-Auto-Response"),
    ("x-auto-reply", "X-Auto-Reply"),
    ("x-failed-recipients", "X-Failed-Recipients"),
)
MACHINES = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|donotreply|bounces?|auto-?reply|autoresponder)(?:[+._-].*)?@",
    re.IGNORECASE,
)
OURS = re.compile(r"<kk\.[A-Za-z0-9_-]{1,64}\.\d+@")


def reason(headers: Headers, from_address: str, content_type: str) -> str:
    """Nothing for a person's mail, else the sign in words short enough for a label; header names are lower-case."""
    return (
        _delivery_report(headers, content_type)
        or _auto_submitted(headers)
        or _suppressed(headers)
        or _precedence(headers)
        or next((label for name, label in PRESENT if headers.get(name)), "")
        or (N_("sent by a machine's address") if MACHINES.match(from_address) else "")
        or (N_("our own message came back") if any(map(OURS.search, headers.get("message-id", ()))) else "")
    )


def _first(headers: Headers, name: str) -> str:
    values = headers.get(name, ())
    return clean(values[0]).strip().lower() if values else ""


def _delivery_report(headers: Headers, content_type: str) -> str:
    empty_path = any(path.strip() == "<>" for path in headers.get("return-path", ()))
    if content_type in {"multipart/report", "message/delivery-status"}:
        return N_("delivery report")
    return N_("empty Return-Path") if empty_path else ""


def _auto_submitted(headers: Headers) -> str:
    value = _first(headers, "auto-submitted").split(";")[0].strip()
    return f"Auto-Submitted: {value[:40]}" if value and value != "no" else ""


def _suppressed(headers: Headers) -> str:
    value = _first(headers, "x-auto-response-suppress")
    return "X-Auto-Response-Suppress" if value and value != "none" else ""


def _precedence(headers: Headers) -> str:
    values = {_first(headers, "precedence"), _first(headers, "x-precedence")} & PRECEDENCE
    return f"Precedence: {min(values)}" if values else ""

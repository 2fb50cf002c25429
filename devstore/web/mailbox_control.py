"""The mailbox for tests and seeds: what customers got, mail in their name, and a mail server that fails on demand."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request

from devstore.web import writing
from devstore.web.context import mailbox
from devstore.web.letters import Letter, header
from devstore.web.sending import send_letter
from devstore.web.smtp import MailFault

pages = Blueprint("mailbox_control", __name__)


@pages.get("/control/mailbox")
def listing() -> Response:
    return jsonify([_shape(letter) for letter in mailbox().letters.received(request.args.get("to"))])


@pages.delete("/control/mailbox")
def clear() -> tuple[str, int]:
    mailbox().letters.clear()
    mailbox().faults.clear()
    return "", 204


@pages.post("/control/mailbox/messages")
def send() -> tuple[Response, int]:
    """JSON {shop, from, subject, text, in_reply_to?, name?, raw?}: writes as that customer."""
    asked: dict[str, Any] = request.get_json()
    recipient = writing.support_address(asked["shop"])
    raw = asked["raw"].encode("utf-8", "surrogateescape") if asked.get("raw") else _written(asked, recipient)
    letter = send_letter(asked["shop"], asked.get("from", ""), recipient, raw)
    return jsonify({"id": letter.id, "status": letter.status, "message_id": header(letter.message, "Message-ID")}), 200


@pages.post("/control/mailbox/faults")
def plan_fault() -> tuple[Response, int]:
    """JSON {fault: refuse|temporary|accept_then_drop, times?}: what the next mails meet."""
    asked = request.get_json()
    try:
        fault = MailFault(asked["fault"])
    except (KeyError, ValueError):
        return jsonify({"error": f"fault must be one of {', '.join(MailFault)}"}), 400
    mailbox().faults.plan(fault, int(asked.get("times", 1)))
    return jsonify({"waiting": mailbox().faults.waiting()}), 201


@pages.get("/control/mailbox/faults")
def faults() -> Response:
    return jsonify({"waiting": mailbox().faults.waiting()})


@pages.delete("/control/mailbox/faults")
def clear_faults() -> tuple[str, int]:
    mailbox().faults.clear()
    return "", 204


def _written(asked: dict[str, Any], recipient: str) -> bytes:
    draft = writing.Draft(
        sender=asked["from"],
        recipient=recipient,
        subject=asked.get("subject", ""),
        text=asked.get("text", ""),
        now=datetime.fromisoformat(asked["date"]) if asked.get("date") else datetime.now(UTC),
        sender_name=asked.get("name", ""),
        in_reply_to=asked.get("in_reply_to") or "",
        extra_headers=tuple((asked.get("headers") or {}).items()),
    )
    return writing.write(draft)


def _shape(letter: Letter) -> dict[str, Any]:
    message = letter.message
    return {
        "id": letter.id,
        "shop": letter.shop,
        "from": letter.sender,
        "to": letter.recipient,
        "subject": letter.subject,
        "message_id": header(message, "Message-ID"),
        "in_reply_to": header(message, "In-Reply-To"),
        "references": header(message, "References"),
        "headers": {name: header(message, name) for name in dict.fromkeys(message.keys())},
        "text": letter.text,
        "html": letter.html,
        "received_at": letter.received_at.isoformat(),
    }

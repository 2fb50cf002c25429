"""The customers' mailbox as pages and JSON: mail is read here and answered into the app's inbound address."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Flask, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from devstore.settings import Settings
from devstore.web import smtp, writing
from devstore.web.context import Mailbox, mailbox, settings, store
from devstore.web.letters import Letter, Letters, Way, header
from devstore.web.smtp import MailFault, MailFaults, MailServer

pages = Blueprint("mailbox", __name__)

# what an e-mail client does with foreign HTML: no script, no form, no frame, no remote picture
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


def start_smtp(app: Flask, config: Settings) -> MailServer:
    """Opens the letters, starts the SMTP server and hangs both on the app; `server.port` is the real one."""
    letters = Letters(config.data_dir / "devstore" / "mailbox.sqlite3")
    faults = MailFaults()
    server = smtp.start(letters, faults, writing.shop_of_address, config.smtp_port)
    app.extensions["mailbox"] = Mailbox(letters, faults, server)
    return server


@pages.get("/mailbox")
def index() -> str:
    address = request.args.get("who", "")
    letters = mailbox().letters
    chosen = letters.latest(address)
    return render_template(
        "devstore/mailbox.html", letters=chosen, addresses=letters.addresses(), who=address, letter=None
    )


@pages.get("/mailbox/<int:letter_id>")
def show(letter_id: int) -> str:
    letter = _letter(letter_id)
    who = request.args.get("who", "")
    letters = mailbox().letters
    return render_template(
        "devstore/mailbox.html",
        letters=letters.latest(who),
        addresses=letters.addresses(),
        who=who,
        letter=letter,
        headers=[(name, header(letter.message, name)) for name in dict.fromkeys(letter.message.keys())],
    )


@pages.get("/mailbox/<int:letter_id>/html")
def show_html(letter_id: int) -> Response:
    """The letter's own HTML, for the sandboxed frame only."""
    answer = Response(_letter(letter_id).html or "", mimetype="text/html")
    answer.headers["Content-Security-Policy"] = LETTER_POLICY
    return answer


@pages.get("/mailbox/new")
def compose() -> str:
    letters = mailbox().letters
    return render_template(
        "devstore/mailbox_new.html",
        shops=store().shops,
        addresses=letters.addresses(),
        people=_people(),
        who="",
    )


@pages.post("/mailbox/messages")
def write() -> BaseResponse:
    """The forms: an answer to a letter, or a new mail."""
    form = request.form
    answers = mailbox().letters.one(int(form["answers"])) if form.get("answers") else None
    sender = answers.recipient if answers else form["sender"].strip()
    shop = answers.shop if answers and answers.shop else form.get("shop", "")
    draft = writing.Draft(
        sender=sender,
        recipient=answers.sender if answers else writing.support_address(shop),
        subject=form.get("subject") or (_answer_subject(answers) if answers else ""),
        text=form.get("text", ""),
        now=datetime.now(UTC),
        sender_name=_name_of(shop, sender),
        answers=answers,
    )
    letter = _send(shop, draft.sender, draft.recipient, writing.write(draft))
    return redirect(url_for("mailbox.show", letter_id=letter.id, who=form.get("who", "")), 303)


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
    letter = _send(asked["shop"], asked.get("from", ""), recipient, raw)
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


def _send(shop: str, sender: str, recipient: str, raw: bytes) -> Letter:
    config = settings()
    status = writing.post(config.app_url, writing.inbound_secret(config.api_secret, shop), raw)
    return mailbox().letters.add(Letter(0, Way.SENT, shop, sender, recipient, datetime.now(UTC), raw, status))


def _letter(letter_id: int) -> Letter:
    letter = mailbox().letters.one(letter_id)
    if letter is None:
        abort(404)
    return letter


def _answer_subject(letter: Letter) -> str:
    subject = letter.subject
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _people() -> list[tuple[str, str, str]]:
    """(shop domain, address, name) of every customer that has an address."""
    return [
        (domain, customer.email, customer.name)
        for domain, shop in store().shops.items()
        for customer in shop.customers.values()
        if customer.email
    ]


def _name_of(shop: str, address: str) -> str:
    return next((name for domain, email, name in _people() if (domain, email) == (shop, address)), "")


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

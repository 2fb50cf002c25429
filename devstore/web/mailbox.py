"""The customers' mailbox as pages: mail is read here and answered into the app's inbound address."""

from datetime import UTC, datetime

from flask import Blueprint, Flask, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from devstore.settings import Settings
from devstore.web import smtp, writing
from devstore.web.context import Mailbox, mailbox, store
from devstore.web.letters import Letter, Letters, header
from devstore.web.sending import send_letter
from devstore.web.smtp import MailFaults, MailServer

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
    letter = send_letter(shop, draft.sender, draft.recipient, writing.write(draft))
    return redirect(url_for("mailbox.show", letter_id=letter.id, who=form.get("who", "")), 303)


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

"""What failed and waits for a person, on one page: each in words, with a button where there is something to do."""

import re
from collections.abc import Callable, Iterator

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.desk import data_requests, owners, troubles
from app.desk.desk import Desk
from app.desk.reading import troubles as waiting
from app.desk.reading.troubles import Kind
from app.domain.errors import DeskError, GatewayError
from app.domain.problems import Problem
from app.web import dialogs
from app.web.auth import desk, page_url
from app.web.telling import told

blueprint = Blueprint("troubles", __name__)
CLASS = re.compile(r"[A-Z]\w+")
MOST_DETAIL = 300  # characters of what only a programmer can read


@blueprint.get("/troubles")
def index() -> str:
    with desk(read_only=True) as opened:
        found = waiting.everything(opened)
        asked = data_requests.everything(opened)
        whom, now = owners.names(opened), opened.now
    return render_template(
        "troubles/index.html",
        troubles=found,
        kinds=Kind,
        asked=asked,
        owners=whom,
        duties=troubles.DUTIES,
        problem_words=_problem_words,
        now=now,
    )


@blueprint.post("/receipts/<int:receipt_id>/attempts")
def retry_receipt(receipt_id: int) -> Response:
    return _done(troubles.retry_receipt, receipt_id, _("It is tried again now. Look again in a moment."))


@blueprint.post("/receipts/<int:receipt_id>/closure")
def leave_receipt(receipt_id: int) -> Response:
    return _done(troubles.leave_receipt, receipt_id, _("It is left as it is."))


@blueprint.post("/reactions/<int:reaction_id>/attempts")
def retry_reaction(reaction_id: int) -> Response:
    return _done(troubles.retry_reaction, reaction_id, _("It is tried again now. Look again in a moment."))


@blueprint.post("/reactions/<int:reaction_id>/closure")
def leave_reaction(reaction_id: int) -> Response:
    return _done(troubles.leave_reaction, reaction_id, _("It is left as it is."))


@blueprint.post("/messages/<int:message_id>/closure")
def leave_message(message_id: int) -> Response:
    return _done(troubles.leave_message, message_id, _("It is left as it is."))


@blueprint.post("/remedies/<int:remedy_id>/closure")
def leave_remedy(remedy_id: int) -> Response:
    return _done(troubles.leave_remedy, remedy_id, _("Noted that you have checked it."))


def _done(act: Callable[[Desk, int], None], row_id: int, words: str) -> Response:
    with desk() as opened:
        act(opened, row_id)
    flash(words, "success")
    return redirect(page_url("troubles.index"), 303)


@blueprint.app_template_filter("reason")
def reason(stored: str) -> str:
    """Why something stopped. A refusal's own words say it; anything else is a fault of the program, told as such."""
    kind, _colon, words = stored.partition(": ")
    refusals = {refusal.__name__ for base in (DeskError, GatewayError) for refusal in _all(base)}
    if kind in {*refusals, "Unreadable"}:
        return told(words)
    if CLASS.fullmatch(kind):
        return str(_("Something unexpected happened in Kakehashi. (%(detail)s)", detail=stored[:MOST_DETAIL]))
    return told(stored)


def _all(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _all(narrower)


def _problem_words(code: str, theirs: str) -> str:
    """Why a remedy stopped, in the agent's language."""
    return dialogs.words_of(Problem(code), words=theirs, limit=theirs) if code else theirs

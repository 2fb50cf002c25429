"""The glossary's pages: any agent adds, changes and removes terms; the key G opens the form with what was marked."""

from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.desk import glossary, suggestions
from app.desk.glossary import KINDS, PAGE, Wish
from app.domain.errors import Conflict, Rejected
from app.domain.translating.glossary import LONGEST, Given
from app.web.auth import desk, page_url
from app.web.errors import wants_fragment
from app.web.glossary_words import TERM_ORIGIN
from app.web.telling import explain

blueprint = Blueprint("glossary", __name__)
Answer = Response | str | tuple[str, int]
ASKED = ("q", "source", "target", "kind")


@blueprint.get("/glossary")
def index() -> str:
    return _list()


@blueprint.get("/glossary/new")
def new() -> str:
    """In a dialog, or on a page of its own for who opens the address."""
    given = _typed(request.args)
    return _form(Given(given.term[:LONGEST], given.translation[:LONGEST], given.source, given.target))


@blueprint.post("/glossary")
def create() -> Answer:
    given = _typed(request.form)
    try:
        with desk() as opened:
            glossary.add(opened, given)
    except Rejected as refusal:
        return (_form(given, refusal) if _in_dialog() else _list(given, refusal)), 422
    if _in_dialog():
        return render_template("glossary/_added.html", given=given)
    return _done(_("“%(term)s” was added.", term=given.term))


@blueprint.get("/glossary/<int:term_id>")
def show(term_id: int) -> str:
    with desk(read_only=True) as opened:
        line = glossary.one(opened, term_id)
    return _form(line.given, term_id=term_id)


@blueprint.post("/glossary/<int:term_id>")
def save(term_id: int) -> Answer:
    given = _typed(request.form)
    try:
        with desk() as opened:
            glossary.save(opened, term_id, given)
    except Rejected as refusal:
        return _form(given, refusal, term_id), 422
    return _done(_("“%(term)s” was saved.", term=given.term))


@blueprint.post("/glossary/<int:term_id>/removal")
def remove(term_id: int) -> Response:
    with desk() as opened:
        term = glossary.one(opened, term_id).given.term
        glossary.remove(opened, term_id)
    return _done(_("“%(term)s” was removed.", term=term))


@blueprint.post("/glossary/suggestions/<int:suggestion_id>/acceptance")
def accept(suggestion_id: int) -> Response:
    return _answered(suggestion_id, accepted=True)


@blueprint.post("/glossary/suggestions/<int:suggestion_id>/dismissal")
def dismiss(suggestion_id: int) -> Response:
    return _answered(suggestion_id, accepted=False)


def filters(names: tuple[str, ...]) -> dict[str, str]:
    """What the address asks for; no database keeps a zero byte, and one refuses to look for it."""
    asked = {name: request.args.get(name, "").replace("\0", "").strip() for name in names}
    return {name: value for name, value in asked.items() if value}


def _answered(suggestion_id: int, *, accepted: bool) -> Response:
    """What somebody else answered or added meanwhile is told on the page."""
    try:
        with desk() as opened:
            (suggestions.accept if accepted else suggestions.dismiss)(opened, suggestion_id)
    except (Conflict, Rejected) as refusal:
        flash(explain(refusal), "warning")
        return redirect(page_url("glossary.index"), 303)
    return _done(_("It was added to the glossary.") if accepted else _("It will not be suggested again."))


def _list(typed: Given | None = None, refusal: Rejected | None = None) -> str:
    asked = filters(ASKED)
    wish = Wish(asked.get("q", ""), asked.get("source", ""), asked.get("target", ""), asked.get("kind", ""))
    with desk(read_only=True) as opened:
        lines = glossary.page(opened, wish, max(0, request.args.get("before", 0, type=int)))
        waiting, total = suggestions.waiting(opened), glossary.count(opened)
    return render_template(
        "glossary/index.html",
        lines=lines,
        older=lines[-1].id if len(lines) == PAGE else 0,
        suggestions=waiting,
        total=total,
        asked=asked,
        kept=parse_qsl(urlsplit(page_url("glossary.index")).query),
        kinds=KINDS,
        origins=TERM_ORIGIN,
        given=typed or Given(),
        refusal=refusal,
    )


def _form(given: Given, refusal: Rejected | None = None, term_id: int = 0) -> str:
    in_dialog = _in_dialog() or (wants_fragment() and not term_id)
    template = "glossary/_dialog.html" if in_dialog else "glossary/edit.html"
    return render_template(template, given=given, refusal=refusal, term_id=term_id)


def _typed(form: MultiDict[str, str]) -> Given:
    return Given(*(form.get(name, "") for name in ("term", "translation", "source", "target", "note")))


def _in_dialog() -> bool:
    return "dialog" in request.form


def _done(words: str) -> Response:
    flash(words, "success")
    return redirect(page_url("glossary.index"), 303)

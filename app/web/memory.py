"""The translation memory as pages: any agent corrects or removes a sentence, only the owner takes or forgets all."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import structlog
from flask import Blueprint, Response, flash, redirect, render_template, request, stream_with_context
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.desk import memory_pages as memory
from app.desk import owners
from app.desk.memory_pages import PAGE, Wish
from app.domain.errors import Rejected
from app.web import spreadsheets
from app.web.auth import current, desk, page_url
from app.web.glossary import filters
from app.web.glossary_words import MEMORY_ORIGIN
from app.web.words import word

log = structlog.get_logger()
blueprint = Blueprint("memory", __name__)
ASKED = ("q", "source", "target", "origin")
CHUNK = 500


@blueprint.get("/memory")
def index() -> str:
    asked, wish = _asked()
    with desk(read_only=True) as opened:
        lines = memory.page(opened, wish, max(0, request.args.get("before", 0, type=int)))
        total, tags = memory.count(opened), memory.languages(opened)
    return render_template(
        "memory/index.html",
        lines=lines,
        older=lines[-1].id if len(lines) == PAGE else 0,
        total=total,
        tags=tags,
        asked=asked,
        kept=parse_qsl(urlsplit(page_url("memory.index")).query),
        origins=MEMORY_ORIGIN,
    )


@blueprint.get("/memory.csv")
def export() -> Response:
    """As much as the page shows under its filter; made while it is sent, a look at the shop for each chunk."""
    with desk(read_only=True) as opened:
        owners.require(opened)
    log.info("memory exported", shop_id=current().shop_id, agent_id=current().agent.id)
    header = (_("Language"), _("Text"), _("Translated into"), _("Translation"), _("Tone"), _("Where from"), _("Uses"))
    body = spreadsheets.lines(header, _rows(_asked()[1]))
    answer = Response(stream_with_context(body), mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="memory-{datetime.now(UTC):%Y-%m-%d}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/memory/<int:segment_id>")
def show(segment_id: int) -> str:
    return _editor(segment_id)


@blueprint.post("/memory/<int:segment_id>")
def save(segment_id: int) -> Answer | tuple[str, int]:
    typed = request.form.get("target_text", "")
    try:
        with desk() as opened:
            memory.save(opened, segment_id, typed)
    except Rejected as refusal:
        return _editor(segment_id, typed, refusal), 422
    return _done(_("The translation was saved."))


@blueprint.post("/memory/<int:segment_id>/removal")
def remove(segment_id: int) -> Answer:
    with desk() as opened:
        memory.remove(opened, segment_id)
    return _done(_("The sentence was forgotten."))


@blueprint.post("/memory/removal")
def remove_all() -> Answer:
    with desk() as opened:
        number = memory.remove_all(opened)
    log.info("memory emptied", shop_id=current().shop_id, agent_id=current().agent.id, sentences=number)
    return _done(_("Everything was forgotten."))


def _asked() -> tuple[dict[str, str], Wish]:
    asked = filters(ASKED)
    return asked, Wish(*(asked.get(name, "") for name in ASKED))


def _rows(wish: Wish) -> Iterator[list[spreadsheets.Cell]]:
    before = 0
    while True:
        with desk(read_only=True) as opened:
            lines = memory.page(opened, wish, before, CHUNK)
        for line in lines:
            tone = word(line.tone, "tone") if line.tone else ""
            texts = (line.source, line.source_text, line.target, line.target_text)
            yield [*texts, tone, str(MEMORY_ORIGIN.get(line.origin, line.origin)), line.uses]
        if len(lines) < CHUNK:
            return
        before = lines[-1].id


def _editor(segment_id: int, typed: str | None = None, refusal: Rejected | None = None) -> str:
    with desk(read_only=True) as opened:
        line = memory.one(opened, segment_id)
    text = line.target_text if typed is None else typed
    return render_template("memory/edit.html", line=line, text=text, refusal=refusal)


def _done(words: str) -> Answer:
    flash(words, "success")
    return redirect(page_url("memory.index"), 303)

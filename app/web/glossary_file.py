"""The glossary as a file: taken along, and brought in after a look at what that would change, line by line."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

import structlog
from flask import Blueprint, Response, render_template, request, stream_with_context

from app.desk import glossary, glossary_import
from app.desk.glossary import Wish
from app.desk.glossary_import import ImportPlan
from app.domain.errors import Conflict, Rejected
from app.domain.words import N_
from app.web import spreadsheets
from app.web.auth import current, desk
from app.web.glossary_reading import COLUMNS, MOST_LINES, Lines, read, written
from app.web.telling import explain

log = structlog.get_logger()
blueprint = Blueprint("glossary_file", __name__)
CHUNK = 500


@blueprint.get("/glossary.csv")
def export() -> Response:
    answer = Response(stream_with_context(spreadsheets.lines(COLUMNS, _rows())), mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="glossary-{datetime.now(UTC):%Y-%m-%d}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/glossary/import")
def form() -> str:
    return render_template("glossary/import.html", most=MOST_LINES)


@blueprint.post("/glossary/import_previews")
def preview() -> str | tuple[str, int]:
    try:
        return _look(_uploaded())
    except Rejected as refusal:
        return _refused(refusal)


@blueprint.post("/glossary/imports")
def create() -> str | tuple[str, int]:
    """Only what was looked at: another file, or a glossary that changed meanwhile, is looked at first."""
    try:
        content = _uploaded()
        if request.form.get("digest") != _digest(content):
            return _look(content)
        plan = _imported(read(content))
        if plan is None:
            return _look(content)
    except Rejected as refusal:
        return _refused(refusal)
    log.info("glossary imported", shop_id=current().shop_id, agent_id=current().agent.id, lines=len(plan.good))
    return render_template("glossary/_imported.html", plan=plan)


def _rows() -> Iterator[list[spreadsheets.Cell]]:
    before = 0
    while True:
        with desk(read_only=True) as opened:
            lines = glossary.page(opened, Wish(), before, CHUNK)
        for line in lines:
            yield [written(getattr(line.given, name)) for name in COLUMNS]
        if len(lines) < CHUNK:
            return
        before = lines[-1].id


def _uploaded() -> bytes:
    content = b""
    if file := request.files.get("file"):
        content = file.read()
        file.close()  # a large one lies on the disk
    if not content:
        raise Rejected(N_("Choose a file."), "file")
    return content


def _imported(lines: Lines) -> ImportPlan | None:
    """None where the glossary is not as it was looked at any more."""
    try:
        with desk() as opened:
            return glossary_import.bring_in(opened, lines, request.form.get("mark", ""))
    except Conflict:
        return None


def _refused(refusal: Rejected) -> tuple[str, int]:
    return render_template("glossary/_plan.html", problem=explain(refusal)), 422


def _look(content: bytes) -> str:
    with desk(read_only=True) as opened:
        plan = glossary_import.look_at(opened, read(content))
    return render_template("glossary/_plan.html", plan=plan, digest=_digest(content), most=glossary.MOST_TERMS)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

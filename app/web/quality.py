"""Settings → Quality: how translated replies fare, and one after the other for a person who reads both languages."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.desk import reviews
from app.desk.reading import quality
from app.desk.reviews import Mark, Sample
from app.domain.errors import Rejected
from app.web import engine_views
from app.web.auth import current, desk, page_url
from app.web.words import word

blueprint = Blueprint("quality", __name__)
PERIODS = (7, 30, 90)
BESIDE = " + "  # between the makers of one text


@blueprint.get("/quality")
def index() -> str:
    asked = request.args.get("days", 0, type=int)
    days = asked if asked in PERIODS else PERIODS[1]
    with desk(read_only=True) as opened:
        board, waiting, now = quality.board(opened, days), reviews.waiting(opened), opened.now
    return render_template(
        "quality/index.html",
        board=board,
        days=days,
        periods=PERIODS,
        waiting=waiting,
        most=reviews.MOST,
        maker=maker,
        marks=tuple(Mark),
        now=now,
    )


@blueprint.get("/reviews")
def draw() -> str:
    with desk(read_only=True) as opened:
        sample, left = reviews.draw(opened), reviews.waiting(opened)
    return _shown(sample, left)


@blueprint.post("/messages/<int:message_id>/reviews")
def keep(message_id: int) -> Response | tuple[str, int]:
    note = request.form.get("note", "").replace("\r\n", "\n")
    try:
        with desk() as opened:
            reviews.keep(opened, message_id, request.form.get("mark", ""), note)
    except Rejected as wrong:
        with desk(read_only=True) as opened:
            sample, left = reviews.one(opened, message_id), reviews.waiting(opened)
        return _shown(sample, left, wrong, note), 422
    flash(_("Your review was saved."), "success")
    return redirect(page_url("quality.draw"), 303)


def maker(name: str) -> str:
    """Who made a text: an engine's label, or the memory."""
    known = {"memory": _("Translation memory"), "": _("Unknown")}
    parts = [known.get(part) or word(engine_views.label(part), "field") for part in name.split(BESIDE)]
    return BESIDE.join(parts)


def _shown(sample: Sample | None, left: int, wrong: Rejected | None = None, note: str = "") -> str:
    agent = current().agent
    return render_template(
        "quality/review.html",
        sample=sample,
        left=left,
        most=reviews.MOST,
        wrong=wrong,
        note=note,
        reads=tuple(dict.fromkeys((agent.language, *agent.reads))),
        marks=tuple(Mark),
        maker=maker,
    )

"""The ledger's page and its file, and what audits found: any agent reads, only the owner takes the file with him."""

from collections import defaultdict
from datetime import UTC, date, datetime, tzinfo
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from flask import Blueprint, Response, flash, redirect, render_template, request, stream_with_context
from flask_babel import gettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.desk import audits, drifts, owners
from app.desk.reading import drifts as differences
from app.desk.reading import ledger
from app.desk.reading.ledger import PAGE
from app.desk.reading.ledger_query import Wish
from app.domain.problems import WORDS, Problem
from app.domain.remedies.kinds import RemedyKind, RemedyState
from app.web import ledger_file, spreadsheets
from app.web.auth import current, desk, page_url

log = structlog.get_logger()
blueprint = Blueprint("ledger", __name__)
LONGEST = 40  # characters of an order's name
KINDS = tuple(kind.value for kind in RemedyKind if kind is not RemedyKind.UNKNOWN)
STATES = (*(state.value for state in RemedyState), "PENDING", "FAILURE", "EXTERNAL")
FIELDS = ("from", "to", "agent", "kind", "state", "order")


@blueprint.get("/ledger")
def index() -> str:
    wish, before = _wish(), request.args.get("before", 0, type=int)
    with desk(read_only=True) as opened:
        shown = ledger.cases(opened, wish, before=max(0, before))
        found = differences.unseen(opened)
        people, last, under_way = ledger.agents(opened), audits.last(opened), audits.under_way(opened)
        now = opened.now
    asked = {name: request.args[name] for name in FIELDS if request.args.get(name)}
    return render_template(
        "ledger/index.html",
        cases=shown,
        older=shown[-1].id if len(shown) == PAGE else 0,
        drifts=found,
        people=people,
        kinds=KINDS,
        states=STATES,
        asked=asked,
        kept=parse_qsl(urlsplit(page_url("ledger.index")).query),
        problem_words=_problem_words,
        last=last,
        under_way=under_way,
        now=now,
    )


@blueprint.get("/ledger.csv")
def export() -> Response:
    """Made while it is sent: each chunk is a look of its own, so that no long one holds up the shop."""
    wish = _wish()
    with desk(read_only=True) as opened:
        owners.require(opened)
    zone = _zone()
    log.info("ledger exported", shop_id=current().shop_id, agent_id=current().agent.id)
    body = spreadsheets.lines(ledger_file.header(zone), ledger_file.rows(wish, zone))
    answer = Response(stream_with_context(body), mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="ledger-{datetime.now(zone):%Y-%m-%d}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/ledger/audits")
def compare() -> Answer:
    with desk() as opened:
        audits.begin(opened)
    flash(_("It is being compared with Shopify. Look again in a minute."), "success")
    return redirect(page_url("ledger.index"), 303)


@blueprint.post("/drifts/<int:drift_id>/closure")
def leave_drift(drift_id: int) -> Answer:
    with desk() as opened:
        drifts.see_to(opened, drift_id)
    flash(_("Noted that you have checked it."), "success")
    return redirect(page_url("troubles.index" if request.form.get("to") == "troubles" else "ledger.index"), 303)


def _problem_words(code: str) -> str:
    """Why it stopped; the figures in such words are not kept here."""
    return str(gettext(WORDS[Problem(code)])) % defaultdict(lambda: "…")


def _wish() -> Wish:
    """What the address asks for; a value that means nothing asks for nothing."""
    given = request.args
    return Wish(
        first=_day(given.get("from", "")),
        last=_day(given.get("to", "")),
        agent_id=max(0, given.get("agent", 0, type=int)),
        kind=given.get("kind", "") if given.get("kind") in KINDS else "",
        state=given.get("state", "") if given.get("state") in STATES else "",
        order_name=given.get("order", "").strip()[:LONGEST],
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in range(2000, 9000) else None


def _zone() -> tzinfo:
    try:
        return ZoneInfo(current().timezone)
    except (ZoneInfoNotFoundError, ValueError):  # a zone Shopify knows and this machine does not
        return UTC

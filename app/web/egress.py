"""Settings → Privacy: which host got how many characters of what kind, and the switch that stops all of it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import structlog
from flask import Blueprint, Response, flash, redirect, render_template, request, stream_with_context
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.desk import engine_list, owners
from app.desk.reading import egress
from app.domain.masking._claiming import kinds
from app.web import spreadsheets
from app.web.auth import current, desk, page_url
from app.web.engine_views import label
from app.web.telling import told
from app.web.words import word

log = structlog.get_logger()
blueprint = Blueprint("egress", __name__)
MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])", re.ASCII)


@blueprint.get("/egress")
def index() -> str:
    name = _month()
    with desk(read_only=True) as opened:
        month, months = egress.month(opened, name), egress.months(opened)
        number, kept = egress.kept(opened)
        sends_out, bosses, now = opened.shop.sends_out, owners.names(opened), opened.now
    return render_template(
        "egress/index.html",
        month=month,
        months=tuple(dict.fromkeys((*months, name))),
        masked=[(_kind(kind), count) for kind, count in month.masked.items()],
        kept_count=number,
        kept_here=kept,
        sends_out=sends_out,
        owners=bosses,
        now=now,
        label=label,
        address=parse_qsl(urlsplit(page_url("egress.index")).query),
    )


@blueprint.get("/egress.csv")
def export() -> Response:
    """The month's rows as they are counted; they name nobody, so any agent may have them."""
    name = _month()
    log.info("egress exported", shop_id=current().shop_id, agent_id=current().agent.id)
    masked = [kind.name for kind in kinds()]
    header = [_("Day (UTC)"), _("Host"), _("Engine"), _("What it was"), _("From"), _("Into")]
    header += [_("Characters"), _("Calls"), _("Failed"), *(_("Hidden: %(what)s", what=_kind(kind)) for kind in masked)]
    answer = Response(
        stream_with_context(spreadsheets.lines(header, _rows(name, masked))), mimetype="text/csv; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="sent-to-engines-{name}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/egress/switch")
def switch() -> Answer:
    nothing = request.form.get("nothing") == "1"
    with desk() as opened:
        engine_list.send_nothing(opened, nothing=nothing)
    stopped, going = _("Nothing is sent to translation engines any more."), _("Texts are sent to your engines again.")
    flash(stopped if nothing else going, "success")
    return redirect(page_url("egress.index"), 303)


def _month() -> str:
    """The one asked for, else this one."""
    asked = request.args.get("month", "")
    return asked if MONTH.fullmatch(asked) else f"{datetime.now(UTC):%Y-%m}"


def _rows(name: str, masked: list[str]) -> Iterator[list[spreadsheets.Cell]]:
    after = ("", 0)
    while True:
        with desk(read_only=True) as opened:
            lines = egress.chunk(opened, name, after)
        for line in lines:
            texts = (line.day, line.host, line.engine, word(line.purpose, "purpose"), line.source, line.target)
            numbers = (line.sums.characters, line.sums.calls, line.sums.failures)
            yield [*texts, *numbers, *(line.masked.get(kind, 0) for kind in masked)]
        if len(lines) < egress.CHUNK:
            return
        after = (lines[-1].day, lines[-1].id)


def _kind(name: str) -> str:
    return next((told(kind.label) for kind in kinds() if kind.name == name), name)

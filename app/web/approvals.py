"""What waits for an approval: who asks for what, for whom and why it is over; approve it or refuse it, once."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.desk import approvals
from app.desk.approvals import Decision
from app.desk.reading import approvals as waiting
from app.domain.errors import Conflict, DeskError, GatewayError, NotAllowed, Rejected
from app.domain.words import N_
from app.errands import staff_tokens
from app.web.auth import current, desk, page_url, runtime
from app.web.errors import status_of
from app.web.telling import explain

blueprint = Blueprint("approvals", __name__)
DECISIONS = {"approve": True, "refuse": False}


@blueprint.get("/approvals")
def index() -> str:
    return _page()


@blueprint.post("/approvals/<int:approval_id>/decision")
def decide(approval_id: int) -> Response | tuple[str, int]:
    """Who approves answers for it at Shopify too, so his own token is fetched before anything is let go."""
    note = request.form.get("note", "")
    try:
        decision = _decision(note)
        if decision.approve:
            _keep_token(approval_id)
        with desk() as opened:
            approvals.decide(opened, approval_id, decision)
    except (Conflict, NotAllowed, Rejected, GatewayError) as error:
        return _page(approval_id, error, note), status_of(error)
    flash(_("Approved. It goes out now.") if decision.approve else _("Refused. Whoever asked can see it."), "success")
    return redirect(page_url("approvals.index"), 303)


def _decision(note: str) -> Decision:
    approve = DECISIONS.get(request.form.get("decision", ""))
    if approve is None:
        raise Rejected(N_("Choose whether to approve or to refuse."), "decision")
    return Decision(approve, note, timedelta(seconds=runtime().settings.undo_seconds))


def _keep_token(approval_id: int) -> None:
    with desk(read_only=True) as opened:
        approvals.check(opened, approval_id)
    visit = current()
    staff_tokens.keep(runtime(), visit.shop_id, visit.agent.id, visit.token)


def _page(wrong_id: int = 0, error: DeskError | GatewayError | None = None, note: str = "") -> str:
    with desk(read_only=True) as opened:
        found, now = waiting.pending(opened), opened.now
        decides = waiting.decides(opened)
    return render_template(
        "approvals/index.html",
        waiting=found,
        decides=decides,
        wrong_id=wrong_id,
        problem=explain(error) if error else "",
        note=note,
        now=now,
    )

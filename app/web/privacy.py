"""People's requests for their data: the owner gets a file to hand on, and says when he has."""

import json

from flask import Blueprint, flash, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.desk import data_requests
from app.web.auth import desk, page_url

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/data_requests/<int:request_id>/export")
def export(request_id: int) -> Response:
    with desk(read_only=True) as opened:
        paper = data_requests.export(opened, request_id)
    response = Response(json.dumps(paper, ensure_ascii=False, indent=2), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="data-request-{request_id}.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/data_requests/<int:request_id>/answer")
def answer(request_id: int) -> Response:
    with desk() as opened:
        data_requests.answer(opened, request_id)
    flash(_("Marked as answered."), "success")
    return redirect(page_url("troubles.index"), 303)

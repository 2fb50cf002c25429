"""Settings → Staff: the owner lets an agent give remedies in the shop's name, or ends that."""

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.desk import staff_rights
from app.web.auth import desk, page_url

blueprint = Blueprint("staff", __name__)


@blueprint.post("/settings/staff/<int:agent_id>")
def save(agent_id: int) -> Response:
    with desk() as opened:
        act = staff_rights.grant if request.form.get("acts_for_shop") == "on" else staff_rights.withdraw
        act(opened, agent_id)
    flash(_("Staff rights were saved."), "success")
    return redirect(page_url("settings.show", _anchor="staff"), 303)

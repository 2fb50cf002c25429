"""Settings → Returns: the shop's own rules by market, with a warning where the law gives the customer more."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.desk import return_policies
from app.desk.return_policies import Given
from app.domain.errors import Rejected
from app.domain.law import Payer, laws
from app.web import i18n
from app.web.auth import desk, page_url

blueprint = Blueprint("return_policies", __name__)


@blueprint.get("/settings/returns")
def index() -> str:
    return _page()


@blueprint.post("/settings/returns")
def save() -> Response | tuple[str, int]:
    given = Given(*(request.form.get(name, "") for name in ("country_code", "days", "return_costs", "note")))
    try:
        with desk() as opened:
            return_policies.save(opened, given)
    except Rejected as refusal:
        return _page(given, refusal), 422
    return _done(_("The rule on returns was saved."))


@blueprint.post("/settings/returns/removal")
def remove() -> Response:
    with desk() as opened:
        return_policies.remove(opened, request.form.get("country_code", ""))
    return _done(_("The rule on returns was removed."))


def _page(given: Given | None = None, refusal: Rejected | None = None) -> str:
    with desk(read_only=True) as opened:
        page = return_policies.page(opened)
    free = sorted(page.free, key=lambda code: i18n.country(code) if code else "")
    return render_template(
        "settings/returns.html", page=page, free=free, given=given, refusal=refusal, payers=Payer, laws=laws()
    )


def _done(words: str) -> Response:
    flash(words, "success")
    return redirect(page_url("return_policies.index"), 303)

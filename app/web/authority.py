"""Settings → What agents may give: the owner's table of limits, who may approve, and the switch for all money."""

import re
from functools import lru_cache

from babel import Locale
from flask import Blueprint, flash, redirect, request
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.desk import authority_rules
from app.desk.agents import Role
from app.desk.authority_rules import Given
from app.desk.spending import MEASURES
from app.domain.amounts import parse_amount
from app.domain.errors import Rejected
from app.domain.money import Money
from app.domain.words import N_
from app.web import settings
from app.web.auth import desk, page_url

blueprint = Blueprint("authority", __name__)
Answer = Response | tuple[str, int]
COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
NO_COUNTRIES = {"CQ", "EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}  # CLDR also names unions and regions made for tests
AGENT = re.compile(r"agent:([0-9]{1,18})", re.ASCII)


@blueprint.post("/settings/limits")
def set_limit() -> Answer:
    try:
        with desk() as opened:
            authority_rules.set_limit(opened, _given(opened.shop.currency))
    except Rejected as wrong:
        return settings.again("authority", wrong)
    return _done(_("The limit was saved."))


@blueprint.post("/settings/limits/<int:limit_id>/removal")
def remove_limit(limit_id: int) -> Response:
    with desk() as opened:
        authority_rules.remove_limit(opened, limit_id)
    return _done(_("The limit was removed."))


@blueprint.post("/settings/older_limit/removal")
def remove_older_limit() -> Response:
    with desk() as opened:
        authority_rules.remove_older_limit(opened)
    return _done(_("The limit was removed."))


@blueprint.post("/settings/approvers/<int:agent_id>")
def let_approve(agent_id: int) -> Response:
    with desk() as opened:
        authority_rules.let_approve(opened, agent_id, may=request.form.get("may") == "on")
    return _done(_("Who may approve was saved."))


@blueprint.post("/settings/money")
def switch() -> Response:
    """Stop all money, or let it go again."""
    stop = request.form.get("money") == "off"
    with desk() as opened:
        (authority_rules.pause if stop else authority_rules.resume)(opened)
    return _done(_("All money is stopped.") if stop else _("Money can be given again."))


@blueprint.app_template_global("countries")
def countries() -> list[tuple[str, str]]:
    """Every country by its code and name, in the reader's order."""
    return _countries(str(get_locale() or "en"))


@lru_cache(maxsize=8)
def _countries(locale: str) -> list[tuple[str, str]]:
    named = [(str(code), str(name)) for code, name in Locale.parse(locale.replace("-", "_")).territories.items()]
    shown = [(code, name) for code, name in named if COUNTRY.fullmatch(code) and code not in NO_COUNTRIES]
    return sorted(shown, key=lambda pair: pair[1])


def _given(currency: str) -> Given:
    form = request.form
    whom = form.get("whom", "")
    named = AGENT.fullmatch(whom)
    if not named and whom not in set(Role):
        raise Rejected(N_("Choose whom the limit is for."), "whom")
    amounts = {name: amount for name in MEASURES if (amount := _amount(name, currency)) is not None}
    return Given(
        role=Role.AGENT if named else Role(whom),
        agent_id=int(named[1]) if named else 0,
        country_code=form.get("country_code", ""),
        reason=form.get("reason", ""),
        kind=form.get("kind", ""),
        amounts=amounts,
        forbidden="forbidden" in form,
    )


def _amount(name: str, currency: str) -> Money | None:
    """Nothing typed is no limit; 0 is a limit too."""
    typed = request.form.get(name, "")
    if not typed.strip():
        return None
    try:
        return parse_amount(typed, currency, str(get_locale() or "en"), zero=True)
    except Rejected as wrong:
        raise Rejected(wrong.template, name, **wrong.params) from None


def _done(words: str) -> Response:
    flash(words, "success")
    return redirect(page_url("settings.show", _anchor="authority"), 303)

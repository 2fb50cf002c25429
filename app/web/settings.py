"""The shop's and the agent's settings; secrets go in and never come out again."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.channels.channel import channels as all_channels
from app.desk import agents, authority_rules, backfills, channels, engine_list, staff_rights
from app.desk.desk import Desk
from app.desk.sealing import Sealer, sealer
from app.desk.spending import MEASURES
from app.domain.errors import Rejected
from app.domain.fields import SettingField, cleaned
from app.domain.languages import canonical
from app.domain.remedies.kinds import RemedyKind, RemedyReason
from app.domain.words import N_
from app.web.auth import current, desk, page_url, runtime
from app.web.engine_views import label
from app.web.telling import explain

blueprint = Blueprint("settings", __name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """What was wrong in one form, and what was typed there."""

    form: str = ""
    name: str = ""
    words: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


@blueprint.get("/settings")
def show() -> str:
    return _page(Problem())


@blueprint.post("/settings/email")
def save_email() -> Response | tuple[str, int]:
    fields = all_channels()["email"].fields
    try:
        answers = cleaned(fields, request.form)
    except Rejected as wrong:
        return again("email", wrong)
    with desk() as opened:
        channels.save_email(opened, _sealer(), answers)
    return _done(_("Email was saved."))


@blueprint.post("/settings/me")
def save_me() -> Response | tuple[str, int]:
    language = canonical(request.form.get("language", ""))
    reads = tuple(filter(None, map(canonical, request.form.getlist("reads"))))
    if not language:
        return again("me", Rejected(N_("Choose the language you work in."), "language"))
    with desk() as opened:
        agents.choose_languages(opened, current().agent.id, language, reads)
    return _done(_("Your languages were saved."))


@blueprint.post("/settings/backfills")
def copy_orders_again() -> Response:
    with desk() as opened:
        backfills.restart(opened)
    return _done(_("Copying your orders has started."))


def _page(problem: Problem) -> str:
    with desk(read_only=True) as opened:
        mail = _mail(opened)
        listed = engine_list.listed(opened)
        progress = backfills.progress(opened)
        secret, sends_out = opened.shop.inbound_secret, opened.shop.sends_out
        authority = authority_rules.show(opened)
        staff = staff_rights.everyone(opened)
    return render_template(
        "settings/show.html",
        staff=staff,
        problem=problem,
        email_fields=all_channels()["email"].fields,
        email=_shown(all_channels()["email"].fields, mail),
        engines=[(label(name), is_on) for name, is_on in listed],
        sends_out=sends_out,
        progress=progress,
        authority=authority,
        kinds=[kind for kind in RemedyKind if kind is not RemedyKind.UNKNOWN],
        reasons=[reason for reason in RemedyReason if reason is not RemedyReason.UNKNOWN],
        measures=MEASURES,
        inbound=f"{runtime().settings.app_url}/inbound/email/{secret}",
    )


def _mail(opened: Desk) -> Mapping[str, str]:
    """What was saved; nothing where it was sealed under a secret that is gone, so that it can be entered again."""
    try:
        return channels.email_settings(opened, _sealer())
    except Rejected:
        return {}


def _shown(fields: tuple[SettingField, ...], values: Mapping[str, str]) -> dict[str, str]:
    """Stored answers for a form; of a secret only that there is one."""
    return {
        item.name: ("•" if item.kind == "secret" else values[item.name]) for item in fields if values.get(item.name)
    }


def again(form: str, wrong: Rejected) -> tuple[str, int]:
    """The page with what was wrong in one of its forms, which keeps what was typed."""
    typed = {name: value for name, value in request.form.items() if name not in channels.SECRETS}
    return _page(Problem(form, wrong.field, explain(wrong), typed)), 422


def _done(words: str) -> Response:
    flash(words, "success")
    return redirect(page_url("settings.show"), 303)


def _sealer() -> Sealer:
    return sealer(runtime().settings.api_secrets)

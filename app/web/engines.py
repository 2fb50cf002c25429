"""Settings → Translation: the shop's engines in their order, changed by the owner and tried by anybody."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.desk import engine_list, owners
from app.desk.reading import engines as reading
from app.desk.reading.engines import EngineLine
from app.desk.sealing import Sealer, sealer
from app.domain.errors import Rejected
from app.errands import try_engine
from app.translation.translator import engines
from app.web import engine_forms, engine_views, engine_words
from app.web.auth import current, desk, page_url, runtime
from app.web.settings import Problem
from app.web.telling import explain, told

blueprint = Blueprint("engines", __name__)
Answer = Response | tuple[str, int]
STEPS = {"up": -1, "down": 1}


@blueprint.get("/engines")
def index() -> str:
    with desk(read_only=True) as opened:
        lines, needs = reading.lines(opened, _sealer()), reading.needs(opened)
        sends_out, bosses, now = opened.shop.sends_out, owners.names(opened), opened.now
    seen = [engine_views.seen(line, needs) for line in lines]
    return render_template("engines/index.html", engines=seen, needs=needs, sends_out=sends_out, owners=bosses, now=now)


@blueprint.get("/engines/new")
def new() -> str:
    return _form(request.args.get("translator", ""))


@blueprint.get("/engines/fields")
def fields() -> str:
    """The inputs of the plug-in just chosen."""
    name = request.args.get("translator", "")
    engine = engines().get(name)
    return render_template(
        "engines/_fields.html", fields=engine.fields if engine else (), values={}, problem=Problem(), engine=engine,
        warning=engine_words.warning(engine, {}) if engine else "",
    )  # fmt: skip


@blueprint.post("/engines")
def create() -> Answer:
    name = request.form.get("translator", "")
    try:
        given = engine_forms.given(engine_forms.plug_in(name), request.form, {}, str(get_locale()))
        with desk() as opened:
            number = engine_list.add(opened, _sealer(), given)
    except Rejected as wrong:
        return _form(name, problem=_problem(wrong)), 422
    return _saved(number)


@blueprint.get("/engines/<int:engine_id>")
def show(engine_id: int) -> str:
    with desk(read_only=True) as opened:
        line = reading.one(opened, _sealer(), engine_id)
    return _form(line.name, line)


@blueprint.post("/engines/<int:engine_id>")
def save(engine_id: int) -> Answer:
    """What was stored, the secret kept from it and what is saved are one transaction's; asking comes after it."""
    lost, is_other = False, False
    with desk(read_only=True) as opened:
        line = reading.one(opened, _sealer(), engine_id)
    try:
        engine = engine_forms.plug_in(line.name)
        with desk() as opened:
            _name, stored = engine_list.stored(opened, _sealer(), engine_id)
            lost = engine_forms.lost_secrets(engine, request.form, stored)
            given = engine_forms.given(engine, request.form, stored, str(get_locale()))
            is_other = engine_list.change(opened, _sealer(), engine_id, given)
    except Rejected as wrong:
        return _form(line.name, line, _problem(wrong, lost=lost)), 422
    if lost:
        flash(_("The stored key was left behind: it was for another address."), "warning")
    return _saved(engine_id) if is_other else _done(_("The engine was saved."), engine_id)


@blueprint.post("/engines/<int:engine_id>/removal")
def remove(engine_id: int) -> Response:
    with desk() as opened:
        engine_list.remove(opened, engine_id)
    return _done(_("The engine was removed. What it was sent stays counted under Privacy."))


@blueprint.post("/engines/<int:engine_id>/activation")
def activation(engine_id: int) -> Response:
    on = request.form.get("state") == "on"
    with desk() as opened:
        engine_list.switch(opened, engine_id, on=on)
    return _done(_("The engine is on.") if on else _("The engine is off."), engine_id)


@blueprint.post("/engines/<int:engine_id>/place")
def place(engine_id: int) -> Response:
    with desk() as opened:
        engine_list.move(opened, engine_id, STEPS.get(request.form.get("step", ""), 0))
    return _done("", engine_id)


@blueprint.post("/engines/<int:engine_id>/rest_end")
def wake(engine_id: int) -> Response:
    with desk() as opened:
        engine_list.wake(opened, engine_id)
    return _done(_("It will be asked again."), engine_id)


@blueprint.post("/engines/<int:engine_id>/tests")
def test(engine_id: int) -> str:
    visit = current()
    tried = try_engine.run(runtime(), visit.shop_id, engine_id, visit.agent.language)
    return render_template("engines/_tried.html", tried=tried)


def _form(name: str, line: EngineLine | None = None, problem: Problem | None = None) -> str:
    engine = engines().get(name)
    settings = line.settings if line else {}
    with desk(read_only=True) as opened:
        owners.require(opened)
    return render_template(
        "engines/edit.html",
        line=line,
        engine=engine,
        offered=engine_forms.offered(),
        fields=engine.fields if engine else (),
        values=engine_forms.shown(engine, settings) if engine else {},
        warning=engine_words.warning(engine, settings) if engine else "",
        currencies=engine_forms.CURRENCIES,
        price=engine_forms.price(line.price, line.currency, str(get_locale())) if line else "",
        problem=problem or Problem(),
    )


def _problem(wrong: Rejected, *, lost: bool = False) -> Problem:
    """Everything typed but secrets."""
    hidden = {item.name for engine in engine_forms.offered() for item in engine_forms.secrets(engine)}
    words = _("Enter the key again: the stored one is for another address.") if lost and wrong.field in hidden else ""
    typed = {name: value for name, value in request.form.items() if name not in hidden}
    return Problem("engine", wrong.field, words or explain(wrong), typed)


def _saved(engine_id: int) -> Response:
    """It is asked what it speaks now that nothing is open; that it cannot say is no reason not to save it."""
    if error := try_engine.ask_pairs(runtime(), current().shop_id, engine_id):
        flash(_("It was saved, but could not say which languages it speaks: %(why)s", why=told(error)), "warning")
        return _done("", engine_id)
    return _done(_("The engine was saved."), engine_id)


def _done(words: str, engine_id: int | None = None) -> Response:
    if words:
        flash(words, "success")
    return redirect(page_url("engines.index", _anchor=f"engine-{engine_id}" if engine_id else None), 303)


def _sealer() -> Sealer:
    return sealer(runtime().settings.api_secrets)

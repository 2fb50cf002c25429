"""The rules page: each rule as a sentence with its switch and its log, and the switch that stops them all."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.desk import automation, rules
from app.desk.automation import PAGE, RuleLine, RunLine
from app.domain.errors import Rejected
from app.domain.rules.condition import OPERATORS, ValueKind
from app.domain.rules.engine import TRIGGER_LABELS, OncePer
from app.domain.rules.groups import NO_CONDITIONS, conditions, leaves_of, said, words_of
from app.domain.rules.reasons import WORDS, ReasonCode
from app.web import i18n
from app.web.auth import desk, page_url
from app.web.telling import explain, told
from app.web.words import word

blueprint = Blueprint("rules", __name__)


def _(words: str, **values: object) -> str:
    return str(gettext(words, **values))


KINDS = {
    "shipment_status_is": "shipment",
    "financial_status_is": "financial",
    "fulfillment_status_is": "fulfillment",
    "conversation_status_is": "conversation",
    "channel_is": "channel",
    "inquiry_kind_is": "inquiry",
}


@blueprint.get("/rules")
def index() -> str:
    with desk(read_only=True) as opened:
        page = automation.overview(opened)
    return render_template("rules/index.html", page=page, sentence=sentence)


@blueprint.post("/rules/<int:rule_id>/activation")
def activation(rule_id: int) -> Response:
    with desk() as opened:
        automation.switch(opened, rule_id, on=_is_on())
    return _back()


@blueprint.get("/rules/<int:rule_id>/runs")
def runs(rule_id: int) -> str:
    with desk(read_only=True) as opened:
        rule = automation.rule(opened, rule_id)
        lines = automation.runs(opened, rule_id, request.args.get("before", type=int))
    older = lines[-1].id if len(lines) == PAGE else None
    return render_template("rules/runs.html", rule=rule, lines=lines, older=older, sentence=sentence, reason=reason)


@blueprint.post("/automation/pause")
def pause() -> Response:
    """`on` stops every rule, `off` lets them go on."""
    with desk() as opened:
        (automation.pause if _is_on() else automation.resume)(opened)
    return _back()


@blueprint.post("/automation/limit")
def limit() -> Response:
    try:
        with desk() as opened:
            automation.set_hourly_limit(opened, request.form.get("limit", type=int) or 0)
    except Rejected as refusal:
        flash(explain(refusal), "error")
    else:
        flash(_("Saved."), "success")
    return _back()


def _is_on() -> bool:
    state = request.form.get("state")
    if state not in {"on", "off"}:
        abort(400)
    return state == "on"


def _back() -> Response:
    return redirect(page_url("rules.index"), 303)


def sentence(rule: RuleLine) -> dict[str, Any]:
    """When, if, then: in the agent's words; `broken` where the stored rule cannot be understood."""
    try:
        return {
            "when": _(TRIGGER_LABELS.get(rule.trigger, rule.trigger)),
            "if": list(_clauses(rule.conditions)),
            "then": [
                _("%(action)s: %(value)s", action=_label(action), value=_shown(action.get("value")))
                for action in rule.actions
            ],
            "once": rule.once_per == OncePer.CONVERSATION,
        }
    except (AttributeError, KeyError, TypeError):
        return {"when": rule.trigger, "if": [], "then": [], "broken": True}


def _clauses(group: Mapping[str, Any]) -> Iterator[str]:
    """One line for each part that must hold."""
    yield from (_item(item) for item in group.get("all", ()))
    if some := [_item(item) for item in group.get("any", ())]:
        yield _(" or ").join(some)
    yield from (_("not: %(condition)s", condition=_item(item)) for item in group.get("none", ()))


def _item(item: Mapping[str, Any]) -> str:
    if "condition" not in item:
        return _("(%(conditions)s)", conditions=_(" and ").join(_clauses(item)))
    condition = conditions()[item["condition"]]
    label = _(condition.label)
    if condition.value_kind is ValueKind.TRUTH:
        return label if item.get("value") else _("not: %(condition)s", condition=label)
    operator = OPERATORS[condition.value_kind][item.get("operator") or condition.operators[0]]
    return _("%(what)s %(how)s %(value)s", what=label, how=_(operator.label), value=_value(item))


def _value(item: Mapping[str, Any]) -> str:
    name, value = item["condition"], item.get("value")
    values = value if isinstance(value, list) else [value]
    if name in KINDS:
        return ", ".join(word(str(one), KINDS[name]) for one in values)
    if name == "language_is":
        return ", ".join(i18n.language(str(one)) for one in values)
    if name == "order_country_is":
        return ", ".join(i18n.country(str(one)) for one in values)
    return said(value)


def _label(action: Mapping[str, Any]) -> str:
    known = rules.actions().get(action["action"])
    return _(known.label) if known else str(action["action"])


def _shown(value: object) -> str:
    """An action's value: a macro by its name, with the language used where it has none of the customer's."""
    match value:
        case {"macro": macro, "otherwise": str() as otherwise} if otherwise:
            return _(
                "“%(macro)s”, in %(language)s where it lacks the customer's language",
                macro=_(str(macro)),
                language=i18n.language(otherwise),
            )
        case {"macro": macro}:
            return f"“{_(str(macro))}”"
        case _:
            return str(value)


def reason(line: RunLine, rule: RuleLine) -> str:
    """Why, in the agent's language; as it was written down where the reason is no longer known."""
    try:
        return _(WORDS[ReasonCode(line.code)]) % {"detail": _detail(line.detail, rule)}
    except (ValueError, KeyError):
        return line.reason


def _detail(detail: str, rule: RuleLine) -> str:
    """The rule's own conditions, which the detail names in English, in the agent's language."""
    try:
        said_here = {NO_CONDITIONS: _(NO_CONDITIONS)}
        said_here |= {words_of(leaf): _item(leaf) for leaf in leaves_of(rule.conditions)}
    except (AttributeError, KeyError, TypeError):
        return told(detail)
    for english in sorted(said_here, key=len, reverse=True):
        detail = detail.replace(english, said_here[english])
    return told(detail)

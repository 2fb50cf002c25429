"""Refunding an order: choose, see what Shopify computes, confirm exactly that, and follow it to its end."""

from flask import Blueprint, request
from werkzeug.datastructures import ImmutableMultiDict

from app.desk import refund_orders, refunds
from app.domain.errors import GatewayError, NotAllowed
from app.domain.intents import IntentState
from app.domain.money import Money
from app.domain.problems import LookAgain, MayNotRefund, NotRefundable, Problem
from app.domain.refunds import SelectedLine, Selection
from app.errands import refund_items
from app.web import dialogs
from app.web.auth import current, desk, runtime

blueprint = Blueprint("refunds", __name__)
Form = ImmutableMultiDict[str, str]
Answer = str | tuple[str, int]


@blueprint.get("/orders/<int:order_id>/refunds/new")
def new(order_id: int) -> str:
    """What is left of every line, the customer's currency first."""
    return _form(order_id)


@blueprint.post("/orders/<int:order_id>/refund_previews")
def preview(order_id: int) -> Answer:
    """Shopify's own computation of a selection; no money moves."""
    form = Form(request.form)
    try:
        selection = _selection(form)
        preview = refund_items.preview(runtime(), current().shop_id, dialogs.actor(), order_id, selection)
    except NotRefundable as refusal:
        return _form(order_id, form, refusal), 422
    except MayNotRefund as refusal:
        return _form(order_id, form, refusal), 403
    except LookAgain as conflict:
        return _conflict(order_id, conflict)
    except GatewayError as error:
        return _form(order_id, form, error), 503
    with desk(read_only=True) as opened:
        order = refund_orders.order(opened, order_id)
    return dialogs.shown("refunds/_preview.html", order=order, preview=preview)


@blueprint.post("/orders/<int:order_id>/refunds")
def create(order_id: int) -> Answer:
    """Confirm a preview: once or ten times, it is one refund."""
    try:
        confirmed = (request.form.get("token", ""), _amount(Form(request.form)))
        intent_id = refund_items.request(runtime(), current().shop_id, dialogs.actor(), order_id, confirmed)
    except LookAgain as conflict:
        return _conflict(order_id, conflict)
    except (NotRefundable, MayNotRefund) as refusal:
        return _form(order_id, None, refusal), 403 if isinstance(refusal, NotAllowed) else 422
    return _state(order_id, intent_id), 201


@blueprint.get("/orders/<int:order_id>/refunds/<int:intent_id>")
def show(order_id: int, intent_id: int) -> str:
    """How far a refund has come; asks again by itself until it has ended."""
    return _state(order_id, intent_id)


def _state(order_id: int, intent_id: int) -> str:
    with desk(read_only=True) as opened:
        order = refund_orders.order(opened, order_id)
        status = refunds.status(opened, order_id, intent_id)
    words = dialogs.words_of(status.problem, words=status.error, limit=status.error) if status.problem else ""
    return dialogs.shown("refunds/_state.html", order=order, refund=status, words=words, states=IntentState)


def _form(order_id: int, typed: Form | None = None, error: Exception | None = None) -> str:
    with desk(read_only=True) as opened:
        order = refund_orders.order(opened, order_id)
    return dialogs.shown(
        "refunds/_form.html",
        order=order,
        typed=typed or Form(),
        problem=dialogs.explain(error) if error else "",
        field=getattr(error, "field", ""),
    )


def _conflict(order_id: int, conflict: LookAgain) -> tuple[str, int]:
    with desk(read_only=True) as opened:
        order = refund_orders.order(opened, order_id)
    problem = dialogs.explain(conflict)
    return dialogs.shown("refunds/_conflict.html", order=order, problem=problem, intent_id=conflict.intent_id), 409


def _selection(form: Form) -> Selection:
    return Selection(
        lines=tuple(SelectedLine(gid, count) for gid, count in dialogs.quantities(form, NotRefundable)),
        reason=form.get("reason", "").strip(),
        shipping="shipping" in form,
        restock="restock" in form,
        notify="notify" in form,
    )


def _amount(form: Form) -> Money:
    try:
        return Money.of(form.get("amount", ""), form.get("currency", ""))
    except ValueError:
        raise NotRefundable(Problem.OTHER_AMOUNT_POSTED, "amount") from None

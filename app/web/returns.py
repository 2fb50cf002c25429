"""Creating a return: what Shopify calls returnable, for a reason, asked for once, and followed to its end."""

from uuid import UUID, uuid4

from flask import Blueprint, request
from werkzeug.datastructures import ImmutableMultiDict

from app.desk import returns
from app.domain.errors import GatewayError, NotFound
from app.domain.intents import IntentState
from app.domain.problems import LookAgain, NotReturnable
from app.domain.returns import ReturnedLine, ReturnSelection
from app.domain.words import N_
from app.errands import process_return
from app.web import dialogs
from app.web.auth import current, desk, runtime

blueprint = Blueprint("returns", __name__)
Form = ImmutableMultiDict[str, str]
Answer = str | tuple[str, int]


@blueprint.get("/orders/<int:order_id>/returns/new")
def new(order_id: int) -> Answer:
    """Fulfilled pieces that can come back, asked of Shopify at this moment."""
    return _form(order_id)


@blueprint.post("/orders/<int:order_id>/returns")
def create(order_id: int) -> Answer:
    """Ask for the return: the same form once or ten times is one return."""
    form = Form(request.form)
    try:
        asked = (_token(form), _selection(form))
        intent_id = process_return.request(runtime(), current().shop_id, dialogs.actor(), order_id, asked)
    except NotReturnable as refusal:
        return _refused(order_id, form, refusal, 422)
    except LookAgain as conflict:
        return _conflict(order_id, conflict)
    except GatewayError as error:
        return _refused(order_id, form, error, 503)
    return _state(order_id, intent_id), 201


@blueprint.get("/orders/<int:order_id>/returns/<int:intent_id>")
def show(order_id: int, intent_id: int) -> str:
    """How far a return has come; asks again by itself until it has ended."""
    return _state(order_id, intent_id)


def _state(order_id: int, intent_id: int) -> str:
    with desk(read_only=True) as opened:
        order = returns.order(opened, order_id)
        status = returns.status(opened, order_id, intent_id)
    words = dialogs.words_of(status.problem, words=status.error) if status.problem else ""
    return dialogs.shown("returns/_state.html", order=order, given=status, words=words, states=IntentState)


def _form(order_id: int, typed: Form | None = None, error: Exception | None = None) -> Answer:
    try:
        order, offer = process_return.offer(runtime(), current().shop_id, dialogs.actor(), order_id)
    except GatewayError as failure:
        return _unreachable(order_id, failure)
    return dialogs.shown(
        "returns/_form.html",
        order=order,
        offer=offer,
        token=typed.get("token") if typed else str(uuid4()),
        typed=typed or Form(),
        problem=dialogs.explain(error) if error else "",
        field=getattr(error, "field", ""),
    )


def _refused(order_id: int, form: Form, error: Exception, status: int) -> tuple[str, int]:
    answer = _form(order_id, form, error)
    return (answer, status) if isinstance(answer, str) else answer


def _unreachable(order_id: int, failure: GatewayError) -> tuple[str, int]:
    with desk(read_only=True) as opened:
        order = returns.order(opened, order_id)
    problem = dialogs.explain(failure)
    return dialogs.shown("returns/_conflict.html", order=order, problem=problem, intent_id=0), 503


def _conflict(order_id: int, conflict: LookAgain) -> tuple[str, int]:
    with desk(read_only=True) as opened:
        order = returns.order(opened, order_id)
    problem = dialogs.explain(conflict)
    return dialogs.shown("returns/_conflict.html", order=order, problem=problem, intent_id=conflict.intent_id), 409


def _token(form: Form) -> str:
    try:
        return str(UUID(form.get("token", "")))
    except ValueError:
        raise NotFound(N_("There is no such form. Open the dialog again.")) from None


def _selection(form: Form) -> ReturnSelection:
    return ReturnSelection(
        lines=tuple(ReturnedLine(gid, count) for gid, count in dialogs.quantities(form, NotReturnable)),
        reason_gid=form.get("reason", ""),
        note=form.get("note", "").strip(),
    )

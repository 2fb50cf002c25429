"""What a merchant, a carrier or a customer does outside the app: forms of the admin's pages."""

import secrets
from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, request
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from devstore.actions.cancelling import Cancellation, finish_cancel
from devstore.actions.edits import receive
from devstore.actions.errors import ActionError
from devstore.actions.fulfillments import Happening, add_fulfillment_event, ship_order
from devstore.actions.orders import edit_order
from devstore.actions.refunds import refund_as_suggested
from devstore.actions.returnable import WantedReturn
from devstore.actions.returns import request_return as request_a_return
from devstore.change import Change
from devstore.refunding import Wanted, WantedLine
from devstore.seed.recipes import TRACK_URL
from devstore.state.orders import Order, Tracking
from devstore.web.admin_context import Seat, order_of, seat
from devstore.web.context import sender, store
from devstore.webhooks.sender import Pause

pages = Blueprint("admin_actions", __name__, url_prefix="/admin")


@pages.record_once
def flash_key(state: BlueprintSetupState) -> None:
    """Only for the line that says what a form just did: a new key at each start will do."""
    state.app.secret_key = state.app.secret_key or secrets.token_hex()


@pages.before_request
def own_origin() -> None:
    """Only this store's own pages may post here."""
    if request.headers.get("Origin", request.host_url.rstrip("/")) != request.host_url.rstrip("/"):
        abort(403)


@pages.post("/<handle>/orders/<int:order_id>/fulfillments")
def ship(handle: str, order_id: int) -> Response:
    form = request.form
    company, number = form.get("company", "Japan Post"), form.get("number", "").strip()
    url = TRACK_URL.get(company, "https://track.example/{}").format(number)
    tracking = Tracking(company, number, url) if number else None
    only = {int(form["only"]): 1} if form.get("only") else None
    return _do(handle, order_id, "Shipped.", lambda change, order: ship_order(change, order, only, tracking))


@pages.post("/<handle>/orders/<int:order_id>/fulfillments/<int:parcel_id>/events")
def add_event(handle: str, order_id: int, parcel_id: int) -> Response:
    form = request.form
    happening = Happening(form.get("status", ""), form.get("message") or None, form.get("city") or None)

    def act(change: Change, order: Order) -> None:
        parcel = next((item for item in order.fulfillments if item.id == parcel_id), None)
        if parcel is None:
            raise ActionError("No such parcel", "id")
        add_fulfillment_event(change, order, parcel, happening)

    return _do(handle, order_id, "The carrier's report is in.", act)


@pages.post("/<handle>/orders/<int:order_id>/refunds")
def refund(handle: str, order_id: int) -> Response:
    line_id, quantity = request.form.get("line", 0, type=int), request.form.get("quantity", 1, type=int)

    def act(change: Change, order: Order) -> None:
        line = order.line(line_id)
        if line is None:
            raise ActionError("No such line", "line")
        refund_as_suggested(change, order, Wanted([WantedLine(line, quantity)]), "Refunded in the admin")

    return _do(handle, order_id, "Refunded outside the app.", act)


@pages.post("/<handle>/orders/<int:order_id>/returns")
def request_return(handle: str, order_id: int) -> Response:
    wanted = WantedReturn(request.form.get("line", 0, type=int), 1, customer_note=request.form.get("note"))
    done = "The customer asked for a return."
    return _do(handle, order_id, done, lambda change, order: request_a_return(change, order, [wanted]))


@pages.post("/<handle>/orders/<int:order_id>/edits")
def edit(handle: str, order_id: int) -> Response:
    form = request.form
    tags = [tag.strip() for tag in form.get("tags", "").split(",") if tag.strip()]
    email = form.get("email", "").strip()
    return _do(
        handle,
        order_id,
        "Edited.",
        lambda change, order: edit_order(change, order, form.get("note", ""), tags, email or None),
    )


@pages.post("/<handle>/orders/<int:order_id>/cancellations")
def cancel(handle: str, order_id: int) -> Response:
    asked = Cancellation("CUSTOMER", restock=True, refund=True)
    return _do(handle, order_id, "Cancelled.", lambda change, order: finish_cancel(change, order, asked))


@pages.post("/<handle>/orders/<int:order_id>/payments")
def pay_balance(handle: str, order_id: int) -> Response:
    return _do(
        handle,
        order_id,
        "The customer has paid.",
        lambda change, order: receive(change, order, None, "shopify_payments"),
    )


@pages.post("/<handle>/webhooks/<int:delivery_id>/replays")
def replay(handle: str, delivery_id: int) -> Response:
    sender().replay(delivery_id)
    return redirect(seat(handle).url("admin.webhooks"), 303)


@pages.post("/<handle>/webhooks/pauses")
def pause(handle: str) -> Response:
    wanted = request.form.get("mode", "")
    if wanted in set(Pause):
        sender().pause = Pause(wanted)
    else:
        sender().resume()
    return redirect(seat(handle).url("admin.webhooks"), 303)


def _do(handle: str, order_id: int, done: str, act: Callable[[Change, Order], Any]) -> Response:
    """Runs one action on one order and comes back to its page with what happened."""
    here: Seat = seat(handle)
    try:
        with store().change(here.shop.domain) as change:
            act(change, order_of(here.state, order_id))
    except ActionError as error:
        flash(error.message, "error")
    else:
        flash(done, "done")
    return redirect(here.url("admin.order", order_id=order_id), 303)

"""The control API's hands: place, ship, track, refund and return orders by JSON, as people do by clicking."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from devstore.actions import fulfillments
from devstore.actions.errors import ActionError
from devstore.change import Change
from devstore.control_merchant import ACTIONS, give
from devstore.control_people import APP, customer_edit
from devstore.control_placing import place, said
from devstore.seed.recipes import TRACK_URL
from devstore.state.orders import Order, Tracking
from devstore.store import Store, UnknownShopError


def blueprint(store: Store) -> Blueprint:
    """The routes; each names the shop in its body and answers with the order's gid and name."""
    routes = Blueprint("control_actions", __name__, url_prefix="/control")

    def act(what: Any, *which: str) -> Response:
        asked = request.get_json(force=True)
        with store.change(str(asked.get("shop"))) as change:
            order = _order(change, *which) if which else None
            said = what(change, order, asked)
        return jsonify(said)

    routes.add_url_rule("/orders", "place", lambda: act(place), methods=["POST"])
    for path, what in (
        ("fulfillments", _ship),
        ("fulfillment_events", _track),
        *ACTIONS.items(),
    ):
        rule = f"/orders/<number>/{path}"
        routes.add_url_rule(rule, path, lambda number, what=what: act(what, number), methods=["POST"])
    gifts = "/customers/<email>/goodwill"
    routes.add_url_rule(gifts, "give", lambda email: act(lambda c, _, asked: give(c, asked, email)), methods=["POST"])
    routes.add_url_rule("/customers/<email>", "customer", lambda email: act(customer_edit(email)), methods=["PATCH"])
    routes.add_url_rule("/app/<happening>", "app", lambda happening: act(APP[happening]), methods=["POST"])

    @routes.errorhandler(UnknownShopError)
    def unknown(wrong: UnknownShopError) -> tuple[Response, int]:
        return jsonify(error=f"no shop {wrong}"), 404

    @routes.errorhandler(ActionError)
    def refused(error: ActionError) -> tuple[Response, int]:
        return jsonify(error=error.message), 422

    return routes


def _order(change: Change, number: str) -> Order:
    """By the digits of its name, "1042", or of its gid."""
    every = change.state.orders
    found = change.state.order_named(f"#{number}") or (every.get(int(number)) if number.isdecimal() else None)
    if found is None:
        raise ActionError(f"no order {number}")
    return found


def _ship(change: Change, order: Order, asked: dict[str, Any]) -> dict[str, Any]:
    given = asked.get("lines")
    lines = {order.line_items[int(at)].id: int(count) for at, count in given.items()} if given else None
    company, number = asked.get("company") or "Japan Post", asked.get("number") or f"EM{order.id % 10**9:09d}JP"
    url = asked.get("url") or TRACK_URL.get(company, "https://track.example/{}").format(number)
    tracking = Tracking(company, number, url)
    parcel = fulfillments.ship_order(change, order, lines, tracking)
    return said(
        order,
        fulfillment=f"gid://shopify/Fulfillment/{parcel.id}",
        fulfillment_line_items=[f"gid://shopify/FulfillmentLineItem/{line.id}" for line in parcel.lines],
    )


def _track(change: Change, order: Order, asked: dict[str, Any]) -> dict[str, Any]:
    if not order.fulfillments:
        raise ActionError("nothing was shipped yet")
    happening = fulfillments.Happening(asked["status"], asked.get("message"), asked.get("city"), asked.get("country"))
    event = fulfillments.add_fulfillment_event(change, order, order.fulfillments[-1], happening)
    return said(order, event=f"gid://shopify/FulfillmentEvent/{event.id}")

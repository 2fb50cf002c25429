"""The control API's hands: place, ship, track, refund and return orders by JSON, as people do by clicking."""

from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, jsonify, request

from devstore import figures
from devstore.actions import customers, fulfillments, orders, refunds, returns
from devstore.actions.errors import ActionError
from devstore.change import Change
from devstore.money import Exchange
from devstore.refunding import Wanted, WantedLine
from devstore.seed.recipes import TRACK_URL
from devstore.state.orders import Duty, LineItem, Order, ShippingLine, TaxLine, Tracking, Transaction
from devstore.state.shops import Customer
from devstore.store import Store, UnknownShopError


def blueprint(store: Store) -> Blueprint:
    """The routes; each names the shop in its body and answers with the order's gid and name."""
    routes = Blueprint("control_actions", __name__, url_prefix="/control")

    def act(what: Any, *place: str) -> Response:
        asked = request.get_json(force=True)
        with store.change(str(asked.get("shop"))) as change:
            order = _order(change, *place) if place else None
            said = what(change, order, asked)
        return jsonify(said)

    routes.add_url_rule("/orders", "place", lambda: act(_place), methods=["POST"])
    for path, what in (
        ("fulfillments", _ship),
        ("fulfillment_events", _track),
        ("refunds", _refund),
        ("returns", _return),
        ("cancellations", _cancel),
    ):
        rule = f"/orders/<number>/{path}"
        routes.add_url_rule(rule, path, lambda number, what=what: act(what, number), methods=["POST"])
    routes.add_url_rule("/customers/<email>", "customer", lambda email: act(_customer_edit(email)), methods=["PATCH"])
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


def _said(order: Order, **more: Any) -> dict[str, Any]:
    lines = [f"gid://shopify/LineItem/{line.id}" for line in order.line_items]
    return {"gid": order.gid, "name": order.name, "line_items": lines, **more}


def _place(change: Change, _: None, asked: dict[str, Any]) -> dict[str, Any]:
    shop = change.state.shop
    rate = Decimal(str(asked.get("rate") or "1"))
    exchange = Exchange(shop.currency, asked.get("currency") or shop.currency, rate)
    buyer = _buyer(change, asked)
    order = Order(
        id=change.new_id("Order"),
        name=asked.get("name") or orders.next_name(change),
        created_at=change.now,
        updated_at=change.now,
        processed_at=change.now,
        exchange=exchange,
        line_items=[_line(change, exchange, item) for item in asked["lines"]],
        email=buyer.email,
        customer_id=buyer.id,
        customer_locale=buyer.locale,
        taxes_included=bool(asked.get("taxes_included")),
        shipping_address=buyer.default_address,
    )
    if asked.get("shipping"):
        line = ShippingLine(change.new_id("ShippingLine"), "Standard", exchange.bag(asked["shipping"]), "standard")
        order.shipping_lines.append(line)
    order.transactions += [_payment(change, exchange, item) for item in asked.get("payments", ())]
    if "payments" not in asked:
        orders.pay(change, order)
    return _said(orders.announce_placed(change, order))


def _buyer(change: Change, asked: dict[str, Any]) -> Customer:
    email = asked.get("email") or "someone@example.com"
    known = next((one for one in change.state.customers.values() if one.email == email), None)
    return known or change.add_customer(
        Customer(
            change.new_id("Customer"),
            asked.get("first_name") or "Some",
            asked.get("last_name") or "One",
            change.now,
            change.now,
            email=email,
            locale=asked.get("locale") or "en",
        )
    )


def _line(change: Change, exchange: Exchange, item: dict[str, Any]) -> LineItem:
    line = LineItem(
        id=change.new_id("LineItem"),
        title=item.get("title") or "Cup",
        quantity=int(item.get("quantity") or 1),
        unit_price=exchange.bag(item["price"]),
        sku=item.get("sku"),
    )
    if item.get("discount"):
        line.discount = exchange.bag(item["discount"])
    if item.get("tax"):
        line.tax_lines.append(TaxLine("Tax", Decimal("0.1"), exchange.bag(item["tax"])))
    if item.get("duty"):
        line.duties.append(Duty(change.new_id("Duty"), exchange.bag(item["duty"])))
    return line


def _payment(change: Change, exchange: Exchange, item: dict[str, Any]) -> Transaction:
    return Transaction(
        id=change.new_id("OrderTransaction"),
        kind="SALE",
        status="SUCCESS",
        gateway=item["gateway"],
        formatted_gateway=item["gateway"].replace("_", " ").title(),
        amount=exchange.bag(item["amount"]),
        created_at=change.now,
        processed_at=change.now,
        manual=bool(item.get("manual")),
    )


def _ship(change: Change, order: Order, asked: dict[str, Any]) -> dict[str, Any]:
    given = asked.get("lines")
    lines = {order.line_items[int(at)].id: int(count) for at, count in given.items()} if given else None
    company, number = asked.get("company") or "Japan Post", asked.get("number") or f"EM{order.id % 10**9:09d}JP"
    url = asked.get("url") or TRACK_URL.get(company, "https://track.example/{}").format(number)
    tracking = Tracking(company, number, url)
    parcel = fulfillments.ship_order(change, order, lines, tracking)
    return _said(
        order,
        fulfillment=f"gid://shopify/Fulfillment/{parcel.id}",
        fulfillment_line_items=[f"gid://shopify/FulfillmentLineItem/{line.id}" for line in parcel.lines],
    )


def _track(change: Change, order: Order, asked: dict[str, Any]) -> dict[str, Any]:
    if not order.fulfillments:
        raise ActionError("nothing was shipped yet")
    happening = fulfillments.Happening(asked["status"], asked.get("message"), asked.get("city"), asked.get("country"))
    event = fulfillments.add_fulfillment_event(change, order, order.fulfillments[-1], happening)
    return _said(order, event=f"gid://shopify/FulfillmentEvent/{event.id}")


def _refund(change: Change, order: Order, asked: dict[str, Any]) -> dict[str, Any]:
    """Refund so many pieces per line index, as a merchant does in the admin."""
    pieces = {order.line_items[int(at)].id: int(count) for at, count in (asked.get("lines") or {}).items()}
    lines = [WantedLine(line, pieces[line.id]) for line in order.line_items if line.id in pieces]
    for line in lines:
        if line.quantity > figures.refundable_quantity(order, line.line):
            raise ActionError("Quantity cannot refund more items than were purchased")
    refund = refunds.refund_as_suggested(
        change, order, Wanted(lines, full_shipping=bool(asked.get("shipping"))), asked.get("note")
    )
    return _said(order, refund=f"gid://shopify/Refund/{refund.id}")


def _return(change: Change, order: Order, asked: dict[str, Any]) -> dict[str, Any]:
    """A customer asks to return one piece of each shipped line."""
    lines = [line for parcel in order.fulfillments for line in parcel.lines if returns.returnable(order, line)]
    wanted = [returns.WantedReturn(line.id, 1, customer_note=asked.get("note")) for line in lines]
    returned = returns.request_return(change, order, wanted)
    return _said(order, returned=returned.gid)


def _cancel(change: Change, order: Order, asked: dict[str, Any]) -> dict[str, Any]:
    wanted = orders.Cancellation(asked.get("reason") or "CUSTOMER", restock=True, refund=True)
    return _said(order, job=orders.request_cancel(change, order, wanted).id)


def _customer_edit(email: str) -> Any:
    def edit(change: Change, _: None, asked: dict[str, Any]) -> dict[str, Any]:
        found = next((one for one in change.state.customers.values() if one.email == email), None)
        if found is None:
            raise ActionError(f"no customer {email}")
        allowed = {"first_name", "last_name", "email", "phone", "locale", "note"}
        customers.edit_customer(change, found, **{key: asked[key] for key in allowed & asked.keys()})
        return {"gid": found.gid}

    return edit


def _first_customer(change: Change, asked: dict[str, Any]) -> Customer:
    email = asked.get("email")
    return next(one for one in change.state.customers.values() if email in (None, one.email))


APP: dict[str, Any] = {
    "uninstalled": lambda change, _, asked: customers.uninstall(change),
    "scopes": lambda change, _, asked: customers.change_scopes(change, tuple(asked["scopes"])),
    "data_request": lambda change, _, asked: customers.request_data(change, _first_customer(change, asked)),
    "redact_customer": lambda change, _, asked: customers.redact_customer(change, _first_customer(change, asked)),
    "redact_shop": lambda change, _, asked: customers.redact_shop(change),
}

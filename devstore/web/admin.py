"""The Shopify admin's stand-in: the app in its frame, and the merchant's own pages beside it."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from devstore import idtokens
from devstore.control_effects import favoured, goodwill_of
from devstore.faults import Fault
from devstore.state.orders import Order
from devstore.web.admin_context import handle_of, order_of, seat, staff_of
from devstore.web.admin_view import common, of_order, of_orders, pretty, who
from devstore.web.context import sender, settings, store
from devstore.web.launching import launch_url

pages = Blueprint("admin", __name__, url_prefix="/admin")
SHOWN = 120


@pages.before_request
def one_origin() -> BaseResponse | None:
    """The bridge checks origins strictly: whoever came as localhost goes to the address that the app knows."""
    if request.method == "GET" and request.host.partition(":")[0] == "localhost":
        return redirect(settings().own_url + request.full_path, 302)
    return None


@pages.get("")
@pages.get("/")
def index() -> BaseResponse:
    first = next(iter(store().shops), None)
    if first is None:
        abort(404)
    return redirect(url_for("admin.app_page", handle=handle_of(first)), 302)


@pages.get("/switch")
def switch() -> BaseResponse:
    """Another shop or staff member, on the same kind of page where that makes sense."""
    state = store().shops.get(request.args.get("shop", ""))
    if state is None:
        abort(404)
    staff = staff_of(state, request.args.get("staff", type=int))
    wanted = request.args.get("to", "")
    endpoint = wanted if wanted in {f"admin.{name}" for name in ("orders", "money", "webhooks", "faults")} else ""
    handle = handle_of(state.shop.domain)
    return redirect(url_for(endpoint or "admin.app_page", handle=handle, staff=staff.id), 302)


@pages.get("/<handle>/app")
def app_page(handle: str) -> str:
    here = seat(handle)
    path = request.args.get("path", "/")
    origin = urlsplit(settings().app_url)
    return render_template(
        "devstore/app.html",
        **common(here, "app"),
        path=path,
        launch=launch_url(settings(), here.shop.domain, here.staff, path),
        app_origin=f"{origin.scheme}://{origin.netloc}",
    )


@pages.post("/<handle>/id_tokens")
def id_token(handle: str) -> Response:
    """A fresh token for the frame's own script; no other origin may ask."""
    if request.headers.get("Origin") != request.host_url.rstrip("/"):
        abort(403)
    here = seat(handle)
    asked = request.get_json(silent=True) or {}
    staff = staff_of(here.state, asked.get("staff"))
    return jsonify({"id_token": idtokens.issue(settings(), here.shop.domain, staff, datetime.now(UTC))})


@pages.get("/<handle>/scopes")
def scopes(handle: str) -> Response:
    granted = seat(handle).shop.scopes or []
    return jsonify({"granted": granted, "required": list(settings().scopes), "optional": []})


@pages.get("/<handle>/resources/<kind>")
def resources(handle: str, kind: str) -> Response:
    """What the resource picker offers."""
    products = seat(handle).shop.products
    if kind == "variant":
        variants = [(item.id, f"{product.title} – {item.title}") for product in products for item in product.variants]
        return jsonify([{"id": f"gid://shopify/ProductVariant/{number}", "title": title} for number, title in variants])
    return jsonify([{"id": f"gid://shopify/Product/{item.id}", "title": item.title} for item in products])


@pages.get("/<handle>/orders")
def orders(handle: str) -> str:
    here, q = seat(handle), request.args.get("q", "").strip()
    name = who(here.state)
    every = sorted(here.state.orders.values(), key=lambda order: order.created_at, reverse=True)
    found = [order for order in every if q.lower() in _haystack(order, name(order))] if q else every
    return render_template(
        "devstore/orders.html",
        **common(here, "orders"),
        **of_orders(here),
        q=q,
        orders=found[:SHOWN],
        count=len(every),
    )


@pages.get("/<handle>/orders/<int:order_id>")
def order(handle: str, order_id: int) -> str:
    here = seat(handle)
    found = order_of(here.state, order_id)
    return render_template("devstore/order.html", **common(here, "orders"), **of_order(here, found))


@pages.get("/<handle>/money")
def money(handle: str) -> str:
    here = seat(handle)
    given = [goodwill_of(here.state, customer) for customer in favoured(here.state)]
    return render_template("devstore/money.html", **common(here, "money"), given=given)


@pages.get("/<handle>/faults")
def faults(handle: str) -> str:
    return render_template(
        "devstore/faults.html",
        **common(seat(handle), "faults"),
        faults=[fault.value for fault in Fault if fault is not Fault.OK],
    )


@pages.get("/<handle>/webhooks")
def webhooks(handle: str) -> str:
    here, topic = seat(handle), request.args.get("topic", "").strip()
    every = reversed(list(store().outbox.deliveries.values()))
    mine = [item for item in every if item.shop == here.shop.domain and topic in item.topic]
    pause = sender().pause
    return render_template(
        "devstore/webhooks.html",
        **common(here, "webhooks"),
        deliveries=mine[:SHOWN],
        topic=topic,
        pause=pause.value if pause else "",
        pretty=pretty,
    )


def _haystack(order: Order, name: str) -> str:
    country = order.shipping_address.country_code if order.shipping_address else ""
    return f"{order.name} {order.email or ''} {name} {country}".lower()

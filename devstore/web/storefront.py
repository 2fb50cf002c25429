"""The online store that customers see, with the app's proxy pages inside it, signed as Shopify signs them."""

import hashlib
import hmac
import time
from urllib.parse import urlencode

import requests
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from devstore.actions.orders import Basket, place_order
from devstore.seed.orders import exchange_for
from devstore.state.shops import ShopState
from devstore.web.admin_view import badge, money, parcel_state
from devstore.web.context import settings, store

pages = Blueprint("storefront", __name__, url_prefix="/storefront")
PROXY_SECONDS = 15
FORWARDED = ("Content-Type", "Accept", "Accept-Language", "User-Agent")
RETURNED = ("Content-Type", "Content-Language", "Location", "Retry-After")
LIQUID = "application/liquid"


def path_prefix(shop: str) -> str:
    """Where the proxy pages begin; on a real shop's own domain this is just /apps/support."""
    return f"/storefront/{shop}/apps/support"


def signed_query(secret: str, shop: str, values: list[tuple[str, str]], customer_id: str) -> str:
    """The query as it reaches the app: the customer's own values, Shopify's, and a signature over all of them."""
    reserved = {"shop", "path_prefix", "timestamp", "logged_in_customer_id", "signature"}
    kept = [(name, value) for name, value in values if name not in reserved]
    own = [
        ("shop", shop),
        ("path_prefix", path_prefix(shop)),
        ("timestamp", str(int(time.time()))),
        ("logged_in_customer_id", customer_id),
    ]
    grouped: dict[str, list[str]] = {}
    for name, value in [*kept, *own]:
        grouped.setdefault(name, []).append(value)
    message = "".join(sorted(f"{name}={','.join(items)}" for name, items in grouped.items()))
    signature = hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()
    return urlencode([*kept, *own, ("signature", signature)])


@pages.get("/<domain>/")
@pages.get("/<domain>")
def home(domain: str) -> str:
    state = _shop(domain)
    return render_template("devstore/storefront.html", **_common(state), products=state.shop.products)


@pages.get("/<domain>/products/<product_handle>")
def product(domain: str, product_handle: str) -> str:
    state = _shop(domain)
    found = next((item for item in state.shop.products if item.handle == product_handle), None)
    if found is None:
        abort(404)
    return render_template("devstore/storefront_product.html", **_common(state), product=found)


@pages.get("/<domain>/account")
def account(domain: str) -> str | BaseResponse:
    """The orders of the customer that is logged in by ?as=."""
    state = _shop(domain)
    customer = state.customers.get(_customer_id())
    if customer is None:
        return redirect(url_for("storefront.home", domain=domain), 302)
    mine = [order for order in state.orders.values() if order.customer_id == customer.id]
    return render_template(
        "devstore/storefront_account.html",
        **_common(state),
        orders=sorted(mine, key=lambda order: order.created_at, reverse=True),
        parcel_state=parcel_state,
        badge=badge,
    )


@pages.get("/<domain>/orders/<int:order_id>")
def status(domain: str, order_id: int) -> str:
    """The order's status page, whose address stands in mails: no name, no street."""
    state = _shop(domain)
    order = state.orders.get(order_id)
    if order is None:
        abort(404)
    common = _common(state)
    return render_template(
        "devstore/storefront_order.html", **common, order=order, parcel_state=parcel_state, badge=badge
    )


@pages.post("/<domain>/orders")
def buy(domain: str) -> BaseResponse:
    """One piece of a product for the logged-in customer, paid at once in the money of their country."""
    state = _shop(domain)
    customer = state.customers.get(_customer_id())
    wanted = request.form.get("variant", 0, type=int)
    found = [(ware, kind) for ware in state.shop.products for kind in ware.variants if kind.id == wanted]
    if customer is None or not found:
        abort(400)
    with store().change(domain) as change:
        place_order(change, Basket(customer, [(*found[0], 1)], exchange_for(customer)))
    return redirect(url_for("storefront.account", domain=domain), 303)


@pages.route("/<domain>/apps/support", defaults={"path": ""}, methods=["GET", "POST"])
@pages.route("/<domain>/apps/support/", defaults={"path": ""}, methods=["GET", "POST"])
@pages.route("/<domain>/apps/support/<path:path>", methods=["GET", "POST"])
def proxy(domain: str, path: str) -> str | BaseResponse:
    """Forwards to the app without cookies; a body is not signed, just as at Shopify."""
    state = _shop(domain)
    given = [pair for pair in request.args.items(multi=True) if pair[0] != "as"]
    number = _customer_id()
    query = signed_query(settings().api_secret, domain, given, str(number) if number in state.customers else "")
    answer = _forward(path, query)
    if answer is None:
        return render_template("devstore/storefront_down.html", **_common(state)), 502  # type: ignore[return-value]
    kept = {name: answer.headers[name] for name in RETURNED if name in answer.headers}
    if answer.headers.get("Content-Type", "").startswith(LIQUID):
        page = render_template("devstore/storefront_app.html", **_common(state), content=answer.text)
        return Response(page, answer.status_code)
    return Response(answer.content, answer.status_code, kept)


def _forward(path: str, query: str) -> requests.Response | None:
    headers = {name: request.headers[name] for name in FORWARDED if name in request.headers}
    headers["X-Forwarded-For"] = request.remote_addr or ""
    headers["Accept-Encoding"] = "identity"
    try:
        return requests.request(
            request.method,
            f"{settings().app_url}/proxy/{path}?{query}",
            data=request.get_data(),
            headers=headers,
            timeout=PROXY_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException:
        return None


def _shop(domain: str) -> ShopState:
    state = store().shops.get(domain)
    if state is None:
        abort(404)
    return state


def _customer_id() -> int:
    """Who is logged in: ?as=, else what an earlier ?as= left in the store's own cookie (which the app never sees)."""
    chosen = request.args.get("as", request.cookies.get("customer", ""))
    return int(chosen) if chosen.isdecimal() else 0


@pages.after_request
def remember_customer(answer: Response) -> Response:
    if "as" in request.args:
        answer.set_cookie("customer", request.args["as"], samesite="Lax", path="/storefront")
    return answer


def _common(state: ShopState) -> dict[str, object]:
    customer = state.customers.get(_customer_id())
    return {
        "shop": state.shop,
        "customer": customer,
        "customers": sorted(state.customers.values(), key=lambda item: (item.locale, item.name)),
        "money": money,
        "support": url_for("storefront.proxy", domain=state.shop.domain, path=""),
    }

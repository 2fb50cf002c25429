"""The control API: what tests and the demo's own pages ask of the development store, which no Shopify would offer."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from devstore import figures, idtokens
from devstore.admin_api.http import Api
from devstore.money import Money, written
from devstore.seed import build
from devstore.state.orders import Order
from devstore.store import UnknownShopError
from devstore.tokens import expire


def blueprint(api: Api, smtp_port: Any) -> Blueprint:
    """The routes; `smtp_port` is called when asked, as the mailbox binds later."""
    routes = Blueprint("control", __name__)
    store = api.store

    @routes.get("/healthz")
    def healthz() -> Response:
        return jsonify(ok=True)

    @routes.get("/control/info")
    def info() -> Response:
        with store.lock:
            shops = [_shop(domain, api) for domain in store.shops]
        return jsonify(url=api.settings.own_url, app_url=api.settings.app_url, smtp_port=smtp_port(), shops=shops)

    @routes.post("/control/id_tokens")
    def id_tokens() -> Response:
        asked = request.get_json(force=True)
        members = store.shop(str(asked.get("shop"))).shop.staff
        wanted = str(asked.get("staff") or members[0].id).lower()
        found = next((one for one in members if wanted in {str(one.id), one.first_name.lower(), one.email}), None)
        if found is None:
            abort(404)
        return jsonify(id_token=idtokens.issue(api.settings, asked["shop"], found, datetime.now(UTC)))

    @routes.get("/control/money")
    def money() -> Response:
        with store.lock:
            orders = _asked_orders(api, request.args)
            return jsonify({order.gid: _money(order) for order in orders})

    @routes.delete("/control/tokens")
    def expire_tokens() -> Response:
        """Make all access tokens of a shop as old as an hour; refresh tokens stay good."""
        return jsonify(expired=expire(store, str(request.args.get("shop"))))

    _fault_routes(routes, api)
    _count_routes(routes, api)

    @routes.errorhandler(UnknownShopError)
    def unknown(wrong: UnknownShopError) -> tuple[Response, int]:
        return jsonify(error=f"no shop {wrong}"), 404

    return routes


def _fault_routes(routes: Blueprint, api: Api) -> None:
    @routes.get("/control/faults")
    def faults() -> Response:
        return jsonify(api.faults.all())

    @routes.post("/control/faults")
    def add_fault() -> tuple[Response, int]:
        try:
            return jsonify(id=api.faults.add(request.get_json(force=True)).id), 201
        except ValueError as wrong:
            return jsonify(error=str(wrong)), 400

    @routes.delete("/control/faults")
    def clear_faults() -> Response:
        api.faults.clear()
        return jsonify([])


def _count_routes(routes: Blueprint, api: Api) -> None:
    @routes.get("/control/calls")
    def calls() -> Response:
        shop = request.args.get("shop")
        found: dict[str, int] = {}
        for (domain, root), count in list(api.calls.items()):
            if shop in (None, domain):
                found[root] = found.get(root, 0) + count
        return jsonify(found)

    @routes.delete("/control/calls")
    def forget_calls() -> Response:
        api.calls.clear()
        return jsonify({})

    @routes.post("/control/reset")
    def reset() -> Response:
        with api.store.lock:
            api.store.clear()
            build(api.store, api.settings.seed_size)
        api.faults.clear()
        api.calls.clear()
        api.buckets.clear()
        return jsonify(ok=True)


def _shop(domain: str, api: Api) -> dict[str, Any]:
    state = api.store.shop(domain)
    staff = [
        {"id": one.id, "name": one.name, "email": one.email, "locale": one.locale, "owner": one.owner}
        | {"denied": one.denied}
        for one in state.shop.staff
    ]
    return {
        "domain": domain,
        "name": state.shop.name,
        "currency": state.shop.currency,
        "installed": state.shop.scopes is not None,
        "orders": len(state.orders),
        "admin_api": f"{api.settings.own_url}/shops/{domain}/admin",
        "staff": staff,
    }


def _asked_orders(api: Api, arguments: Any) -> list[Order]:
    """One order by gid or name, or all of the shop's (or of all shops) that money went back on."""
    domains = [arguments["shop"]] if arguments.get("shop") else list(api.store.shops)
    every = [order for domain in domains for order in api.store.shop(domain).orders.values()]
    wanted = arguments.get("order")
    if wanted:
        return [order for order in every if wanted in (order.gid, order.name)]
    return [order for order in every if any(item.kind == "REFUND" for item in order.transactions)]


def _money(order: Order) -> dict[str, Any]:
    moved = [item for item in order.transactions if item.kind == "REFUND" and item.status == "SUCCESS"]
    ids = {item.id for item in moved}
    grouped = sum(1 for refund in order.refunds if ids & set(refund.transaction_ids))
    loose = len(ids - {key for refund in order.refunds for key in refund.transaction_ids})
    total = figures.refunded(order)
    return {
        "name": order.name,
        "refunds": grouped + loose,
        "movements": len(moved),
        "presentment": _amount(total.presentment),
        "shop": _amount(total.shop),
    }


def _amount(money: Money) -> dict[str, str]:
    return {"amount": written(money.amount, money.currency), "currency": money.currency}

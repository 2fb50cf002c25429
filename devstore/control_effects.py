"""The control API's count of everything that was really done: what tests compare with what an app says it did."""

from collections import Counter
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from devstore import figures
from devstore.money import Money, written
from devstore.state.orders import Order
from devstore.state.returns import Return
from devstore.state.shops import Customer, ShopState
from devstore.store import Store, UnknownShopError


def blueprint(store: Store) -> Blueprint:
    """GET /control/effects?shop=&order= and /control/goodwill?shop=&customer= (or &order=: that order's customer)."""
    routes = Blueprint("control_effects", __name__, url_prefix="/control")

    @routes.get("/effects")
    def effects() -> Response:
        with store.lock:
            state = store.shop(str(request.args.get("shop")))
            return jsonify({order.gid: _effects(order) for order in _orders(state, request.args.get("order"))})

    @routes.get("/goodwill")
    def goodwill() -> Response:
        with store.lock:
            state = store.shop(str(request.args.get("shop")))
            return jsonify({customer.gid: goodwill_of(state, customer) for customer in _customers(state)})

    @routes.get("/stock")
    def stock() -> Response:
        """Pieces that were put back, by "variant/location"; what has no variant goes by its line."""
        with store.lock:
            return jsonify(store.shop(str(request.args.get("shop"))).shop.stock)

    @routes.errorhandler(UnknownShopError)
    def unknown(wrong: UnknownShopError) -> tuple[Response, int]:
        return jsonify(error=f"no shop {wrong}"), 404

    return routes


def _orders(state: ShopState, wanted: str | None) -> list[Order]:
    every = list(state.orders.values())
    return [order for order in every if wanted in (None, order.gid, order.name, order.name.lstrip("#"))]


def _customers(state: ShopState) -> list[Customer]:
    """The one that was asked for, or everybody who was given something."""
    wanted, order = request.args.get("customer"), request.args.get("order")
    every = list(state.customers.values())
    if order:
        ids = [one.customer_id for one in _orders(state, order)]
        return [customer for customer in every if customer.id in ids] or abort(404)
    if wanted:
        return [customer for customer in every if wanted in (customer.gid, customer.email)] or abort(404)
    return favoured(state)


def favoured(state: ShopState) -> list[Customer]:
    """Everybody who was given something beside refunds."""
    given = {card.customer_id for card in state.gift_cards.values()}
    given |= {key for discount in state.discounts.values() for key in discount.customer_ids}
    return [customer for customer in state.customers.values() if customer.credit_accounts or customer.id in given]


def _effects(order: Order) -> dict[str, Any]:
    back = [item for item in order.transactions if item.kind == "REFUND"]
    states = Counter(item.status for item in back)
    credit = [item for item in back if item.gateway == "shopify_store_credit"]
    return {
        "name": order.name,
        "refunds": len([refund for refund in order.refunds if not refund.edit]),
        "movements": states["SUCCESS"],
        "pending": states["PENDING"],
        "failed": states["FAILURE"],
        "presentment": _amount(figures.refunded(order).presentment),
        "shop": _amount(figures.refunded(order).shop),
        "to_store_credit": _amount(order.exchange.total(item.amount for item in credit).presentment),
        "voids": sum(1 for item in order.transactions if item.kind == "VOID"),
        "cancelled": order.cancelled_at is not None,
        "outstanding": _amount(figures.outstanding(order).presentment),
        "holds": len(order.holds),
        "holds_placed": order.holds_placed,
        "invoices": len(order.invoices),
        "addresses": order.addresses,
        "edits": sum(1 for refund in order.refunds if refund.edit),
        "tags": order.tags,
        "returns": [_return(returned) for returned in order.returns],
    }


def _return(returned: Return) -> dict[str, Any]:
    disposed: Counter[str] = Counter()
    expected = (line for whole in returned.reverse_fulfillment_orders for line in whole.lines)
    for item in (one for line in expected for one in line.dispositions):
        disposed[item.kind] += item.quantity
    return {
        "gid": returned.gid,
        "name": returned.name,
        "status": returned.status,
        "pieces": sum(line.quantity for line in returned.lines),
        "processed": sum(line.processed for line in returned.lines),
        "refunded": sum(line.refunded for line in returned.lines),
        "dispositions": dict(disposed),
        "exchanged": sum(line.processed for line in returned.exchanges),
        "deliveries": sum(len(whole.deliveries) for whole in returned.reverse_fulfillment_orders),
    }


def goodwill_of(state: ShopState, customer: Customer) -> dict[str, Any]:
    """What a customer was given beside refunds."""
    cards = [card for card in state.gift_cards.values() if card.customer_id == customer.id]
    codes = [one for one in state.discounts.values() if customer.id in one.customer_ids]
    moves = [(item.currency, move) for item in customer.credit_accounts for move in item.movements]
    return {
        "email": customer.email,
        "store_credit": {
            "credits": sum(1 for _, move in moves if move.amount > 0),
            "debits": sum(1 for _, move in moves if move.amount < 0),
            "given": _by_currency([(currency, move.amount) for currency, move in moves if move.amount > 0]),
            "balance": _by_currency([(item.currency, item.balance) for item in customer.credit_accounts]),
        },
        "gift_cards": {
            "number": len(cards),
            "given": _by_currency([(card.currency, card.initial_value) for card in cards]),
            "notified": sum(card.notified for card in cards),
            "notes": [card.note for card in cards],
        },
        "discount_codes": {"number": len(codes), "codes": [one.code for one in codes]},
    }


def _by_currency(amounts: list[tuple[str, Decimal]]) -> dict[str, str]:
    found: dict[str, Decimal] = {}
    for currency, amount in amounts:
        found[currency] = found.get(currency, Decimal(0)) + amount
    return {currency: written(amount, currency) for currency, amount in found.items()}


def _amount(money: Money) -> dict[str, str]:
    return {"amount": written(money.amount, money.currency), "currency": money.currency}

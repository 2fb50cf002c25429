"""From a webhook to the mirror: the payload where it suffices, the API where it does not, never both for one."""

from app.desk import orders
from app.desk.desk import SHOPIFY
from app.desk.order_parts import Parts
from app.domain.errors import Unavailable
from app.domain.orders import Fulfillment, FulfillmentEvent, OrderSnapshot, Return
from app.domain.words import N_
from app.errands import tokens
from app.errands.runtime import Runtime
from app.shopify import orders as admin
from app.shopify import payload_parts
from app.shopify.wire import Json, Unreadable


def take(runtime: Runtime, shop_id: int, told: OrderSnapshot) -> None:
    """A whole order came along with the webhook."""
    with runtime.desk(shop_id, SHOPIFY) as desk:
        orders.mirror(desk, told)


def fetch(runtime: Runtime, shop_id: int, order_gid: str, *, quiet: bool = False) -> None:
    """Ask Shopify for the order as it is now; one that it no longer shows stays as it was mirrored."""
    if not order_gid:
        raise Unreadable(N_("Shopify did not say which order changed."))
    told = tokens.with_fresh_token(runtime, shop_id, lambda api: admin.fetch(api, order_gid))
    if told is not None:
        with runtime.desk(shop_id, SHOPIFY) as desk:
            orders.mirror(desk, told, quiet=quiet)


def delete(runtime: Runtime, shop_id: int, order_gid: str) -> None:
    with runtime.desk(shop_id, SHOPIFY) as desk:
        orders.delete(desk, order_gid)


def take_fulfillment(runtime: Runtime, shop_id: int, order_gid: str, told: Fulfillment | None) -> None:
    if told is None:
        raise Unreadable(N_("Shopify sent news of a parcel without its id or time."))
    _add(runtime, shop_id, order_gid, Parts(fulfillments=(told,)))


def take_event(runtime: Runtime, shop_id: int, order_gid: str, parcel_gid: str, told: FulfillmentEvent) -> None:
    """What a carrier said; it may overtake the parcel and the order it speaks of."""
    _add(runtime, shop_id, order_gid, Parts(events=((parcel_gid, told),)))


def take_return(runtime: Runtime, shop_id: int, order_gid: str, told: Return | None) -> None:
    """A return, whole or its status alone; where not even that came, its order is asked for."""
    if told is None:
        fetch(runtime, shop_id, order_gid)
    else:
        _add(runtime, shop_id, order_gid, Parts(returns=(told,)))


def fetch_return(runtime: Runtime, shop_id: int, return_gid: str, order_gid: str = "") -> None:
    """Some return topics tell only that something changed, and not even on which order."""
    if not return_gid and not order_gid:
        return  # an empty body: the sweep over changed orders finds it
    found = order_gid
    if not found:
        with runtime.desk(shop_id, SHOPIFY, read_only=True) as desk:
            found = orders.of_return(desk, return_gid)
    if not found:
        found = tokens.with_fresh_token(runtime, shop_id, lambda api: admin.order_of_return(api, return_gid))
    if found:
        fetch(runtime, shop_id, found)


def take_refund(runtime: Runtime, shop_id: int, order_gid: str, payload: Json) -> None:
    """A refund's payload names the customer's amounts only: with two currencies the order is asked instead."""
    both = _currencies(runtime, shop_id, order_gid)
    told = payload_parts.refund(payload, *both) if both else None
    if both is None or both[0] != both[1]:
        fetch(runtime, shop_id, order_gid)
    elif told is not None:
        _add(runtime, shop_id, order_gid, Parts(refunds=(told,)))


def take_transaction(runtime: Runtime, shop_id: int, order_gid: str, payload: Json) -> None:
    """A money movement, or a new state of one: a refund that fails later is told here and nowhere else."""
    both = _currencies(runtime, shop_id, order_gid)
    told = payload_parts.transaction(payload, *both) if both else None
    if told is not None:
        _add(runtime, shop_id, order_gid, Parts(transactions=(told,)))
        return
    with runtime.desk(shop_id, SHOPIFY) as desk:
        known = orders.move_transaction(desk, order_gid, *payload_parts.transaction_status(payload))
    if not known:
        fetch(runtime, shop_id, order_gid)


def _add(runtime: Runtime, shop_id: int, order_gid: str, parts: Parts) -> None:
    """Add to the mirrored order; where the webhook overtook it, fetch the order first."""
    with runtime.desk(shop_id, SHOPIFY) as desk:
        if orders.add(desk, order_gid, parts) is not None:
            return
    fetch(runtime, shop_id, order_gid)
    with runtime.desk(shop_id, SHOPIFY) as desk:
        if orders.add(desk, order_gid, parts) is None:
            raise Unavailable(N_("Shopify does not show this order yet."), order_gid)


def _currencies(runtime: Runtime, shop_id: int, order_gid: str) -> tuple[str, str] | None:
    with runtime.desk(shop_id, SHOPIFY, read_only=True) as desk:
        return orders.currencies(desk, order_gid)

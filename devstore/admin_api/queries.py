"""The root fields of queries."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLError

from devstore.actions.holds import find as find_packing
from devstore.actions.returnable import returnable
from devstore.admin_api.calculating import calculate
from devstore.admin_api.cancel_mutation import result as cancel_result
from devstore.admin_api.connections import connection
from devstore.admin_api.context import GID, Context, Of, number
from devstore.admin_api.fields.base import Table, page
from devstore.admin_api.fields.goodwill import GOODWILL_QUERIES, discount_node, movement_by_id
from devstore.admin_api.fields.packings import PACKING_QUERIES
from devstore.admin_api.fields.reasons import REASONS
from devstore.admin_api.fields.shops import installation
from devstore.admin_api.fields.wares import WARE_QUERIES
from devstore.admin_api.finding import CUSTOMER_FIELDS, ORDER_SORTS, found_orders
from devstore.admin_api.searching import Search
from devstore.state.shops import Customer

CANCEL_JOB = "gid://shopify/OrderCancelJobResult/"
NODES: dict[str, Callable[[Context, int], Any]] = {
    "GiftCard": lambda c, key: c.state.gift_cards.get(key),
    "DiscountCodeNode": discount_node,
    "StoreCreditAccountCreditTransaction": movement_by_id,
    "FulfillmentOrder": lambda c, key: find_packing(c.orders(), key),
}


def _orders(_: Any, context: Context, **asked: Any) -> dict[str, Any]:
    key = ORDER_SORTS.get(asked.get("sortKey", ""), ORDER_SORTS["PROCESSED_AT"])
    return connection(found_orders(context, asked.get("query")), asked, key, everything=context.bulk)


def _customers(_: Any, context: Context, **asked: Any) -> dict[str, Any]:
    search = Search(asked.get("query"), CUSTOMER_FIELDS, lambda c: [c.name, c.email or ""])
    return page([one for one in context.state.customers.values() if search.matches(one)], context, asked)


def _by_identifier(_: Any, context: Context, identifier: dict[str, Any]) -> Customer | None:
    every = context.state.customers
    if "id" in identifier:
        return every.get(number(identifier["id"], "Customer"))
    email, phone = str(identifier.get("emailAddress", "")).lower(), identifier.get("phoneNumber")
    matching = (
        one
        for one in every.values()
        if (email and (one.email or "").lower() == email) or (phone and one.phone == phone)
    )
    return next(matching, None)


def _node(_: Any, context: Context, id: str) -> Any:
    if id.startswith(CANCEL_JOB):
        job = context.store.jobs.get(id.removeprefix(CANCEL_JOB))
        return cancel_result(context, job) if job is not None and job.shop == context.domain else None
    found = GID.fullmatch(id)
    if found is None:
        raise GraphQLError(f"Invalid global id '{id}'", extensions={"code": "RESOURCE_NOT_FOUND"})
    kind = found[1]
    if kind in NODES:
        return NODES[kind](context, int(found[2]))
    if kind == "Order":
        return context.order(id)
    if kind == "Customer":
        return context.state.customers.get(int(found[2]))
    if kind == "BulkOperation":
        return _bulk(None, context, id)
    return context.inside(kind, id) if kind in {"Refund", "Return", "Fulfillment"} else None


def _bulk(_: Any, context: Context, id: str) -> Any:
    found = context.store.bulk_operations.get(number(id, "BulkOperation"))
    return found if found is not None and found.shop == context.domain else None


def _bulks(_: Any, context: Context, **asked: Any) -> dict[str, Any]:
    return page([one for one in context.store.bulk_operations.values() if one.shop == context.domain], context, asked)


def _job(_: Any, context: Context, id: str) -> dict[str, Any]:
    job = context.store.jobs.get(id.removeprefix("gid://shopify/Job/"))
    if job is None or job.shop != context.domain:
        raise GraphQLError(f"Invalid global id '{id}'", extensions={"code": "RESOURCE_NOT_FOUND"})
    return {"id": id, "done": job.status != "STARTED"}


def _returnable(_: Any, context: Context, orderId: str, **asked: Any) -> dict[str, Any]:
    order = context.order(orderId)
    parcels = order.fulfillments if order else []
    left = [
        Of(order, parcel)
        for parcel in parcels
        if order and parcel.status != "CANCELLED" and any(returnable(order, line) for line in parcel.lines)
    ]
    return page(left, context, asked)


QUERIES: Table = {
    "order": lambda _, c, id: c.order(id),
    "orders": _orders,
    "ordersCount": lambda _, c, query=None: {"count": len(found_orders(c, query)), "precision": "EXACT"},
    "refund": lambda _, c, id: c.inside("Refund", id),
    "return": lambda _, c, id: c.inside("Return", id),
    "fulfillment": lambda _, c, id: c.inside("Fulfillment", id),
    "node": _node,
    "nodes": lambda _, c, ids: [_node(None, c, one) for one in ids],
    "customer": lambda _, c, id: c.state.customers.get(number(id, "Customer")),
    "customerByIdentifier": _by_identifier,
    "customers": _customers,
    "shop": lambda _, c: c.state.shop,
    "shopLocales": lambda _, c: c.state.shop.locales,
    "locations": lambda _, c, **asked: page(c.state.shop.locations, c, asked),
    "currentAppInstallation": lambda _, c: installation(c),
    "publicApiVersions": lambda _, c: [
        {"handle": name, "displayName": name, "supported": True} for name in ("2026-07", "2026-10")
    ],
    "returnableFulfillments": _returnable,
    "returnReasonDefinitions": lambda _, c, **asked: page(REASONS, c, asked),
    "returnCalculate": calculate,
    "bulkOperation": _bulk,
    "bulkOperations": _bulks,
    "job": _job,
    **GOODWILL_QUERIES,
    **PACKING_QUERIES,
    **WARE_QUERIES,
}

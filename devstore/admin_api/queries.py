"""The root fields of queries."""

from typing import Any

from graphql import GraphQLError

from devstore import figures
from devstore.actions.errors import ActionError
from devstore.actions.returns import WantedReturn, check_wanted, line_item_of, returnable
from devstore.admin_api.connections import connection
from devstore.admin_api.context import GID, Context, Of, gid, number
from devstore.admin_api.fields.base import Table, page
from devstore.admin_api.fields.outcomes import fee_of, percentage
from devstore.admin_api.fields.reasons import REASONS
from devstore.admin_api.fields.shops import installation
from devstore.admin_api.searching import Search
from devstore.state.orders import Order
from devstore.state.shops import Customer

ORDER_FIELDS = {
    "name": lambda o: [o.name, o.name.lstrip("#")],
    "id": lambda o: o.id,
    "email": lambda o: o.email,
    "customer_id": lambda o: o.customer_id,
    "confirmation_number": lambda o: o.confirmation_number,
    "created_at": lambda o: o.created_at,
    "updated_at": lambda o: o.updated_at,
    "processed_at": lambda o: o.processed_at,
    "financial_status": figures.financial_status,
    "fulfillment_status": lambda o: [figures.fulfillment_status(o), _shipped(o)],
    "return_status": figures.return_status,
    "status": lambda o: [_status(o), "any"],
    "tag": lambda o: o.tags,
    "gateway": lambda o: [item.gateway for item in o.transactions],
    "discount_code": lambda o: o.discount_codes,
    "test": lambda o: str(o.test),
}
ORDER_SORTS = {
    "CREATED_AT": lambda o: (o.created_at.isoformat(), o.id),
    "UPDATED_AT": lambda o: (o.updated_at.isoformat(), o.id),
    "PROCESSED_AT": lambda o: (o.processed_at.isoformat(), o.id),
    "ID": lambda o: (o.id,),
    "ORDER_NUMBER": lambda o: (o.id,),
    "TOTAL_PRICE": lambda o: (f"{figures.total(o).shop.amount:020.4f}", o.id),
}
CUSTOMER_FIELDS = {
    "id": lambda c: c.id,
    "email": lambda c: c.email,
    "phone": lambda c: c.phone,
    "first_name": lambda c: c.first_name,
    "last_name": lambda c: c.last_name,
    "updated_at": lambda c: c.updated_at,
    "tag": lambda c: c.tags,
}


def _shipped(order: Order) -> str:
    names = {"UNFULFILLED": "unshipped", "PARTIALLY_FULFILLED": "partial", "FULFILLED": "shipped"}
    return names[figures.fulfillment_status(order)]


def _status(order: Order) -> str:
    if order.cancelled_at:
        return "cancelled"
    return "closed" if order.closed_at else "open"


def found_orders(context: Context, query: str | None) -> list[Order]:
    """The orders a search finds."""

    def words(order: Order) -> list[str]:
        buyer = context.state.customers.get(order.customer_id or 0)
        return [order.name, order.email or "", buyer.name if buyer else ""]

    search = Search(query, ORDER_FIELDS, words)
    return [order for order in context.orders() if search.matches(order)]


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
    found = GID.fullmatch(id)
    if found is None:
        raise GraphQLError(f"Invalid global id '{id}'", extensions={"code": "RESOURCE_NOT_FOUND"})
    kind = found[1]
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


def _calculate(_: Any, context: Context, input: dict[str, Any]) -> dict[str, Any] | None:
    order = context.order(input["orderId"])
    if order is None:
        return None
    lines = [_calculated(order, item) for item in input.get("returnLineItems") or ()]
    fee = (input.get("returnShippingFee") or {}).get("amount")
    bag = order.exchange.bag(fee["amount"]) if fee else None
    return {
        "id": gid("CalculatedReturn", order.id),
        "returnLineItems": lines,
        "exchangeLineItems": [],
        "returnShippingFee": {"amountSet": bag} if bag else None,
    }


def _calculated(order: Order, item: dict[str, Any]) -> dict[str, Any]:
    wanted = WantedReturn(number(item["fulfillmentLineItemId"], "FulfillmentLineItem"), item["quantity"])
    try:
        check_wanted(order, wanted, [wanted])
    except ActionError as refused:
        raise GraphQLError(refused.message) from refused
    line = line_item_of(order, wanted.fulfillment_line_id)
    value = figures.share(order, figures.line_subtotal(order, line), line, wanted.quantity)
    parcel_line = next(
        one for parcel in order.fulfillments for one in parcel.lines if one.id == wanted.fulfillment_line_id
    )
    return {
        "id": gid("CalculatedReturnLineItem", parcel_line.id),
        "quantity": wanted.quantity,
        "fulfillmentLineItem": Of(order, parcel_line),
        "subtotalSet": value,
        "totalTaxSet": figures.share(order, figures.line_tax(order, line), line, wanted.quantity),
        "restockingFee": fee_of(Of(order, None), percentage(item), value),
    }


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
    "returnCalculate": _calculate,
    "bulkOperation": _bulk,
    "bulkOperations": _bulks,
    "job": _job,
}

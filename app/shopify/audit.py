"""What Shopify says of orders' money, a page at a time: questions only, none larger than one query may cost."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain.ledger import Account, Deed
from app.domain.money import Money
from app.domain.orders import TransactionStatus
from app.domain.refunds import MoneyState
from app.shopify.client import AdminApi
from app.shopify.wire import Json, gid, moment, money, obj, objects, text

PAGE = 8
MANY = 50
OF_MANY = {"refunds": 5, "parts": 3, "payments": 15}  # of an order on a page: 8 such orders cost 850 of 1000 points
OF_ONE = {"refunds": 20, "parts": 10, "payments": 60}  # of an order by itself: 841 points
STATES = {
    TransactionStatus.SUCCESS: MoneyState.SUCCESS,
    TransactionStatus.FAILURE: MoneyState.FAILURE,
    TransactionStatus.ERROR: MoneyState.FAILURE,
}

AUDITED = """fragment Audited on Order {
  id cancelledAt
  refunds(first: $refunds) {
    id createdAt totalRefundedSet { presentmentMoney { amount currencyCode } }
    transactions(first: $parts) { nodes { id status amountSet { presentmentMoney { amount currencyCode } } } }
  }
  transactions(first: $payments) {
    id kind status createdAt amountSet { presentmentMoney { amount currencyCode } }
  }
}
"""
REFUNDED = """query AuditRefunded($query: String!, $after: String) {
  orders(first: 250, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { id }
    pageInfo { hasNextPage endCursor }
  }
}"""
NAMED = (
    """query AuditNamed($ids: [ID!]!, $refunds: Int!, $parts: Int!, $payments: Int!) {
  nodes(ids: $ids) { ... on Order { ...Audited } }
}
"""
    + AUDITED
)
EXISTING = "query AuditExisting($ids: [ID!]!) { nodes(ids: $ids) { id } }"

Accounts = dict[str, Account]


def refunded_since(api: AdminApi, since: datetime) -> set[str]:
    """The orders that changed since and on which money went back."""
    changed = f"updated_at:>='{since:%Y-%m-%dT%H:%M:%SZ}'"
    query = " OR ".join(f"{changed} financial_status:{status}" for status in ("refunded", "partially_refunded"))
    found: set[str] = set()
    after = None
    while True:
        orders = obj(api.query(REFUNDED, {"query": query, "after": after}, operation="orders").get("orders"))
        found.update(gid("Order", node) for node in objects(orders))
        page = obj(orders.get("pageInfo"))
        if not page.get("hasNextPage"):
            return found
        after = page.get("endCursor")


def accounts(api: AdminApi, order_gids: Sequence[str]) -> Accounts:
    """A page of orders, PAGE at most; one that the shop does not show (any more) is left out."""
    answer = api.query(NAMED, {"ids": list(order_gids)} | OF_MANY, operation="nodes")
    return _accounts(api, objects(answer.get("nodes")))


def existing(api: AdminApi, gids: Sequence[str]) -> Account:
    """Which of these things are there; nothing is missing where a part may not be seen."""
    answer = api.query(EXISTING, {"ids": list(gids)}, operation="nodes")
    there = tuple(Deed(text(node.get("id"))) for node in objects(answer.get("nodes")))
    return Account(made=there, whole=not answer.problems)


def _accounts(api: AdminApi, nodes: Sequence[Json]) -> Accounts:
    """One that was cut is asked for again by itself."""
    return {gid("Order", node): _account(_whole(api, node) if _is_cut(node, OF_MANY) else node) for node in nodes}


def _whole(api: AdminApi, node: Json) -> Json:
    answer = api.query(NAMED, {"ids": [node["id"]]} | OF_ONE, operation="nodes")
    return next(iter(objects(answer.get("nodes"))), node)


def _is_cut(node: Json, sizes: Mapping[str, int]) -> bool:
    refunds = objects(node.get("refunds"))
    return (
        len(refunds) >= sizes["refunds"]
        or len(objects(node.get("transactions"))) >= sizes["payments"]
        or any(len(objects(refund.get("transactions"))) >= sizes["parts"] for refund in refunds)
    )


def _account(node: Json) -> Account:
    refunds = objects(node.get("refunds"))
    part_of = {
        gid("OrderTransaction", part): gid("Refund", refund)
        for refund in refunds
        for part in objects(refund.get("transactions"))
    }
    paid_back = (item for item in objects(node.get("transactions")) if item.get("kind") == "REFUND")
    return Account(
        refunds=tuple(_refund(item) for item in refunds),
        payments=tuple(_payment(item, part_of) for item in paid_back),
        made=(Deed(gid("Order", node)),) if node.get("cancelledAt") else (),
        whole=not _is_cut(node, OF_ONE),
    )


def _refund(node: Json) -> Deed:
    states = {_state(item) for item in objects(node.get("transactions"))}
    return Deed(
        gid("Refund", node),
        _presentment(node.get("totalRefundedSet")),
        next((state for state in (MoneyState.FAILURE, MoneyState.PENDING) if state in states), MoneyState.SUCCESS),
        moment(node.get("createdAt")),
    )


def _payment(node: Json, part_of: Mapping[str, str]) -> Deed:
    own = gid("OrderTransaction", node)
    at = moment(node.get("createdAt"))
    return Deed(own, _presentment(node.get("amountSet")), _state(node), at, part_of.get(own, ""))


def _state(node: Json) -> MoneyState:
    return STATES.get(TransactionStatus(text(node.get("status"))), MoneyState.PENDING)


def _presentment(value: Any) -> Money | None:
    paid = obj(obj(value).get("presentmentMoney"))
    return money(paid.get("amount"), paid.get("currencyCode"))

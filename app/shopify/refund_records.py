"""Refunds over there, read back: a record, and what its transactions say of the money."""

from app.domain.errors import OutcomeUnknown, Refused
from app.domain.money import MoneyBag
from app.domain.orders import Refund, RefundLineItem, Transaction, TransactionStatus
from app.domain.words import N_
from app.shopify import wire
from app.shopify.client import AdminApi

BOTH = "fragment Both on MoneyBag { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"
WHOLE = """fragment Whole on Refund {
  id createdAt note
  totalRefundedSet { ...Both }
  transactions(first: 20) { nodes { id kind status gateway createdAt errorCode amountSet { ...Both } } }
  refundLineItems(first: 100) { nodes { quantity restockType lineItem { id } } }
}
"""
GET = "query RefundGet($id: ID!) { refund(id: $id) { ...Whole } }\n" + WHOLE + BOTH


def fetch(api: AdminApi, refund_gid: str) -> Refund:
    """One refund with its transactions."""
    found = api.query(GET, {"id": refund_gid}).get("refund")
    if not found:
        raise Refused(N_("Shopify does not show that refund."))
    return refund_of(found)


def refund_of(node: wire.Json) -> Refund:
    """A refund from a node with the fields of WHOLE."""
    created_at = wire.moment(node.get("createdAt"))
    if created_at is None:
        raise OutcomeUnknown(N_("Shopify's refund has no date."))
    return Refund(
        gid=wire.text(node.get("id")),
        created_at=created_at,
        total=wire.bag(node.get("totalRefundedSet")),
        note=wire.text(node.get("note")),
        lines=tuple(
            RefundLineItem(
                wire.text(wire.obj(item.get("lineItem")).get("id")),
                wire.number(item.get("quantity")) or 0,
                wire.text(item.get("restockType")),
            )
            for item in wire.objects(node.get("refundLineItems"))
        ),
        transactions=tuple(_transaction(item) for item in wire.objects(node.get("transactions"))),
    )


def _transaction(node: wire.Json) -> Transaction:
    made_at = wire.moment(node.get("createdAt"))
    if made_at is None:
        raise OutcomeUnknown(N_("A transaction of Shopify's refund has no date."))
    return Transaction(
        gid=wire.text(node.get("id")),
        kind=wire.text(node.get("kind")),
        status=TransactionStatus(wire.text(node.get("status"))),
        gateway=wire.text(node.get("gateway")),
        amount=bag(node.get("amountSet")),
        created_at=made_at,
        error=wire.text(node.get("errorCode")),
    )


def bag(value: object) -> MoneyBag:
    """An amount that must be there: OutcomeUnknown where it cannot be read."""
    found = wire.bag(value)
    if found is None:
        raise OutcomeUnknown(N_("Shopify's answer holds an amount that cannot be read."))
    return found

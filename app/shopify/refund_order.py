"""An order as a refund needs it: what is left of its lines, its duties, its payments, and the refunds there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.money import Money, MoneyBag
from app.domain.orders import ReturnStatus
from app.domain.refunds import RefundableLine
from app.domain.remedies.refund import Payable
from app.domain.words import N_
from app.shopify import wire
from app.shopify.client import AdminApi
from app.shopify.refund_records import BOTH, bag
from app.shopify.remedy import OrderGone

LOOK = (
    """query RefundLook($order: ID!) {
  order(id: $order) {
    id test capturable returnStatus
    totalPriceSet { ...Both }
    lineItems(first: 100) { nodes { id title variantTitle quantity refundableQuantity unfulfilledQuantity } }
    refunds(first: 100) { id }
    transactions(first: 50) {
      id kind status gateway formattedGateway manualPaymentGateway maximumRefundableV2 { amount currencyCode }
    }
  }
}
"""
    + BOTH
)
# Apart from the look, because nested pages multiply what a query costs, and most refunds need neither.
RETURNS = """query RefundReturns($order: ID!) {
  order(id: $order) { id returns(first: 10, reverse: true) { nodes { name status returnLineItems(first: 20) {
    nodes { ... on ReturnLineItem { unprocessedQuantity fulfillmentLineItem { lineItem { id } } } }
  } } } }
}"""
DUTIES = """query RefundDuties($order: ID!) {
  order(id: $order) { id lineItems(first: 100) { nodes { id duties { id } } } }
}"""
NO_RETURN = frozenset({"NO_RETURN", "RETURNED"})

PAID = frozenset({"SALE", "CAPTURE"})
LIVE = frozenset({ReturnStatus.OPEN, ReturnStatus.REQUESTED})


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """One look, read: lines with what is left, which of them are on a return, payments, and the refunds there are."""

    lines: tuple[RefundableLine, ...]
    on_return: Mapping[str, str]
    payments: tuple[Payable, ...]
    refund_gids: frozenset[str]
    total: MoneyBag
    capturable: bool
    test: bool


def look(api: AdminApi, order_gid: str) -> RefundOrder:
    """One look; raises OrderGone."""
    node = api.query(LOOK, {"order": order_gid}).get("order")
    if not node:
        raise OrderGone(N_("That order is not visible in Shopify any more."))
    returns = [] if wire.text(node.get("returnStatus")) in NO_RETURN else _returns(api, order_gid)
    return RefundOrder(
        lines=tuple(_line(item) for item in wire.objects(node.get("lineItems"))),
        on_return=dict(_on_return(returns)),
        payments=tuple(_payable(item) for item in wire.objects(node.get("transactions")) if _is_payment(item)),
        refund_gids=frozenset(wire.text(item.get("id")) for item in wire.objects(node["refunds"])),
        total=bag(node.get("totalPriceSet")),
        capturable=bool(node.get("capturable")),
        test=bool(node.get("test")),
    )


def duties(api: AdminApi, order_gid: str) -> dict[str, str]:
    """The line of each duty of the order, by their gids; what of them is left, a suggestion says."""
    lines = wire.objects(wire.obj(api.query(DUTIES, {"order": order_gid}).get("order")).get("lineItems"))
    return {
        wire.text(duty.get("id")): wire.text(line.get("id")) for line in lines for duty in wire.objects(line["duties"])
    }


def _returns(api: AdminApi, order_gid: str) -> list[wire.Json]:
    return wire.objects(wire.obj(api.query(RETURNS, {"order": order_gid}).get("order")).get("returns"))


def _line(node: wire.Json) -> RefundableLine:
    return RefundableLine(
        gid=wire.text(node.get("id")),
        title=wire.text(node.get("title")),
        left=wire.number(node.get("refundableQuantity")) or 0,
        unfulfilled=wire.number(node.get("unfulfilledQuantity")) or 0,
        ordered=wire.number(node.get("quantity")) or 0,
        variant_title=wire.text(node.get("variantTitle")),
    )


def _is_payment(node: wire.Json) -> bool:
    return wire.text(node.get("kind")) in PAID and wire.text(node.get("status")) == "SUCCESS"


def _payable(node: wire.Json) -> Payable:
    left = wire.obj(node.get("maximumRefundableV2"))
    return Payable(
        gid=wire.text(node.get("id")),
        gateway=wire.text(node.get("gateway")),
        label=wire.text(node.get("formattedGateway")),
        left=Money.of(wire.text(left.get("amount")) or "0", wire.text(left.get("currencyCode"))),
        by_hand=bool(node.get("manualPaymentGateway")),
    )


def _on_return(returns: Iterable[wire.Json]) -> Iterable[tuple[str, str]]:
    for item in returns:
        if ReturnStatus(wire.text(item.get("status"))) not in LIVE:
            continue
        for line in wire.objects(item.get("returnLineItems")):
            if wire.number(line.get("unprocessedQuantity")):
                sold = wire.obj(wire.obj(line.get("fulfillmentLineItem")).get("lineItem"))
                yield wire.text(sold.get("id")), wire.text(item.get("name"))

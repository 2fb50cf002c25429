"""An order as a refund needs it: what is left of its lines, its duties, its payments, and the refunds there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.money import MoneyBag
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
    id test capturable returnStatus taxesIncluded
    totalPriceSet { ...Both }
    lineItems(first: 100) { nodes { id title variantTitle quantity refundableQuantity unfulfilledQuantity } }
    refunds(first: 100) { id }
    suggestedRefund(suggestFullRefund: true) {
      maximumRefundableSet { ...Both }
      suggestedTransactions {
        gateway formattedGateway maximumRefundableSet { ...Both } parentTransaction { id manualPaymentGateway }
      }
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

LIVE = frozenset({ReturnStatus.OPEN, ReturnStatus.REQUESTED})


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """One look, read: lines with what is left, which of them are on a return, payments, and the refunds there are.

    `maximum` is what can still go back of the whole: less than the payments hold where store credit was given.
    """

    lines: tuple[RefundableLine, ...]
    on_return: Mapping[str, str]
    payments: tuple[Payable, ...]
    refund_gids: frozenset[str]
    maximum: MoneyBag | None
    total: MoneyBag
    capturable: bool
    test: bool
    taxes_included: bool


def look(api: AdminApi, order_gid: str) -> RefundOrder:
    """One look; raises OrderGone."""
    node = api.query(LOOK, {"order": order_gid}).get("order")
    if not node:
        raise OrderGone(N_("That order is not visible in Shopify any more."))
    returns = [] if wire.text(node.get("returnStatus")) in NO_RETURN else _returns(api, order_gid)
    suggested = wire.obj(node.get("suggestedRefund"))
    return RefundOrder(
        lines=tuple(_line(item) for item in wire.objects(node.get("lineItems"))),
        on_return=dict(_on_return(returns)),
        payments=tuple(_payments(suggested)),
        refund_gids=frozenset(wire.text(item.get("id")) for item in wire.objects(node["refunds"])),
        maximum=bag(suggested["maximumRefundableSet"]) if suggested.get("maximumRefundableSet") else None,
        total=bag(node.get("totalPriceSet")),
        capturable=bool(node.get("capturable")),
        test=bool(node.get("test")),
        taxes_included=bool(node.get("taxesIncluded")),
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


def _payments(suggested: wire.Json) -> Iterable[Payable]:
    """What of each payment can still go back, by a suggestion of all: a transaction itself says it of none."""
    for item in wire.objects(suggested.get("suggestedTransactions")):
        parent = wire.obj(item.get("parentTransaction"))
        yield Payable(
            gid=wire.text(parent.get("id")),
            gateway=wire.text(item.get("gateway")),
            label=wire.text(item.get("formattedGateway")),
            left=bag(item.get("maximumRefundableSet")).presentment,
            by_hand=bool(parent.get("manualPaymentGateway")),
        )


def _on_return(returns: Iterable[wire.Json]) -> Iterable[tuple[str, str]]:
    for item in returns:
        if ReturnStatus(wire.text(item.get("status"))) not in LIVE:
            continue
        for line in wire.objects(item.get("returnLineItems")):
            if wire.number(line.get("unprocessedQuantity")):
                sold = wire.obj(wire.obj(line.get("fulfillmentLineItem")).get("lineItem"))
                yield wire.text(sold.get("id")), wire.text(item.get("name"))

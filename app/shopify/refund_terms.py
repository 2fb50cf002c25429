"""What Shopify suggests for chosen pieces and costs, as the terms of a refund; an amount alone is spread by us."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.domain.errors import Refused
from app.domain.problems import NotPossible, Problem
from app.domain.refunds import PlannedLine
from app.domain.remedies.choices import RefundChoice
from app.domain.remedies.course import Ask
from app.domain.remedies.refund import at_order_rate, spread, takes_shipped
from app.domain.remedies.terms import Notice, Part, Payment, Piece, TermLine, Terms
from app.domain.words import N_
from app.shopify import refund_order, wire
from app.shopify.client import AdminApi
from app.shopify.refund_order import RefundOrder
from app.shopify.refund_records import BOTH, bag

SUGGEST = (
    """query RefundSuggestion($order: ID!, $lines: [RefundLineItemInput!], $all: Boolean, $shipping: Money,
  $duties: [RefundDutyInput!], $to: RefundMethodAllocation) {
  order(id: $order) {
    id
    suggestedRefund(refundLineItems: $lines, refundShipping: $all, shippingAmount: $shipping, refundDuties: $duties,
      refundMethodAllocation: $to) {
      amountSet { ...Both } maximumRefundableSet { ...Both } subtotalSet { ...Both }
      totalTaxSet { ...Both } totalDutiesSet { ...Both }
      shipping { amountSet { ...Both } maximumRefundableSet { ...Both } }
      suggestedTransactions { gateway formattedGateway amountSet { ...Both } parentTransaction { id } }
      suggestedRefundMethods { __typename amount { ...Both } }
      refundLineItems { restockType quantity location { id name } lineItem { id } }
    }
  }
}
"""
    + BOTH
)


def suggested(api: AdminApi, ask: Ask, order: RefundOrder, planned: tuple[PlannedLine, ...]) -> Terms:
    choice: RefundChoice = ask.choice
    duties = _duties(api, ask, planned) if choice.duties else []
    variables = {
        "order": ask.order.gid,
        "lines": [_planned_input(line) for line in planned],
        "all": choice.all_shipping,
        "shipping": choice.shipping.wire() if choice.shipping else None,
        "duties": [{"dutyId": gid, "refundType": duty_type(choice)} for gid in duties],
        "to": "STORE_CREDIT" if choice.to_store_credit else "ORIGINAL_PAYMENT_METHODS",
    }
    node = wire.obj(api.query(SUGGEST, variables).get("order")).get("suggestedRefund")
    if not node:
        raise Refused(N_("Shopify suggests no refund for this order."))
    _refuse_more_shipping(wire.obj(node.get("shipping")))
    terms = _terms(order, node, planned, to_credit=choice.to_store_credit)
    if terms.maximum and terms.gives and terms.maximum.presentment < terms.gives.presentment:
        raise NotPossible(Problem.OVER_MAXIMUM)
    if not duties:
        return terms
    if Part.DUTIES not in {line.part for line in terms.lines}:
        raise NotPossible(Problem.NO_DUTIES, "duties")
    return replace(terms, facts=(("duties", " ".join(duties)),))


def _refuse_more_shipping(shipping: wire.Json) -> None:
    if bag(shipping.get("maximumRefundableSet")).presentment < bag(shipping.get("amountSet")).presentment:
        raise NotPossible(Problem.OVER_MAXIMUM, "shipping_amount")


def _terms(order: RefundOrder, node: wire.Json, planned: tuple[PlannedLine, ...], *, to_credit: bool) -> Terms:
    amount = bag(node.get("amountSet"))
    by_hand = {item.gid for item in order.payments if item.by_hand}
    payments = tuple(
        item for item in (_payment(part, by_hand) for part in wire.objects(node.get("suggestedTransactions")))
        if item.amount.presentment
    )  # fmt: skip
    named = {
        Part.ITEMS: node.get("subtotalSet"),
        Part.TAX: node.get("totalTaxSet"),
        Part.SHIPPING: wire.obj(node.get("shipping")).get("amountSet"),
        Part.DUTIES: node.get("totalDutiesSet"),
    }
    sums = [(part, value) for part, node_of in named.items() if (value := bag(node_of)).presentment]
    return Terms(
        gives=amount,
        maximum=bag(node.get("maximumRefundableSet")),
        store_credit=amount if to_credit else None,
        lines=tuple(TermLine(part, it, included=part is Part.TAX and order.taxes_included) for part, it in sums),
        payments=() if to_credit else payments,
        pieces=tuple(_pieces(order, node, planned)),
        notices=tuple(_notices(order, payments, planned, to_credit=to_credit)),
    )


def _duties(api: AdminApi, ask: Ask, planned: Iterable[PlannedLine]) -> list[str]:
    """Of the chosen pieces, or of all where none is chosen."""
    chosen = {line.line_item_gid for line in planned}
    found = refund_order.duties(api, ask.order.gid)
    duties = [gid for gid, line in found.items() if not chosen or line in chosen]
    if not duties:
        raise NotPossible(Problem.NO_DUTIES, "duties")
    return duties


def amount_alone(order: RefundOrder, choice: RefundChoice) -> Terms:
    assert choice.amount is not None  # noqa: S101 - asked where it is called
    if order.maximum is not None and order.maximum.presentment < choice.amount:
        raise NotPossible(Problem.OVER_MAXIMUM, "amount")
    payments = spread(choice.amount, order.payments, order.total)
    gives = at_order_rate(choice.amount, order.total)
    return Terms(
        gives=gives,
        maximum=order.maximum,
        store_credit=gives if choice.to_store_credit else None,
        lines=(TermLine(Part.AMOUNT, gives),),
        payments=() if choice.to_store_credit else payments,
        notices=tuple(_notices(order, payments, (), to_credit=choice.to_store_credit)),
        estimated=not order.total.is_one_currency,
    )


def _notices(
    order: RefundOrder, payments: Iterable[Payment], planned: tuple[PlannedLine, ...], *, to_credit: bool
) -> Iterable[Notice]:
    if takes_shipped(order.lines, planned):
        yield Notice.NO_RETURN_AFTER
    if to_credit:
        yield Notice.NEEDS_NEW_ACCOUNTS
    elif any(item.by_hand for item in payments):
        yield Notice.PAY_BY_HAND
    else:
        yield Notice.FEES_KEPT
        if not order.total.is_one_currency:
            yield Notice.TODAYS_RATE
    if order.test:
        yield Notice.TEST_ORDER


def _pieces(order: RefundOrder, node: wire.Json, planned: Iterable[PlannedLine]) -> Iterable[Piece]:
    by_gid = {line.gid: line for line in order.lines}
    places = {
        (wire.text(wire.obj(item.get("lineItem")).get("id")), wire.text(item.get("restockType"))): wire.obj(
            item.get("location")
        )
        for item in wire.objects(node.get("refundLineItems"))
    }
    for line in planned:
        place = places.get((line.line_item_gid, line.restock_type.value), {})
        known = by_gid[line.line_item_gid]
        yield Piece(
            gid=line.line_item_gid,
            title=known.title,
            quantity=line.quantity,
            fate=line.restock_type.value,
            location_gid=wire.text(place.get("id")),
            location=wire.text(place.get("name")),
            variant_title=known.variant_title,
        )


def duty_type(choice: RefundChoice) -> str:
    """Duties go back in proportion to the pieces chosen, or all that is left of them."""
    return "PROPORTIONAL" if choice.lines else "FULL"


def _planned_input(line: PlannedLine) -> dict[str, Any]:
    return {"lineItemId": line.line_item_gid, "quantity": line.quantity, "restockType": line.restock_type.value}


def _payment(node: wire.Json, by_hand: set[str]) -> Payment:
    parent = wire.text(wire.obj(node.get("parentTransaction")).get("id"))
    return Payment(
        gateway=wire.text(node.get("gateway")),
        parent_gid=parent,
        amount=bag(node.get("amountSet")),
        label=wire.text(node.get("formattedGateway")),
        by_hand=parent in by_hand,
    )

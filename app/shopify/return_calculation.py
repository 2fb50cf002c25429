"""What a return would come to before it exists: Shopify's returnCalculate, read into lines of the terms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.errors import Refused
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.returns import EXCHANGE
from app.domain.remedies.terms import Part, Piece, TermLine
from app.shopify import wire
from app.shopify.asking import answered
from app.shopify.client import AdminApi
from app.shopify.refund_records import BOTH, bag

CALCULATE = (
    """query ReturnCalculation($input: CalculateReturnInput!) {
  returnCalculate(input: $input) {
    returnLineItems {
      quantity fulfillmentLineItem { id } subtotalSet { ...Both } totalTaxSet { ...Both }
      restockingFee { amountSet { ...Both } }
    }
    exchangeLineItems { quantity variant { id displayName } subtotalSet { ...Both } totalTaxSet { ...Both } }
    returnShippingFee { amountSet { ...Both } }
  }
}
"""
    + BOTH
)


@dataclass(frozen=True, slots=True)
class Calculated:
    """The lines of the sum, and the pieces that he gets instead."""

    lines: tuple[TermLine, ...]
    instead: tuple[Piece, ...]


def ask(
    api: AdminApi, given: Mapping[str, Any], titles: Mapping[str, str], *, taxes_included: bool = False
) -> Calculated:
    """Calculate the input of a return; `titles` by fulfillment line. NotPossible where Shopify has no answer."""
    try:
        node = wire.obj(answered(api, CALCULATE, {"input": given}).get("returnCalculate"))
    except Refused:
        node = {}
    if not node:
        raise NotPossible(Problem.NOT_CALCULATED)
    coming = (line for item in wire.objects(node.get("returnLineItems")) for line in _coming(item, titles))
    leaving = [(_piece(item), item) for item in wire.objects(node.get("exchangeLineItems"))]
    instead = (line for piece, item in leaving for line in _leaving(piece, item))
    lines = tuple(
        replace(line, included=line.part is Part.TAX and taxes_included)
        for line in (*coming, *instead, *_shipping_fee(node))
    )
    return Calculated(lines, tuple(piece for piece, _ in leaving))


def _coming(item: wire.Json, titles: Mapping[str, str]) -> Iterable[TermLine]:
    title = titles.get(wire.text(wire.obj(item.get("fulfillmentLineItem")).get("id")), "")
    count = wire.number(item.get("quantity")) or 0
    yield TermLine(Part.ITEMS, bag(item.get("subtotalSet")), title=title, quantity=count)
    yield from _if_any(TermLine(Part.TAX, bag(item.get("totalTaxSet")), title=title, quantity=count))
    if item.get("restockingFee"):
        fee = bag(item["restockingFee"].get("amountSet"))
        yield from _if_any(TermLine(Part.RESTOCKING_FEE, fee, deducted=True, title=title, quantity=count))


def _piece(item: wire.Json) -> Piece:
    variant = wire.obj(item.get("variant"))
    count = wire.number(item.get("quantity")) or 0
    return Piece(wire.text(variant.get("id")), wire.text(variant.get("displayName")), count, EXCHANGE)


def _leaving(piece: Piece, item: wire.Json) -> Iterable[TermLine]:
    for part, name in ((Part.EXCHANGE_ITEMS, "subtotalSet"), (Part.TAX, "totalTaxSet")):
        yield from _if_any(
            TermLine(part, bag(item.get(name)), deducted=True, title=piece.title, quantity=piece.quantity)
        )


def _shipping_fee(node: wire.Json) -> Iterable[TermLine]:
    if node.get("returnShippingFee"):
        fee = bag(node["returnShippingFee"].get("amountSet"))
        yield from _if_any(TermLine(Part.RETURN_SHIPPING_FEE, fee, deducted=True))


def _if_any(line: TermLine) -> Sequence[TermLine]:
    return (line,) if line.amount.presentment else ()

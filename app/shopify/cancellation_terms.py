"""An order about to be cancelled, read: what stands against it, and what Shopify would give back, as terms."""

from app.domain.money import MoneyBag
from app.domain.remedies.cancelling import Cancellable, Paid, notices, pieces
from app.domain.remedies.choices import CancellationChoice
from app.domain.remedies.terms import Notice, Part, Payment, Piece, TermLine, Terms
from app.shopify import wire
from app.shopify.asking import bag
from app.shopify.order_part_parser import returned, transaction

LOOK = """query CancellationLook($order: ID!) {
  order(id: $order) {
    id cancelledAt test capturable taxesIncluded
    totalPriceSet { ...Both }
    customer { id }
    fulfillments(first: 50) { name status }
    returns(first: 20, reverse: true) { nodes { id name status } }
    refunds(first: 100) { id }
    transactions(first: 50) { id kind status gateway createdAt manualPaymentGateway amountSet { ...Both } }
    lineItems(first: 100) { nodes { id title variantTitle currentQuantity } }
    suggestedRefund(suggestFullRefund: true) {
      amountSet { ...Both } maximumRefundableSet { ...Both }
      subtotalSet { ...Both } totalTaxSet { ...Both } totalDutiesSet { ...Both }
      shipping { amountSet { ...Both } }
      suggestedTransactions { gateway formattedGateway amountSet { ...Both } parentTransaction { id } }
    }
  }
}
fragment Both on MoneyBag { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"""


def cancellable(node: wire.Json) -> Cancellable:
    paid = wire.objects(node.get("transactions"))
    return Cancellable(
        cancelled=bool(node.get("cancelledAt")),
        shipments=tuple(
            (wire.text(item.get("name")), wire.text(item.get("status")))
            for item in wire.objects(node.get("fulfillments"))
        ),
        returns=tuple(made for item in wire.objects(node.get("returns")) if (made := returned(item))),
        payments=tuple(
            Paid(read, bool(item.get("manualPaymentGateway"))) for item in paid if (read := transaction(item))
        ),
        pieces=tuple(_piece(item) for item in wire.objects(node.get("lineItems"))),
        authorised=bool(node.get("capturable")),
        has_customer=bool(node.get("customer")),
        test=bool(node.get("test")),
    )


def _piece(node: wire.Json) -> Piece:
    return Piece(
        gid=wire.text(node.get("id")),
        title=wire.text(node.get("title")),
        quantity=wire.number(node.get("currentQuantity")) or 0,
        variant_title=wire.text(node.get("variantTitle")),
    )


def terms_of(node: wire.Json, seen: Cancellable, choice: CancellationChoice) -> Terms:
    suggested = wire.obj(node.get("suggestedRefund"))
    amount = bag(suggested.get("amountSet")) if suggested else None
    gives = amount if amount and amount.presentment else None
    payments = tuple(_payments(suggested, seen)) if gives else ()
    told = notices(seen, choice, [item.parent_gid for item in payments], money=gives is not None)
    if gives and not gives.is_one_currency and not choice.to_store_credit:
        told.append(Notice.TODAYS_RATE)
    return Terms(
        gives=gives,
        maximum=bag(suggested.get("maximumRefundableSet")) if gives else None,
        store_credit=gives if choice.to_store_credit else None,
        lines=tuple(_lines(suggested, taxes_included=bool(node.get("taxesIncluded")))) if gives else (),
        payments=() if choice.to_store_credit else payments,
        pieces=pieces(seen, choice),
        notices=tuple(told),
    )


def _lines(suggested: wire.Json, *, taxes_included: bool) -> list[TermLine]:
    sums: dict[Part, MoneyBag] = {
        Part.ITEMS: bag(suggested.get("subtotalSet")),
        Part.SHIPPING: bag(wire.obj(suggested.get("shipping")).get("amountSet")),
        Part.DUTIES: bag(suggested.get("totalDutiesSet")),
        Part.TAX: bag(suggested.get("totalTaxSet")),
    }
    return [
        TermLine(part, amount, included=part is Part.TAX and taxes_included)
        for part, amount in sums.items()
        if amount.presentment
    ]


def _payments(suggested: wire.Json, seen: Cancellable) -> list[Payment]:
    every = [_payment(item, seen) for item in wire.objects(suggested.get("suggestedTransactions"))]
    return [item for item in every if item.amount.presentment]


def _payment(node: wire.Json, seen: Cancellable) -> Payment:
    parent = wire.text(wire.obj(node.get("parentTransaction")).get("id"))
    return Payment(
        gateway=wire.text(node.get("gateway")),
        parent_gid=parent,
        amount=bag(node.get("amountSet")),
        label=wire.text(node.get("formattedGateway")),
        by_hand=parent in seen.by_hand,
    )

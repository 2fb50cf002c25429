"""What processing pieces of a return pays, or what the customer then owes: Shopify's own figures, as terms."""

from collections.abc import Iterable
from typing import Any

from app.domain.errors import Refused
from app.domain.money import MoneyBag
from app.domain.problems import NotPossible, Problem
from app.domain.remedies.choices import ReturnProcessingChoice
from app.domain.remedies.return_marks import counted
from app.domain.remedies.returning import deductions, leaving_worth, minus, total
from app.domain.remedies.returns import EXCHANGE, ReturnNow
from app.domain.remedies.terms import Notice, Part, Payment, Piece, TermLine, Terms
from app.domain.words import N_
from app.shopify import wire
from app.shopify.asking import answered
from app.shopify.client import AdminApi
from app.shopify.refund_records import BOTH, bag

OUTCOME = (
    """query ReturnOutcome(
  $return: ID!, $lines: [SuggestedOutcomeReturnLineItemInput!]!, $exchanges: [SuggestedOutcomeExchangeLineItemInput!]!,
  $shipping: RefundShippingInput, $duties: [RefundDutyInput!], $to: RefundMethodAllocation
) {
  return(id: $return) {
    id
    suggestedFinancialOutcome(returnLineItems: $lines, exchangeLineItems: $exchanges, refundShipping: $shipping,
      refundDuties: $duties, refundMethodAllocation: $to) {
      discountedSubtotal { ...Both } totalTax { ...Both } totalDuties { ...Both } totalAdditionalFees { ...Both }
      maximumRefundable { ...Both }
      shipping { amountSet { ...Both } taxSet { ...Both } }
      financialTransfer {
        __typename
        ... on RefundReturnOutcome {
          amount { ...Both }
          suggestedTransactions {
            gateway formattedGateway amountSet { ...Both } parentTransaction { id manualPaymentGateway }
          }
        }
        ... on InvoiceReturnOutcome { amount { ...Both } }
      }
    }
  }
}
"""
    + BOTH
)


def terms(api: AdminApi, now: ReturnNow, choice: ReturnProcessingChoice, pieces: tuple[Piece, ...]) -> Terms:
    """The terms of processing these pieces; raises NotPossible where more would go back than is left."""
    if not choice.refund and not now.exchanges:
        return Terms(pieces=pieces, notices=(Notice.NO_MONEY, *_always(now)))
    node = _asked(api, now, choice, pieces)
    transfer = wire.obj(node.get("financialTransfer"))
    amount = bag(transfer["amount"]) if transfer.get("amount") else None
    is_refund = transfer.get("__typename") == "RefundReturnOutcome"
    gives = amount if is_refund and choice.refund and amount and amount.presentment else None
    owes = amount if amount and amount.presentment and not is_refund else None
    maximum = bag(node.get("maximumRefundable"))
    if gives and maximum.presentment < gives.presentment:
        raise NotPossible(Problem.OVER_MAXIMUM)
    payments = tuple(_payments(transfer)) if gives and not choice.to_store_credit else ()
    return Terms(
        gives=gives,
        owes=owes,
        maximum=maximum,
        store_credit=gives if choice.to_store_credit else None,
        lines=tuple(_lines(now, node, pieces, (gives, owes))),
        payments=payments,
        pieces=pieces,
        goods=_goods(now, node, pieces, (amount if is_refund else None, owes)) if now.exchanges else None,
        notices=(*_notices((gives, owes), payments, to_credit=choice.to_store_credit), *_always(now)),
        facts=_duty_facts(now, choice, pieces),
    )


def duty_gids(now: ReturnNow, choice: ReturnProcessingChoice, pieces: Iterable[Piece]) -> list[str]:
    """The duties of the pieces that came back."""
    chosen = {piece.gid for piece in pieces}
    wanted = choice.duties and choice.refund
    return [gid for line in now.lines if line.gid in chosen for gid in line.duty_gids] if wanted else []


def _duty_facts(
    now: ReturnNow, choice: ReturnProcessingChoice, pieces: tuple[Piece, ...]
) -> tuple[tuple[str, str], ...]:
    gids = duty_gids(now, choice, pieces)
    return (("duties", " ".join(gids)),) if gids else ()


def _asked(api: AdminApi, now: ReturnNow, choice: ReturnProcessingChoice, pieces: tuple[Piece, ...]) -> wire.Json:
    coming = counted((piece.gid, piece.quantity) for piece in pieces if piece.fate != EXCHANGE)
    leaving = counted((piece.gid, piece.quantity) for piece in pieces if piece.fate == EXCHANGE)
    duties = duty_gids(now, choice, pieces)
    if choice.duties and choice.refund and not duties:
        raise NotPossible(Problem.NO_DUTIES, "duties")
    variables: dict[str, Any] = {
        "return": now.gid,
        "lines": [{"id": gid, "quantity": count} for gid, count in coming.items()],
        "exchanges": [{"id": gid, "quantity": count} for gid, count in leaving.items()],
        "shipping": {"fullRefund": choice.all_shipping and choice.refund},
        "duties": [{"dutyId": gid, "refundType": "PROPORTIONAL"} for gid in duties],
        "to": "STORE_CREDIT" if choice.to_store_credit else "ORIGINAL_PAYMENT_METHODS",
    }
    node = wire.obj(answered(api, OUTCOME, variables).get("return")).get("suggestedFinancialOutcome")
    if not node:
        raise Refused(N_("Shopify suggests no refund for this return."))
    return wire.obj(node)


def _payments(transfer: wire.Json) -> Iterable[Payment]:
    for item in wire.objects(transfer.get("suggestedTransactions")):
        parent, amount = wire.obj(item.get("parentTransaction")), bag(item.get("amountSet"))
        if amount.presentment:
            yield Payment(
                gateway=wire.text(item.get("gateway")),
                parent_gid=wire.text(parent.get("id")),
                amount=amount,
                label=wire.text(item.get("formattedGateway")),
                by_hand=bool(parent.get("manualPaymentGateway")),
            )


def _parts(node: wire.Json) -> dict[Part, MoneyBag]:
    return {
        Part.ITEMS: bag(node.get("discountedSubtotal")),
        Part.TAX: bag(node.get("totalTax")),
        Part.SHIPPING: bag(wire.obj(node.get("shipping")).get("amountSet")),
        Part.DUTIES: bag(node.get("totalDuties")),
        Part.FEES: bag(node.get("totalAdditionalFees")),
    }


def _credit(now: ReturnNow, node: wire.Json) -> MoneyBag:
    """What came back is worth to the customer, before anything is kept of it."""
    parts = _parts(node)
    added = [amount for part, amount in parts.items() if part is not Part.TAX]
    if not now.taxes_included:
        added += [parts[Part.TAX], bag(wire.obj(node.get("shipping")).get("taxSet"))]
    return total(added, minus(parts[Part.ITEMS], parts[Part.ITEMS]))


def _goods(
    now: ReturnNow, node: wire.Json, pieces: tuple[Piece, ...], sums: tuple[MoneyBag | None, MoneyBag | None]
) -> MoneyBag | None:
    """What is given in goods, the larger of two figures: what came back and is not paid for in money; and the price of
    what leaves over what he owes for it, as credit of an earlier step or a discount may pay for it too.
    """
    paid_back, owes = sums
    credit = _credit(now, node)
    rest = minus(credit, paid_back) if paid_back else credit
    worth = leaving_worth(now, pieces, like=(bag(node.get("maximumRefundable")), rest, *((owes,) if owes else ())))
    given = [rest] if worth is None else [rest, minus(worth, owes) if owes else worth]
    most = max(given, key=lambda item: item.shop.amount)
    return most if most.shop.amount > 0 else None


def _lines(
    now: ReturnNow, node: wire.Json, pieces: tuple[Piece, ...], sums: tuple[MoneyBag | None, MoneyBag | None]
) -> Iterable[TermLine]:
    """The parts Shopify names, then what it kept back: the rest of the parts over what is paid."""
    gives, owes = sums
    parts = _parts(node)
    for part, amount in parts.items():
        if amount.presentment:
            yield TermLine(part, amount, included=part is Part.TAX and now.taxes_included)
    zero = minus(parts[Part.ITEMS], parts[Part.ITEMS])
    paid = minus(gives or zero, owes or zero)
    if gives or owes:
        yield from deductions(now, pieces, minus(_credit(now, node), paid))


def _notices(
    sums: tuple[MoneyBag | None, MoneyBag | None], payments: tuple[Payment, ...], *, to_credit: bool
) -> Iterable[Notice]:
    gives, owes = sums
    if owes:
        yield Notice.CUSTOMER_OWES
    if gives is None:
        yield Notice.NO_MONEY
    elif to_credit:
        yield Notice.NEEDS_NEW_ACCOUNTS
    elif any(item.by_hand for item in payments):
        yield Notice.PAY_BY_HAND
    else:
        yield Notice.FEES_KEPT
        if not gives.is_one_currency:
            yield Notice.TODAYS_RATE


def _always(now: ReturnNow) -> tuple[Notice, ...]:
    return (Notice.TEST_ORDER,) if now.test else ()

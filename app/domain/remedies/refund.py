"""A refund's plan: which pieces, of what is left, become which lines of the request; every amount is Shopify's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.money import Money, MoneyBag
from app.domain.problems import NotPossible, Problem
from app.domain.refunds import PlannedLine, RefundableLine, RestockType
from app.domain.remedies.choices import RefundChoice
from app.domain.remedies.kinds import RemedyReason
from app.domain.remedies.terms import Payment

DISCREPANCIES = {
    RemedyReason.DAMAGED: "DAMAGE",
    RemedyReason.DEFECTIVE: "DAMAGE",
    RemedyReason.CHANGED_MIND: "CUSTOMER",
    RemedyReason.ORDERED_TWICE: "CUSTOMER",
    RemedyReason.OUT_OF_STOCK: "RESTOCK",
}
"""Shopify's few words for why an amount goes back without pieces; everything else is OTHER."""


@dataclass(frozen=True, slots=True)
class Payable:
    """A captured payment and how much of it can still go back, in the customer's currency."""

    gid: str
    gateway: str
    label: str
    left: Money
    by_hand: bool = False


def plan(
    lines: Sequence[RefundableLine], choice: RefundChoice, on_return: Mapping[str, str]
) -> tuple[PlannedLine, ...]:
    """The lines of the request; raises NotPossible. `on_return`: the return that a line is already on, by its gid."""
    _refuse_nothing(choice)
    by_gid = {line.gid: line for line in lines}
    seen: set[str] = set()
    planned: list[PlannedLine] = []
    for chosen in choice.lines:
        line = by_gid.get(chosen.line_item_gid)
        if line is None or chosen.line_item_gid in seen:
            raise NotPossible(Problem.UNKNOWN_LINE)
        seen.add(chosen.line_item_gid)
        planned += _planned(line, chosen.quantity, restock=choice.restock, on_return=on_return.get(line.gid, ""))
    return tuple(planned)


def _refuse_nothing(choice: RefundChoice) -> None:
    wanted = choice.lines or choice.all_shipping or choice.shipping or choice.duties
    if choice.amount is not None and wanted:
        raise NotPossible(Problem.AMOUNT_ALONE, "amount")
    for amount, field in ((choice.amount, "amount"), (choice.shipping, "shipping_amount")):
        if amount is not None and amount.amount <= 0:
            raise NotPossible(Problem.NO_AMOUNT, field)
    if not wanted and choice.amount is None:
        raise NotPossible(Problem.NOTHING_SELECTED)


def _planned(line: RefundableLine, quantity: int, *, restock: bool, on_return: str) -> list[PlannedLine]:
    if quantity < 1:
        raise NotPossible(Problem.BAD_QUANTITY, line.gid, given=quantity)
    if quantity > line.left and on_return:
        raise NotPossible(Problem.ON_RETURN, line.gid, title=line.title, name=on_return)
    if quantity > line.left:
        raise NotPossible(Problem.TOO_MANY, line.gid, left=line.left, title=line.title)
    unshipped = min(quantity, line.unfulfilled)
    if quantity - unshipped and on_return:
        raise NotPossible(Problem.ON_RETURN, line.gid, title=line.title, name=on_return)
    if not restock:
        return [PlannedLine(line.gid, quantity, RestockType.NO_RESTOCK)]
    parts = ((unshipped, RestockType.CANCEL), (quantity - unshipped, RestockType.RETURN))
    return [PlannedLine(line.gid, pieces, kind) for pieces, kind in parts if pieces]


def takes_shipped(lines: Iterable[RefundableLine], planned: Iterable[PlannedLine]) -> bool:
    """Whether pieces are refunded that were shipped: no return can be made for those afterwards."""
    unshipped = {line.gid: line.unfulfilled for line in lines}
    wanted: dict[str, int] = {}
    for line in planned:
        wanted[line.line_item_gid] = wanted.get(line.line_item_gid, 0) + line.quantity
    return any(pieces > unshipped.get(gid, 0) for gid, pieces in wanted.items())


def spread(amount: Money, payments: Iterable[Payable], total: MoneyBag) -> tuple[Payment, ...]:
    """An amount over the payments in their order, none above what is left of it; raises NotPossible above them all.

    The shop's side of each is the amount at the order's own rate: an amount alone has none from Shopify.
    """
    rest, parts = amount, []
    for payable in payments:
        part = min(rest, payable.left)
        if part:
            bag = at_order_rate(part, total)
            parts.append(Payment(payable.gateway, payable.gid, bag, payable.label, payable.by_hand))
            rest = rest - part
    if rest:
        raise NotPossible(Problem.OVER_MAXIMUM, "amount")
    return tuple(parts)


def at_order_rate(amount: Money, total: MoneyBag) -> MoneyBag:
    """An amount of the customer's currency with its worth to the shop at the rate the order was paid at.

    For limits and for what has no figure of Shopify's; rounded half up to the shop currency's own places.
    """
    if total.is_one_currency:
        return MoneyBag(Money(amount.amount, total.shop.currency), amount)
    if not total.presentment:
        raise NotPossible(Problem.NO_RATE)
    worth = amount.amount * total.shop.amount / total.presentment.amount
    return MoneyBag(Money(worth, total.shop.currency).rounded(), amount)

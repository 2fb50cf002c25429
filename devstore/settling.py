"""What processing a part of a return comes to: its pieces and what else is refunded, less fees and what goes out."""

from dataclasses import dataclass, replace
from decimal import Decimal

from devstore import figures
from devstore.actions.exchanges import charge_of
from devstore.money import MoneyBag
from devstore.refunding import Suggestion, Wanted, allocate, suggest
from devstore.state.orders import Order
from devstore.state.returns import Return


@dataclass(frozen=True, slots=True)
class Settlement:
    """The refund to suggest, or what the customer owes; `swapped` is what of the goods paid for others and for fees."""

    suggestion: Suggestion
    fees: MoneyBag
    charge: MoneyBag
    due: MoneyBag
    swapped: MoneyBag


def settle(
    order: Order, returned: Return, wanted: Wanted, pieces: list[tuple[int, int]], out: dict[int, int]
) -> Settlement:
    """Settle return lines (id, pieces; in the order of the wanted lines) against exchange lines (id: pieces)."""
    result, bag = suggest(order, wanted), order.exchange.bag
    fees, charge = _fees(order, returned, result, pieces), charge_of(order, returned, out)
    worth = result.worth.presentment.amount - fees.presentment.amount
    left = worth - charge.presentment.amount
    amount = bag(min(max(Decimal(0), left), figures.maximum_refundable(order).presentment.amount))
    suggestion = replace(result, amount=amount, allocations=allocate(order, amount))
    swapped = bag(min(worth, charge.presentment.amount))
    return Settlement(suggestion, fees, charge, bag(max(Decimal(0), -left)), swapped)


def _fees(order: Order, returned: Return, result: Suggestion, pieces: list[tuple[int, int]]) -> MoneyBag:
    """The restocking fees of these pieces, and the return's shipping fee the first time."""
    fees = []
    for (key, _), amount in zip(pieces, result.lines, strict=True):
        line = next(one for one in returned.lines if one.id == key)
        if line.restocking_fee_percentage is not None:
            fees.append(order.exchange.bag(amount.subtotal.presentment.amount * line.restocking_fee_percentage / 100))
    taken = returned.fee_taken or any(one.return_id == returned.id for one in order.refunds)
    if returned.shipping_fee and pieces and not taken:
        fees.append(returned.shipping_fee)
    return order.exchange.total(fees)

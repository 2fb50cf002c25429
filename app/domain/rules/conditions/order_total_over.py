"""How much the order at hand comes to, in a named currency: the customer's or the shop's; another is not known."""

from app.domain.rules.condition import Condition, ValueKind
from app.domain.words import N_

CONDITION = Condition(
    label=N_("order's total"),
    value_kind=ValueKind.MONEY,
    read=lambda facts: facts.order.total,
)

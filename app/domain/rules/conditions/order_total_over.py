"""How much the order at hand comes to, in a named currency: the customer's or the shop's; another is not known."""

from app.domain.rules.condition import N_, Condition, ValueKind

CONDITION = Condition(
    label=N_("order's total"),
    value_kind=ValueKind.MONEY,
    read=lambda facts: facts.order.total,
)

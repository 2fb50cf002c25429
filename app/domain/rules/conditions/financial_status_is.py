"""How far the order at hand is paid or refunded, in Shopify's words."""

from app.domain.orders import FinancialStatus
from app.domain.rules.condition import Condition, ValueKind
from app.domain.rules.facts import Facts
from app.domain.words import N_


def _status(facts: Facts) -> str | None:
    status = facts.order.financial_status
    return status.casefold() if status else None


CONDITION = Condition(
    label=N_("order's payment status"),
    value_kind=ValueKind.CHOICE,
    read=_status,
    choices=tuple(status for status in FinancialStatus if status != FinancialStatus.UNKNOWN),
)

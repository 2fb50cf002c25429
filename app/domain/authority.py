"""Who may move how much: asked when an agent confirms and again in the moment the money would move."""

from dataclasses import dataclass

from app.domain.money import CurrencyMismatch, Money
from app.domain.problems import MayNotRefund, Problem

OWNER = "OWNER"


@dataclass(frozen=True, slots=True)
class RefundPolicy:
    """A shop's rules on refunds. `agent_limit`: the most one refund by an agent may cost the shop, in its own
    currency; None is no limit. The owner has none. `paused` stops everybody.
    """

    agent_limit: Money | None = None
    paused: bool = False


def may_refund(role: str, cost: Money, policy: RefundPolicy) -> None:
    """Raise MayNotRefund unless somebody of this role may make a refund that costs the shop `cost`."""
    if policy.paused:
        raise MayNotRefund(Problem.PAUSED)
    if role == OWNER or policy.agent_limit is None:
        return
    if cost.currency != policy.agent_limit.currency:
        raise CurrencyMismatch(f"A limit in {policy.agent_limit.currency} says nothing of {cost.currency}")
    if policy.agent_limit < cost:
        raise MayNotRefund(Problem.OVER_LIMIT, limit=f"{policy.agent_limit.wire()} {policy.agent_limit.currency}")

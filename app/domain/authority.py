"""Who may move how much: asked when an agent confirms and again in the moment the money would move."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from app.domain.errors import Rejected
from app.domain.money import CurrencyMismatch, Money
from app.domain.problems import MayNotRefund, Problem
from app.domain.words import N_

OWNER = "OWNER"
AMOUNT = re.compile(r"(\d{1,3}(,\d{3})+|\d+)(\.\d+)?", re.ASCII)
HIGHEST_LIMIT = Decimal(10) ** 12


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


def read_limit(given: str, currency: str) -> Money | None:
    """The limit as a person types it, also with the wide digits of a Japanese keyboard; nothing is no limit."""
    typed = unicodedata.normalize("NFKC", given).strip()
    if not typed:
        return None
    if not AMOUNT.fullmatch(typed):
        raise Rejected(N_("Enter an amount such as %(example)s, or nothing for no limit."), "limit", example="10000")
    limit = Money.of(typed.replace(",", ""), currency)
    if not limit.is_whole():
        raise Rejected(N_("%(currency)s has no amounts as small as that."), "limit", currency=currency)
    if limit.amount > HIGHEST_LIMIT:
        raise Rejected(N_("That is more than can be set. For no limit, enter nothing."), "limit")
    return limit

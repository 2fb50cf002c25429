"""The shop's own rule on returns for a market, and where it says less than the law of that market gives anyway."""

from collections.abc import Collection
from dataclasses import dataclass

from app.domain.law.book import Law, Payer, law_of, laws

EVERYWHERE = ""


@dataclass(frozen=True, slots=True)
class MarketPolicy:
    """For one country, or for all without a rule of their own (""); 0 days: no returns for a change of mind.
    `note` is the sentence a customer is shown when a return is declined.
    """

    country_code: str
    days: int
    return_costs: Payer
    note: str = ""


def undercut(policy: MarketPolicy, others: Collection[str] = ()) -> tuple[Law, ...]:
    """The laws that give the customer more than `policy`, for a warning; `others` are countries with a rule of their
    own, which a rule for everywhere does not touch.
    """
    return tuple(law for law in _where(policy, others) if says_less(policy, law))


def says_less(policy: MarketPolicy, law: Law) -> bool:
    """Fewer days than the law gives, or costs of sending back that the law puts on the shop."""
    charges = law.return_costs is Payer.SHOP and policy.return_costs is Payer.CUSTOMER
    return law.is_undercut_by(policy.days) or charges


def _where(policy: MarketPolicy, others: Collection[str]) -> tuple[Law, ...]:
    if policy.country_code:
        law = law_of(policy.country_code)
        return (law,) if law is not None else ()
    return tuple(law for law in laws() if not set(law.countries) <= set(others))

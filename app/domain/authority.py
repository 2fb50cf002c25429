"""Who may give how much: asked when an agent confirms and again just before the call.

What is forbidden stays forbidden, also with an approval. For each measure, rows that name the agent stand in the
place of those for everybody of his role; of several rows that apply the smallest limit holds; where no row says
anything there is no limit. Limits an order or a day count all that was given, by whatever kind of remedy. An order
whose country is not known is under every country's rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.money import CurrencyMismatch, Money
from app.domain.orders import OpenEnum
from app.domain.problems import MayNotRefund, Problem
from app.domain.remedies.kinds import RemedyKind, RemedyReason

OWNER = "OWNER"
AGENT = "AGENT"


class Measure(OpenEnum):
    """What a limit is on: one act, or all that an order or a day was given."""

    ACT = "ACT"
    ORDER = "ORDER"
    CUSTOMER_DAY = "CUSTOMER_DAY"
    AGENT_DAY = "AGENT_DAY"
    SHOP_DAY = "SHOP_DAY"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Act:
    """A remedy as authority sees it. `cost`: what it costs the shop, in its currency, at the order's own rate."""

    kind: RemedyKind
    reason: RemedyReason
    country_code: str
    cost: Money
    role: str
    agent_id: int


@dataclass(frozen=True, slots=True)
class Limit:
    """A row of the owner's: whom it is for (an agent, or everybody of a role), what it is about (None and "" are
    anything) and how much. `forbidden`: never, whatever the amount.
    """

    role: str = ""
    agent_id: int = 0
    country_code: str = ""
    reason: RemedyReason | None = None
    kind: RemedyKind | None = None
    per_act: Money | None = None
    per_order: Money | None = None
    per_customer_day: Money | None = None
    per_agent_day: Money | None = None
    per_shop_day: Money | None = None
    forbidden: bool = False

    def applies(self, act: Act) -> bool:
        whom = self.agent_id == act.agent_id if self.agent_id else self.role == _role(act.role)
        where = not (self.country_code and act.country_code) or self.country_code == act.country_code
        return whom and where and self.reason in {None, act.reason} and self.kind in {None, act.kind}

    def on(self, measure: Measure) -> Money | None:
        return {
            Measure.ACT: self.per_act,
            Measure.ORDER: self.per_order,
            Measure.CUSTOMER_DAY: self.per_customer_day,
            Measure.AGENT_DAY: self.per_agent_day,
            Measure.SHOP_DAY: self.per_shop_day,
        }.get(measure)


@dataclass(frozen=True, slots=True)
class Spent:
    """What was given before this act, in the shop's currency."""

    order: Money
    customer_day: Money
    agent_day: Money
    shop_day: Money

    @classmethod
    def nothing(cls, currency: str) -> "Spent":
        return cls(*[Money.zero(currency)] * 4)

    def on(self, measure: Measure) -> Money | None:
        return {
            Measure.ORDER: self.order,
            Measure.CUSTOMER_DAY: self.customer_day,
            Measure.AGENT_DAY: self.agent_day,
            Measure.SHOP_DAY: self.shop_day,
        }.get(measure)


@dataclass(frozen=True, slots=True)
class Over:
    """One limit that the act would break: `would_be` is what the measure would come to."""

    measure: Measure
    limit: Money
    would_be: Money


@dataclass(frozen=True, slots=True)
class Within:
    """He may, by himself."""


@dataclass(frozen=True, slots=True)
class NeedsApproval:
    """He may only with the approval of somebody else; why, never empty."""

    overs: tuple[Over, ...]

    @property
    def first(self) -> Over:
        return self.overs[0]


Verdict = Within | NeedsApproval


def decide(act: Act, limits: Iterable[Limit], spent: Spent, *, paused: bool = False) -> Verdict:
    """Whether this act is within what its agent may give; raises MayNotRefund where no approval would help."""
    if act.cost < Money.zero(act.cost.currency):
        raise ValueError(f"An act cannot cost {act.cost}")
    applying = [limit for limit in limits if limit.applies(act)]
    if any(limit.forbidden for limit in applying):
        raise MayNotRefund(Problem.FORBIDDEN)
    if not act.cost:
        return Within()
    if paused:
        raise MayNotRefund(Problem.PAUSED)
    overs = tuple(over for measure in Measure if (over := _over(measure, act, applying, spent)))
    return NeedsApproval(overs) if overs else Within()


def smallest(measure: Measure, act: Act, limits: Iterable[Limit]) -> Money | None:
    """The limit that holds for this agent on this measure; None is no limit."""
    return _smallest(measure, act, [limit for limit in limits if limit.applies(act)])


def words(amount: Money) -> str:
    """An amount inside a refusal, the same in every language."""
    return f"{amount.wire()} {amount.currency}"


def _smallest(measure: Measure, act: Act, applying: Sequence[Limit]) -> Money | None:
    his = [cap for limit in applying if limit.agent_id and (cap := limit.on(measure)) is not None]
    caps = his or [cap for limit in applying if not limit.agent_id and (cap := limit.on(measure)) is not None]
    for cap in caps:
        if cap.currency != act.cost.currency:
            raise CurrencyMismatch(f"A limit in {cap.currency} says nothing of {act.cost.currency}")
    return min(caps, key=lambda cap: cap.amount, default=None)


def _over(measure: Measure, act: Act, applying: Sequence[Limit], spent: Spent) -> Over | None:
    limit = _smallest(measure, act, applying)
    if limit is None:
        return None
    before = spent.on(measure)
    would_be = act.cost if before is None else before + act.cost
    return Over(measure, limit, would_be) if limit < would_be else None


def _role(role: str) -> str:
    """A role nobody knows is the narrower one."""
    return OWNER if role == OWNER else AGENT

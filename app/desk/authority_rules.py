"""The owner's table of what agents may give, who may approve beyond it, and the switch that stops all money.

Everybody sees it; only the owner changes it, and every change is recorded with who made it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, and_

from app.desk import agents, owners
from app.desk.agents import AgentInfo, Role
from app.desk.desk import Desk
from app.desk.spending import MEASURES
from app.domain.authority import words
from app.domain.errors import Rejected
from app.domain.events import AuthorityChanged
from app.domain.money import Money
from app.domain.remedies.kinds import RemedyKind, RemedyReason
from app.domain.words import N_
from app.models import Agent, AuthorityLimit


@dataclass(frozen=True, slots=True)
class Given:
    """A row as the owner sets it: for an agent, or with `agent_id` 0 for everybody of `role`; "" is anything."""

    role: Role
    agent_id: int = 0
    country_code: str = ""
    reason: str = ""
    kind: str = ""
    amounts: Mapping[str, Money] = field(default_factory=dict)
    forbidden: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the table; `id` 0 is the limit that is older than the table. `amounts` by the names of MEASURES."""

    id: int
    role: str
    agent_name: str
    country_code: str
    reason: str
    kind: str
    amounts: Mapping[str, Money]
    forbidden: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Authority:
    """`approvers` are the agents whom the owner lets approve; owners may anyway."""

    currency: str
    rows: tuple[Shown, ...]
    paused_at: datetime | None
    paused_by: str
    team: tuple[AgentInfo, ...]
    approvers: frozenset[int]
    owners: tuple[str, ...]


def show(desk: Desk) -> Authority:
    team = tuple(agents.everyone(desk))
    approving = desk.select(Agent).where(Agent.approves_at.is_not(None), Agent.removed_at.is_(None))
    by = desk.shop.refunds_paused_by_id
    return Authority(
        currency=desk.shop.currency,
        rows=(*_older(desk), *_rows(desk, {agent.id: agent for agent in team})),
        paused_at=desk.shop.refunds_paused_at,
        paused_by=desk.get(Agent, by).name if by else "",
        team=team,
        approvers=frozenset(agent.id for agent in desk.all(approving)),
        owners=owners.names(desk),
    )


def set_limit(desk: Desk, given: Given) -> int:
    """Set a row; one about the same people and the same things is replaced. Returns its id."""
    _lock(desk)
    _check(desk, given)
    row = desk.one(_same(desk, given)) or AuthorityLimit(
        role="" if given.agent_id else given.role,
        agent_id=given.agent_id or None,
        country_code=given.country_code,
        reason=given.reason,
        kind=given.kind,
    )
    for name in MEASURES:
        amount = given.amounts.get(name)
        setattr(row, name, amount.amount if amount is not None else None)
    row.forbidden, row.currency = given.forbidden, desk.shop.currency
    row.made_by_id, row.created_at = desk.actor.id, desk.now
    desk.add(row)
    desk.record(AuthorityChanged("LIMIT_SET", row.id, _terms(row)))
    return row.id


def remove_limit(desk: Desk, limit_id: int) -> None:
    desk.get(AuthorityLimit, limit_id)  # another shop's is not there, whoever asks
    _lock(desk)
    row = desk.get(AuthorityLimit, limit_id, lock=True)
    desk.record(AuthorityChanged("LIMIT_REMOVED", row.id, _terms(row)))
    desk.session.delete(row)


def remove_older_limit(desk: Desk) -> None:
    """The one limit that is older than the table."""
    _lock(desk)
    older = desk.shop.agent_refund_limit
    if older is not None:
        desk.record(AuthorityChanged("LIMIT_REMOVED", 0, f"AGENT per_act={words(Money(older, desk.shop.currency))}"))
    desk.shop.agent_refund_limit = None


def let_approve(desk: Desk, agent_id: int, *, may: bool) -> None:
    """Whether this agent may approve what others ask for."""
    desk.get(Agent, agent_id)  # another shop's is not there, whoever asks
    _lock(desk)
    row = desk.get(Agent, agent_id, lock=True)
    if may == (row.approves_at is not None):
        return
    row.approves_at = desk.now if may else None
    desk.record(AuthorityChanged("APPROVER_ADDED" if may else "APPROVER_REMOVED", row.id))


def pause(desk: Desk) -> None:
    """Stop everything that gives money or value at once, what was confirmed but not sent yet too."""
    _lock(desk)
    if desk.shop.refunds_paused_at is None:
        desk.shop.refunds_paused_at, desk.shop.refunds_paused_by_id = desk.now, desk.actor.id
        desk.record(AuthorityChanged("PAUSED"))


def resume(desk: Desk) -> None:
    _lock(desk)
    if desk.shop.refunds_paused_at is not None:
        desk.shop.refunds_paused_at = desk.shop.refunds_paused_by_id = None
        desk.record(AuthorityChanged("RESUMED"))


def _lock(desk: Desk) -> None:
    owners.require(desk)
    desk.session.refresh(desk.shop, with_for_update={"key_share": True})


def _check(desk: Desk, given: Given) -> None:
    if given.agent_id and desk.get(Agent, given.agent_id).removed_at is not None:
        raise Rejected(N_("This agent no longer works here."), "whom")
    if given.kind and RemedyKind(given.kind) is RemedyKind.UNKNOWN:
        raise Rejected(N_("Choose what is given, or anything."), "kind")
    if given.reason and RemedyReason(given.reason) is RemedyReason.UNKNOWN:
        raise Rejected(N_("Choose a reason, or any."), "reason")
    if given.country_code and not (len(given.country_code) == 2 and given.country_code.isascii()):  # noqa: PLR2004 - ISO's two letters
        raise Rejected(N_("Choose a country, or any."), "country_code")
    if not given.amounts and not given.forbidden:
        raise Rejected(N_("Enter at least one limit, or forbid it."), "per_act")


def _same(desk: Desk, given: Given) -> Select[tuple[AuthorityLimit]]:
    whom = (
        AuthorityLimit.agent_id == given.agent_id
        if given.agent_id
        else and_(AuthorityLimit.agent_id.is_(None), AuthorityLimit.role == given.role)
    )
    return desk.select(AuthorityLimit).where(
        whom,
        AuthorityLimit.country_code == given.country_code,
        AuthorityLimit.reason == given.reason,
        AuthorityLimit.kind == given.kind,
    )


def _rows(desk: Desk, team: Mapping[int, AgentInfo]) -> list[Shown]:
    columns = (AuthorityLimit.role, AuthorityLimit.agent_id, AuthorityLimit.id)
    return [_shown(desk, row, team) for row in desk.all(desk.select(AuthorityLimit).order_by(*columns))]


def _shown(desk: Desk, row: AuthorityLimit, team: Mapping[int, AgentInfo]) -> Shown:
    name = desk.get(Agent, row.agent_id).name if row.agent_id else ""
    visitor = team.get(desk.actor.id)
    mine = row.agent_id == desk.actor.id or (row.agent_id is None and visitor is not None and row.role == visitor.role)
    amounts = {n: Money(amount, row.currency) for n in MEASURES if (amount := getattr(row, n)) is not None}
    return Shown(row.id, row.role, name, row.country_code, row.reason, row.kind, amounts, row.forbidden, mine)


def _older(desk: Desk) -> list[Shown]:
    older = desk.shop.agent_refund_limit
    if older is None:
        return []
    amounts = {"per_act": Money(older, desk.shop.currency)}
    return [Shown(0, Role.AGENT, "", "", "", "", amounts, forbidden=False, mine=True)]


def _terms(row: AuthorityLimit) -> str:
    """A row in one line, for the record; names of agents are ids."""
    about = [row.role or f"agent:{row.agent_id}", row.country_code, row.reason, row.kind]
    caps = [
        f"{name}={words(Money(amount, row.currency))}"
        for name in MEASURES
        if (amount := getattr(row, name)) is not None
    ]
    return " ".join(filter(None, [*about, *caps, "forbidden" if row.forbidden else ""]))

"""How far one remedy has come, for the page that follows it: all from our own rows, no call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.desk import approvals
from app.desk.approvals import ApprovalInfo
from app.desk.desk import Desk
from app.desk.remedy_papers import terms_of
from app.domain.authority import OWNER
from app.domain.errors import NotFound
from app.domain.money import MoneyBag
from app.domain.problems import Problem
from app.domain.refunds import MoneyState
from app.domain.remedies.kinds import ENDED, RemedyKind, RemedyReason, RemedyState
from app.domain.words import N_
from app.models import Agent, Order, Remedy, RemedyPreview
from app.models.columns import bag

SPLIT_SECOND = 1  # the countdown never says 0 while it can still be undone


@dataclass(frozen=True, slots=True)
class RemedyPage:
    """`seconds_left` to undo it, 0 once it goes. `error` are the outside's words. `approvers` may decide on it.

    `by_hand`: its payment's gateway moves no money. `gives` is None where no value moves.
    """

    id: int
    order_id: int
    order_name: str
    kind: RemedyKind
    reason: RemedyReason
    note: str
    state: RemedyState
    money: MoneyState
    problem: Problem | None
    error: str
    facts: Mapping[str, str]
    gives: MoneyBag | None
    by_hand: bool
    agent_name: str
    is_mine: bool
    created_at: datetime
    goes_at: datetime | None
    seconds_left: int
    approval: ApprovalInfo | None
    approvers: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def can_withdraw(self) -> bool:
        return self.state in {RemedyState.AWAITING_APPROVAL, RemedyState.WAITING}


def page(desk: Desk, order_id: int, remedy_id: int) -> RemedyPage:
    row: Remedy = desk.get(Remedy, remedy_id)
    if row.order_id != order_id:
        raise NotFound(N_("There is no such remedy on this order."))
    approval = approvals.of(desk, row.id)
    return RemedyPage(
        id=row.id,
        order_id=row.order_id,
        order_name=desk.get(Order, row.order_id).name,
        kind=RemedyKind(row.kind),
        reason=RemedyReason(row.reason),
        note=row.note,
        state=RemedyState(row.state),
        money=MoneyState(row.money_state or MoneyState.NONE),
        problem=Problem(row.problem) if row.problem else None,
        error=row.error,
        facts=row.facts,
        gives=bag(row.cost, row.currency, row.amount, row.presentment_currency),
        by_hand=_by_hand(desk, row),
        agent_name=desk.get(Agent, row.agent_id).name,
        is_mine=row.agent_id == desk.actor.id,
        created_at=row.created_at,
        goes_at=row.goes_at,
        seconds_left=_seconds_left(row, desk.now),
        approval=approval,
        approvers=_approvers(desk, row.agent_id) if row.state == RemedyState.AWAITING_APPROVAL else (),
    )


def _seconds_left(row: Remedy, now: datetime) -> int:
    if row.state != RemedyState.WAITING or row.goes_at is None or row.goes_at <= now or row.first_sent_at:
        return 0
    return max(SPLIT_SECOND, round((row.goes_at - now).total_seconds()))


def _by_hand(desk: Desk, row: Remedy) -> bool:
    shown: RemedyPreview | None = desk.get(RemedyPreview, row.preview_id) if row.preview_id else None
    if shown is None or not shown.terms:  # personal papers are erased on request
        return False
    return any(item.by_hand for item in terms_of(shown.terms).payments)


def _approvers(desk: Desk, requester_id: int) -> tuple[str, ...]:
    """Nobody approves his own."""
    query = desk.select(Agent).where(Agent.removed_at.is_(None), Agent.id != requester_id)
    may = query.where((Agent.role == OWNER) | Agent.approves_at.is_not(None)).order_by(Agent.name)
    return tuple(row.name or row.email for row in desk.all(may))

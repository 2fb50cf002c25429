"""What waits for an approval, as the one who decides and the one who asked see it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal_column, select

from app.desk.desk import ActorKind, Desk
from app.desk.remedy_papers import terms_of
from app.domain.authority import OWNER, Measure, Over
from app.domain.money import Money, MoneyBag
from app.domain.remedies.kinds import RemedyKind, RemedyReason, RemedyState
from app.domain.remedies.terms import Terms
from app.models import Agent, Approval, Customer, Order, Remedy, RemedyPreview
from app.models.columns import bag

MOST = 100
# Spelled out in the statement, or SQLite would not see that its small index of open requests answers this.
PENDING: ColumnElement[str] = literal_column("'PENDING'")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request. `note` is why the remedy is given, `ask_note` what its agent says to who decides."""

    id: int
    remedy_id: int
    order_id: int
    order_name: str
    conversation_id: int | None
    customer: str
    kind: RemedyKind
    reason: RemedyReason
    note: str
    ask_note: str
    by: str
    cost: MoneyBag | None
    terms: Terms
    overs: tuple[Over, ...]
    asked_at: datetime
    expires_at: datetime
    left: timedelta
    mine: bool
    may_decide: bool


def pending(desk: Desk) -> tuple[Waiting, ...]:
    """What is still to be decided, the nearest deadline first; who may not decide sees his own alone."""
    may = decides(desk)
    query = _open(desk, select(Approval, Remedy, Order.name, Agent.name, Customer.name, RemedyPreview.terms))
    query = query.join(Order, Order.id == Remedy.order_id).join(Agent, Agent.id == Approval.agent_id)
    query = query.outerjoin(Customer, Customer.id == Remedy.customer_id)
    query = query.outerjoin(RemedyPreview, RemedyPreview.id == Remedy.preview_id)
    if not may:
        query = query.where(Approval.agent_id == desk.actor.id)
    rows = desk.session.execute(query.order_by(Approval.expires_at, Approval.id).limit(MOST))
    return tuple(_waiting(desk, row, may=may) for row in rows)


def count(desk: Desk) -> int:
    """How many wait for the one who looks."""
    return desk.session.scalar(select(func.count()).select_from(to_decide(desk).subquery())) or 0


def to_decide(desk: Desk) -> Select[Any]:
    """Those that the one who looks may decide; nothing for who may not."""
    me = desk.actor.id if desk.actor.kind is ActorKind.AGENT else 0
    may = (Agent.role == OWNER) | Agent.approves_at.is_not(None)
    approver = select(Agent.id).where(Agent.id == me, Agent.shop_id == desk.shop.id, Agent.removed_at.is_(None), may)
    return _open(desk, select(Approval.id)).where(Approval.agent_id != me, approver.exists())


def _open(desk: Desk, query: Select[Any]) -> Select[Any]:
    return (
        query.join(Remedy, Remedy.id == Approval.remedy_id)
        .where(Approval.shop_id == desk.shop.id, Approval.state == PENDING)
        .where(Approval.expires_at > desk.now, Remedy.state == RemedyState.AWAITING_APPROVAL)
    )


def decides(desk: Desk) -> bool:
    """Whether the one who looks decides for others."""
    if desk.actor.kind is not ActorKind.AGENT:
        return False
    row = desk.get(Agent, desk.actor.id)
    return row.removed_at is None and (row.role == OWNER or row.approves_at is not None)


def _waiting(desk: Desk, row: Row[*tuple[Any, ...]], *, may: bool) -> Waiting:
    asked, remedy, order_name, by, customer, terms = row
    mine = asked.agent_id == desk.actor.id
    return Waiting(
        id=asked.id,
        remedy_id=remedy.id,
        order_id=remedy.order_id,
        order_name=order_name,
        conversation_id=remedy.conversation_id,
        customer=customer or "",
        kind=RemedyKind(remedy.kind),
        reason=RemedyReason(remedy.reason),
        note=remedy.note,
        ask_note=asked.note,
        by=by,
        cost=bag(remedy.cost, remedy.currency, remedy.amount, remedy.presentment_currency),
        terms=terms_of(terms) if terms else Terms(),
        overs=tuple(_over(paper, asked.currency) for paper in asked.overs),
        asked_at=asked.created_at,
        expires_at=asked.expires_at,
        left=asked.expires_at - desk.now,
        mine=mine,
        may_decide=may and not mine,
    )


def _over(paper: dict[str, str], currency: str) -> Over:
    limit, would_be = (Money.of(paper[name], currency) for name in ("limit", "would_be"))
    return Over(Measure(paper["measure"]), limit, would_be)

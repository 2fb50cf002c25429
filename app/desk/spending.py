"""What was given already, as limits count it: every remedy that went or may still go, on the day it was asked for."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Row, and_, or_, select

from app.desk.desk import Desk
from app.domain.authority import AGENT, Act, Limit, Spent
from app.domain.money import Money
from app.domain.remedies.kinds import RemedyKind, RemedyReason, RemedyState
from app.models import Approval, AuthorityLimit, Remedy

NOT_GIVEN = (RemedyState.AWAITING_APPROVAL, RemedyState.REJECTED, RemedyState.CANCELLED)
APPROVED = "APPROVED"
MEASURES = ("per_act", "per_order", "per_customer_day", "per_agent_day", "per_shop_day")


@dataclass(frozen=True, slots=True)
class Case:
    """An act and what its limits count over: its order, its customer and its day. `remedy_id`: 0 before the confirm."""

    act: Act
    order_id: int
    customer_id: int | None
    asked_at: datetime
    remedy_id: int = 0


def case_of(desk: Desk, remedy: Remedy, role: str) -> Case:
    """A remedy that was asked for, as limits see it."""
    cost = Money(remedy.cost, remedy.currency) if remedy.cost is not None else Money.zero(desk.shop.currency)
    kind, reason = RemedyKind(remedy.kind), RemedyReason(remedy.reason)
    act = Act(kind, reason, remedy.country_code, cost, role, remedy.agent_id)
    return Case(act, remedy.order_id, remedy.customer_id, remedy.created_at, remedy.id)


def limits(desk: Desk) -> tuple[Limit, ...]:
    """The owner's rows, and the one limit that is older than the table."""
    rows = [_limit(row, desk.shop.currency) for row in desk.all(desk.select(AuthorityLimit))]
    older = desk.shop.agent_refund_limit
    if older is not None:
        rows.append(Limit(role=AGENT, per_act=Money(older, desk.shop.currency)))
    return tuple(rows)


def spent(desk: Desk, case: Case, *, agent_id: int = 0, sending: bool = False) -> Spent:
    """What was given beside this case; `agent_id`: on whose day it is counted, where not on its own agent's.

    `sending`: it is about to go, so what was asked for after it does not take its place, unless that went already
    without an approval: of two that are too much together the first one goes.
    """
    whose, (start, end) = agent_id or case.act.agent_id, day(desk, case.asked_at)
    total = dict.fromkeys(("order", "customer_day", "agent_day", "shop_day"), Money.zero(case.act.cost.currency))
    for one in _given(desk, case, start, end):
        if one.id == case.remedy_id or (sending and _comes_later(one, case)):
            continue
        is_today = start <= one.created_at < end
        counts = {
            "order": one.order_id == case.order_id,
            "customer_day": is_today and _same_customer(one, case),
            "agent_day": is_today and whose in {one.agent_id, one.decided_by_id},
            "shop_day": is_today,
        }
        for name in filter(counts.get, counts):
            total[name] += Money(one.cost, case.act.cost.currency)
    return Spent(**total)


def day(desk: Desk, moment: datetime) -> tuple[datetime, datetime]:
    """The shop's own day that this moment is in: where it starts and where the next one does."""
    try:
        zone = ZoneInfo(desk.shop.timezone)
    except (ZoneInfoNotFoundError, ValueError):  # a zone Shopify knows and this machine does not
        zone = ZoneInfo("UTC")
    date = moment.astimezone(zone).date()
    return datetime.combine(date, time(), zone), datetime.combine(date + timedelta(days=1), time(), zone)


def _given(desk: Desk, case: Case, start: datetime, end: datetime) -> list[Row[tuple[object, ...]]]:
    approved = and_(Approval.shop_id == Remedy.shop_id, Approval.remedy_id == Remedy.id, Approval.state == APPROVED)
    columns = (Remedy.id, Remedy.order_id, Remedy.customer_id, Remedy.agent_id, Remedy.created_at, Remedy.cost)
    query = (
        select(*columns, Remedy.first_sent_at, Approval.decided_by_id)
        .outerjoin(Approval, approved)
        .where(Remedy.shop_id == desk.shop.id, Remedy.state.not_in(NOT_GIVEN), Remedy.cost.is_not(None))
        .where(or_(Remedy.state != RemedyState.NEEDS_REVIEW, Remedy.first_sent_at.is_not(None)))  # else nothing went
        .where(Remedy.currency == case.act.cost.currency)
        .where(or_(Remedy.order_id == case.order_id, and_(Remedy.created_at >= start, Remedy.created_at < end)))
    )
    return list(desk.session.execute(query))


def _comes_later(one: Row[tuple[object, ...]], case: Case) -> bool:
    went_by_itself = one.first_sent_at is not None and one.decided_by_id is None
    return bool(one.id > case.remedy_id and not went_by_itself)


def _same_customer(one: Row[tuple[object, ...]], case: Case) -> bool:
    """An order without a customer is a customer of its own."""
    if case.customer_id is None:
        return bool(one.order_id == case.order_id)
    return bool(one.customer_id == case.customer_id)


def _limit(row: AuthorityLimit, currency: str) -> Limit:
    amounts = {
        name: Money(amount, currency) if row.currency == currency else Money.zero(currency)
        for name in MEASURES
        if (amount := getattr(row, name)) is not None
    }  # an amount in a currency the shop has no longer says nothing: until it is set again, everything is asked for
    return Limit(
        role=row.role,
        agent_id=row.agent_id or 0,
        country_code=row.country_code,
        reason=RemedyReason(row.reason) if row.reason else None,
        kind=RemedyKind(row.kind) if row.kind else None,
        forbidden=row.forbidden,
        **amounts,
    )

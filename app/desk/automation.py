"""The shop's rules as people see and switch them: what is on, how often it fired and why not, the stop switch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.desk.desk import Desk
from app.domain.errors import Rejected
from app.domain.words import N_
from app.models import Order, Rule, RuleRun

COUNTED = timedelta(days=7)
PAGE = 50
HIGHEST_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule as stored, and how often it fired and was skipped in the last seven days."""

    id: int
    name: str
    trigger: str
    conditions: Mapping[str, Any]
    actions: Sequence[Mapping[str, Any]]
    once_per: str
    is_on: bool
    fired: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class RunLine:
    """One line of a rule's log; `reason` is English, `code` and `detail` are for other languages."""

    id: int
    at: datetime
    has_fired: bool
    code: str
    detail: str
    reason: str
    conversation_id: int | None
    order_name: str


@dataclass(frozen=True, slots=True)
class Automation:
    rules: tuple[RuleLine, ...]
    paused_at: datetime | None
    hourly_limit: int


def overview(desk: Desk) -> Automation:
    counted = _counts(desk)
    rows = desk.all(desk.select(Rule).order_by(Rule.position, Rule.id))
    lines = tuple(_line(row, counted) for row in rows)
    return Automation(lines, desk.shop.automation_paused_at, desk.shop.automation_hourly_limit)


def rule(desk: Desk, rule_id: int) -> RuleLine:
    return _line(desk.get(Rule, rule_id), _counts(desk))


def runs(desk: Desk, rule_id: int, before: int | None = None) -> list[RunLine]:
    """A rule's log, newest first, PAGE lines before the line `before`."""
    query = (
        select(RuleRun, Order.name)
        .outerjoin(Order, Order.id == RuleRun.order_id)
        .where(RuleRun.shop_id == desk.shop.id, RuleRun.rule_id == desk.get(Rule, rule_id).id)
        .order_by(RuleRun.id.desc())
        .limit(PAGE)
    )
    if before is not None:
        query = query.where(RuleRun.id < before)
    return [_run(row, order_name or "") for row, order_name in desk.session.execute(query)]


def switch(desk: Desk, rule_id: int, *, on: bool) -> None:
    row = desk.get(Rule, rule_id, lock=True)
    row.enabled_at = (row.enabled_at or desk.now) if on else None


def pause(desk: Desk) -> None:
    """Stop every rule of the shop at once."""
    desk.shop.automation_paused_at = desk.shop.automation_paused_at or desk.now


def resume(desk: Desk) -> None:
    """Let the rules go on; the hour's count starts anew, or the first message would stop them again."""
    desk.shop.automation_paused_at = None
    desk.shop.automation_resumed_at = desk.now


def set_hourly_limit(desk: Desk, limit: int) -> None:
    """How many automatic messages an hour are normal here; more than that pauses all rules."""
    if not 1 <= limit <= HIGHEST_LIMIT:
        raise Rejected(N_("Give a number from 1 to %(most)s."), "limit", most=f"{HIGHEST_LIMIT:,}")
    desk.shop.automation_hourly_limit = limit


def _counts(desk: Desk) -> dict[tuple[int, str], int]:
    rows = desk.session.execute(
        select(RuleRun.rule_id, RuleRun.outcome, func.count())
        .where(RuleRun.shop_id == desk.shop.id, RuleRun.created_at > desk.now - COUNTED)
        .group_by(RuleRun.rule_id, RuleRun.outcome)
    )
    return {(rule_id, outcome): count for rule_id, outcome, count in rows}


def _line(row: Rule, counted: Mapping[tuple[int, str], int]) -> RuleLine:
    return RuleLine(
        row.id,
        row.name,
        row.trigger,
        row.conditions,
        row.actions,
        row.once_per,
        is_on=row.enabled_at is not None,
        fired=counted.get((row.id, "FIRED"), 0),
        skipped=counted.get((row.id, "SKIPPED"), 0),
    )


def _run(row: RuleRun, order_name: str) -> RunLine:
    return RunLine(
        row.id,
        row.created_at,
        has_fired=row.outcome == "FIRED",
        code=row.code,
        detail=row.detail,
        reason=row.reason,
        conversation_id=row.conversation_id,
        order_name=order_name,
    )

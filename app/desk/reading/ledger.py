"""The ledger as pages and exports show it: one case a remedy, or a doing of somebody else's, with all its entries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_

from app.desk.desk import Desk
from app.desk.reading.ledger_query import BESIDE, Wish, wanted
from app.domain.money import Money, MoneyBag
from app.models import Agent, LedgerEntry
from app.models.columns import bag

PAGE = 50
CHUNK = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One entry; `who` is the agent's name where it was one, "" once he is forgotten."""

    id: int
    at: datetime
    what: str
    actor: str
    who: str
    approver: str
    from_state: str
    to_state: str
    problem: str
    gid: str
    payload_hash: str
    payment_gid: str
    payment_status: str
    payment: Money | None


@dataclass(frozen=True, slots=True)
class Case:
    """`state` is as the ledger last has it, `payment` the last word on its money."""

    id: int
    remedy_id: int | None
    at: datetime
    order_id: int | None
    order_name: str
    order_gid: str
    kind: str
    reason: str
    agent: str
    state: str
    payment: str
    money: MoneyBag | None
    test: bool
    lines: tuple[Line, ...]

    @property
    def is_external(self) -> bool:
        return self.remedy_id is None

    @property
    def approvers(self) -> tuple[str, ...]:
        return tuple(line.approver for line in self.lines if line.approver)


def cases(desk: Desk, wish: Wish, *, before: int = 0, most: int = PAGE) -> tuple[Case, ...]:
    """Newest first; `before` is the last id of the page before."""
    query = wanted(desk, wish).order_by(LedgerEntry.id.desc()).limit(most)
    openers: Sequence[Any] = desk.session.execute(query.where(LedgerEntry.id < before) if before else query).all()
    entries = _entries(desk, [row for row, _name in openers])
    people = {agent.id: agent.name for agent in desk.all(desk.select(Agent))}
    return tuple(_case(row, name or "", entries[row.id], people) for row, name in openers)


def everything(desk: Desk, wish: Wish, before: int = 0) -> tuple[tuple[Case, ...], int]:
    """A chunk of an export, and where the next one goes on; 0 at the end."""
    found = cases(desk, wish, before=before, most=CHUNK)
    return found, (found[-1].id if len(found) == CHUNK else 0)


def agents(desk: Desk) -> list[tuple[int, str]]:
    """Whom the ledger can be asked about, by name."""
    return sorted(((row.id, row.name) for row in desk.all(desk.select(Agent)) if row.name), key=lambda one: one[1])


def _entries(desk: Desk, openers: Sequence[LedgerEntry]) -> dict[int, list[LedgerEntry]]:
    """By the id of the entry that begins the case; payments of somebody else's are those of the order."""
    by_remedy = {row.remedy_id: row.id for row in openers if row.remedy_id is not None}
    by_order = {row.order_id: row.id for row in openers if row.remedy_id is None}
    mine = LedgerEntry.remedy_id.in_(by_remedy)
    others = LedgerEntry.remedy_id.is_(None) & LedgerEntry.order_id.in_(by_order) & LedgerEntry.what.in_(BESIDE)
    found: dict[int, list[LedgerEntry]] = defaultdict(list)
    for row in openers:
        found[row.id] += [row] if row.remedy_id is None else []
    for row in desk.all(desk.select(LedgerEntry).where(or_(mine, others)).order_by(LedgerEntry.id)):
        found[by_remedy[row.remedy_id] if row.remedy_id is not None else by_order[row.order_id]].append(row)
    return found


def _case(opener: LedgerEntry, order_name: str, rows: Sequence[LedgerEntry], people: dict[int, str]) -> Case:
    return Case(
        id=opener.id,
        remedy_id=opener.remedy_id,
        at=opener.at,
        order_id=opener.order_id,
        order_name=order_name,
        order_gid=opener.order_gid,
        kind=opener.kind,
        reason=opener.reason,
        agent=people.get(opener.agent_id or 0, ""),
        state=next((row.to_state for row in reversed(rows) if row.to_state), opener.to_state),
        payment=next((row.transaction_status for row in reversed(rows) if row.transaction_status), ""),
        money=bag(opener.cost, opener.currency, opener.amount, opener.presentment_currency),
        test=opener.test,
        lines=tuple(_line(row, people) for row in rows),
    )


def _line(row: LedgerEntry, people: dict[int, str]) -> Line:
    kind, _colon, number = row.actor.partition(":")
    sum_ = row.transaction_amount
    return Line(
        id=row.id,
        at=row.at,
        what=row.what,
        actor=kind,
        who=people.get(int(number), "") if kind == "agent" and number.isdecimal() else "",
        approver=people.get(row.approver_id or 0, ""),
        from_state=row.from_state,
        to_state=row.to_state,
        problem=row.problem,
        gid=row.refund_gid or row.gid,
        payload_hash=row.payload_hash,
        payment_gid=row.transaction_gid,
        payment_status=row.transaction_status,
        payment=Money(sum_, row.transaction_currency) if sum_ is not None else None,
    )

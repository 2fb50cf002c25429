"""What a run of the remedy machine came to: the development store's own records against the app's, effect by effect."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.domain.errors import DeskError, GatewayError
from app.domain.ledger import Entry
from app.domain.refunds import marker
from app.domain.remedies.goodwill import code_of
from app.domain.remedies.kinds import RemedyKind, RemedyState
from app.models import EventRow, LedgerEntry, Reaction, Remedy
from tests.remedy_machine import Run

REFUNDING = {RemedyKind.REFUND, RemedyKind.RETURN_PROCESSING, RemedyKind.CANCELLATION}
ENDS = {
    RemedyState.SUCCEEDED: {Entry.SUCCEEDED},
    RemedyState.REJECTED: {Entry.REJECTED},
    RemedyState.NEEDS_REVIEW: {Entry.NEEDS_REVIEW},
    RemedyState.CANCELLED: {Entry.WITHDRAWN, Entry.REFUSED, Entry.CANCELLED},
}
QUIET = ("The worker died three times",)


@dataclass
class Verdict:
    """`duplicated` and `lost` count effects; `wrong` says everything that is not as it must be."""

    duplicated: int = 0
    lost: int = 0
    wrong: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    effects: int = 0
    reviewed: int = 0


def judge(run: Run, *, rested: bool) -> Verdict:
    verdict = Verdict()
    rows = run.rows()
    if not rested:
        for row in run.open_rows():
            verdict.lost += 1
            verdict.wrong.append(f"{_named(row)} never came to an end: {row.state} {row.problem} {row.error}")
    happened = {row.id: _effects(run, row, rows) for row in rows}
    for row in rows:
        _judge_one(verdict, row, happened[row.id])
        _judge_ledger(run, verdict, row)
    _judge_strangers(run, verdict, rows, happened)
    _judge_promises(run, verdict, rows)
    _judge_reactions(run, verdict)
    verdict.wrong += run.world.breaches
    return verdict


def _judge_one(verdict: Verdict, row: Remedy, amounts: list[Decimal]) -> None:
    verdict.states[row.state] += 1
    verdict.effects += len(amounts)
    if len(amounts) > 1:
        verdict.duplicated += len(amounts) - 1
        verdict.wrong.append(f"{_named(row)} happened {len(amounts)} times")
    if row.state == RemedyState.SUCCEEDED and not amounts:
        verdict.lost += 1
        verdict.wrong.append(f"{_named(row)} is said to be done and never happened")
    if row.state in {RemedyState.REJECTED, RemedyState.CANCELLED} and amounts:
        verdict.lost += 1
        verdict.wrong.append(f"{_named(row)} happened although it is {row.state} ({row.problem} {row.error})")
    if row.state in {RemedyState.SUCCEEDED, RemedyState.NEEDS_REVIEW} and any(one != row.amount for one in amounts):
        verdict.wrong.append(f"{_named(row)} was {row.amount} and came to {amounts}")
    if row.state == RemedyState.SUCCEEDED and row.money_state != "SUCCESS":
        verdict.wrong.append(f"{_named(row)} is done and its money is {row.money_state}")
    verdict.reviewed += bool(amounts) and row.state == RemedyState.NEEDS_REVIEW


def _effects(run: Run, row: Remedy, rows: list[Remedy]) -> list[Decimal]:
    """The amounts of what came of it over there, by what only it can have left."""
    case = next(case for case in run.cases if case.order_id == row.order_id)
    there, mark = run.world.there, marker(row.idempotency_key)
    if row.kind in REFUNDING:
        made = [refund for refund in case.there.refunds if mark in (refund.note or "")]
        return [_paid(case.there, refund) for refund in made]
    if row.kind == RemedyKind.GIFT_CARD:
        return [card.initial_value for card in there.gift_cards.values() if mark in (card.note or "")]
    if row.kind == RemedyKind.DISCOUNT_CODE:
        return [
            one.amount
            for one in there.discounts.values()
            if mark in one.title and one.code == code_of(row.idempotency_key)
        ]
    same = [one for one in rows if (one.kind, one.customer_id, one.amount) == (row.kind, row.customer_id, row.amount)]
    return _shared(run, row, same)


def _shared(run: Run, row: Remedy, same: list[Remedy]) -> list[Decimal]:
    """Credits of one amount to one customer have no names: they go to those that say they happened, then to those
    that are not known to, then to anybody; what is left over is one's too many.
    """
    ranks = {RemedyState.SUCCEEDED: 0, RemedyState.NEEDS_REVIEW: 1}
    order = sorted(same, key=lambda one: (ranks.get(RemedyState(one.state), 2), one.id))
    given = [move.amount for move in _credits(run, row) if move.amount == row.amount]
    mine = order.index(next(one for one in order if one.id == row.id))
    return given[mine : mine + 1] + (given[len(order) :] if mine == 0 else [])


def _credits(run: Run, row: Remedy) -> list[Any]:
    case = next(case for case in run.cases if case.order_id == row.order_id)
    customer = run.world.there.customers[case.there.customer_id]
    return [move for account in customer.credit_accounts for move in account.movements]


def _paid(order: Any, refund: Any) -> Decimal:
    moved = [item for item in order.transactions if item.id in refund.transaction_ids and item.status == "SUCCESS"]
    return sum((item.amount.presentment.amount for item in moved), Decimal(0))


def _judge_strangers(run: Run, verdict: Verdict, rows: list[Remedy], happened: dict[int, list[Decimal]]) -> None:
    """Money over there that is nobody's; and the sum of both books."""
    for case in run.cases:
        back = [item for item in case.there.transactions if item.kind == "REFUND" and item.status == "SUCCESS"]
        mine = [row for row in rows if row.order_id == case.order_id and row.kind in REFUNDING]
        told = sum((sum(happened[row.id], Decimal(0)) for row in mine), Decimal(0))
        moved = sum((item.amount.presentment.amount for item in back), Decimal(0))
        if told != moved:
            verdict.duplicated += moved > told
            verdict.wrong.append(f"on order {case.order_id} {moved} went back, {told} of it for remedies")
        if case.there.cancelled_at is not None and not any(row.kind == RemedyKind.CANCELLATION for row in mine):
            verdict.wrong.append(f"order {case.order_id} was cancelled by nobody")


def _judge_ledger(run: Run, verdict: Verdict, row: Remedy) -> None:
    with run.world.desk(read_only=True) as desk:
        query = desk.select(LedgerEntry).where(LedgerEntry.remedy_id == row.id)
        entries = desk.all(query.order_by(LedgerEntry.id))
        settled = desk.select(EventRow).where(EventRow.name == "RemedySettled", EventRow.order_id == row.order_id)
        events = [event for event in desk.all(settled) if event.payload["remedy_id"] == row.id]
    said = [Entry(entry.what) for entry in entries]
    if not said or said[0] is not Entry.REQUESTED:
        verdict.wrong.append(f"{_named(row)} does not begin in the ledger: {said}")
        return
    if entries[-1].to_state != row.state:
        verdict.wrong.append(f"{_named(row)} is {row.state}, its last entry says {entries[-1].to_state}")
    ends = [what for what in said if what in {one for some in ENDS.values() for one in some}]
    if row.state in ENDS and (not ends or ends[-1] not in ENDS[RemedyState(row.state)]):
        verdict.wrong.append(f"{_named(row)} is {row.state} and ends in the ledger with {ends}")
    if len(ends) > 1 and ends[:-1] != [Entry.NEEDS_REVIEW]:
        verdict.wrong.append(f"{_named(row)} ends more than once: {ends}")
    if len(events) != len(ends):
        verdict.wrong.append(f"{_named(row)} ended {len(ends)} times, events say {len(events)}")
    for entry in entries:
        if entry.what == Entry.SENT and _was_paused(run, entry.at):
            verdict.wrong.append(f"{_named(row)} was sent at {entry.at} while all money was stopped")


def _was_paused(run: Run, moment: Any) -> bool:
    before = [off for at, off in run.paused if at < moment]
    return bool(before and before[-1])


def _judge_promises(run: Run, verdict: Verdict, rows: list[Remedy]) -> None:
    """What was answered to a click holds."""
    states = {row.id: row.state for row in rows}
    for ids in run.told.values():
        if len(ids) != 1 or not ids <= set(states):
            verdict.lost += 1
            verdict.wrong.append(f"one confirmed preview was answered with the remedies {ids}")
    if len({row.preview_id for row in rows}) != len(rows):
        verdict.duplicated += 1
        verdict.wrong.append("one preview became two remedies")
    for undone in run.undone:
        if states.get(undone) != RemedyState.CANCELLED:
            verdict.wrong.append(f"remedy {undone} was undone and is {states.get(undone)}")


def _judge_reactions(run: Run, verdict: Verdict) -> None:
    """Nothing was buried but what killed its workers or waits for a person."""
    expected = {one.__name__ for base in (DeskError, GatewayError) for one in _below(base)}
    with run.world.desk(read_only=True) as desk:
        dead = desk.all(desk.select(Reaction).where(Reaction.state == "DEAD", Reaction.id > run.first_reaction))
    for row in dead:
        if not row.error.startswith(QUIET) and row.error.partition(":")[0] not in expected:
            verdict.wrong.append(f"reaction {row.name} is dead: {row.error}")


def _below(kind: type) -> list[type]:
    return [kind, *(one for sub in kind.__subclasses__() for one in _below(sub))]


def _named(row: Remedy) -> str:
    return f"remedy {row.id} ({row.kind} on order {row.order_id})"

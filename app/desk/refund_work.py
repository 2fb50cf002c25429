"""A refund intent at work: claimed by one worker, and settled only by who still holds the claim."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.desk import erasing
from app.desk.desk import SYSTEM, Desk, desk_in
from app.desk.refund_orders import policy
from app.desk.refund_papers import planned_of, selection_of, suggestion_of
from app.domain.authority import RefundPolicy
from app.domain.events import RefundDue, RefundFailed, RefundSettled
from app.domain.intents import OPEN_STATES, IntentState
from app.domain.orders import Refund, Transaction
from app.domain.problems import Problem
from app.domain.refund_course import Confirmed
from app.domain.refunds import MoneyState, PlannedLine, marker, money_state
from app.models import Agent, Order, RefundIntent, RefundPreview

CLAIM = timedelta(seconds=50)  # more than every time limit of one HTTP call and its waiting for the cost bucket
GRACE = timedelta(minutes=1)  # how late the reaction of an intent may be before the clock takes over
WAITS = (2, 5, 15, 60, 300, 900)  # seconds until the next look, by attempts


@dataclass(frozen=True, slots=True)
class RefundWork:
    """One claimed intent with all that its errand needs; `role` is None when its agent may no longer act."""

    intent_id: int
    claim: str
    order_gid: str
    planned: tuple[PlannedLine, ...]
    shipping: bool
    request: str
    confirmed: Confirmed
    role: str | None
    policy: RefundPolicy
    requested_at: datetime

    @property
    def was_sent(self) -> bool:
        return self.confirmed.first_sent_at is not None

    @property
    def wait(self) -> int:
        return WAITS[min(self.confirmed.attempts, len(WAITS)) - 1]


def claim(desk: Desk, intent_id: int) -> RefundWork | None:
    """Take an open intent that nobody holds; None when it ended or another worker has it."""
    row = desk.get(RefundIntent, intent_id, lock=True)
    if row.state not in OPEN_STATES or (row.claimed_until is not None and row.claimed_until > desk.now):
        return None
    row.claim, row.claimed_until = str(uuid4()), desk.now + CLAIM
    row.attempts += 1
    preview, agent = desk.get(RefundPreview, row.preview_id), desk.get(Agent, row.agent_id)
    return RefundWork(
        intent_id=row.id,
        claim=row.claim,
        order_gid=desk.get(Order, row.order_id).gid,
        planned=planned_of(preview.selection),
        shipping=selection_of(preview.selection).shipping,
        request=row.request,
        confirmed=Confirmed(
            planned=planned_of(preview.selection),
            suggestion=suggestion_of(preview.suggestion),
            marker=marker(row.idempotency_key),
            known_refund_gids=frozenset(preview.selection["refund_gids"]),
            first_sent_at=row.first_sent_at,
            attempts=row.attempts,
        ),
        role=agent.role if agent.removed_at is None else None,
        policy=policy(desk),
        requested_at=row.created_at,
    )


def start_sending(desk: Desk, work: RefundWork) -> bool:
    """Write down, before the call, that it is about to be made. False: the claim was lost, send nothing."""
    first = work.confirmed.first_sent_at or desk.now
    return _write(
        desk, work, state=IntentState.SENDING, first_sent_at=first, claim=work.claim, claimed_until=desk.now + CLAIM
    )


def put_off(desk: Desk, work: RefundWork, *, sent: bool, error: str) -> bool:
    """Let go until later. `sent`: it may have happened, so it is looked up before it is sent again."""
    return _write(
        desk,
        work,
        state=IntentState.UNKNOWN if sent else IntentState.REQUESTED,
        first_sent_at=(work.confirmed.first_sent_at or desk.now) if sent else None,
        next_try_at=desk.now + timedelta(seconds=work.wait),
        error=error[:2000],
    )


def end(desk: Desk, work: RefundWork, state: IntentState, problem: Problem, error: str = "") -> bool:
    """Settle without a refund: REJECTED, nothing moved; NEEDS_REVIEW, a person looks. False: the claim was lost."""
    if not _write(desk, work, **ended(desk, state), problem=problem, error=error[:2000]):
        return False
    record_end(desk, work.intent_id, state)
    return True


def succeed(desk: Desk, work: RefundWork, refund: Refund) -> bool:
    """Settle with the refund that Shopify made. False: another worker or the webhook was first."""
    values = ended(desk, IntentState.SUCCEEDED) | money_columns(refund)
    if not _write(desk, work, **values, problem="", error=""):
        return False
    record_end(desk, work.intent_id, IntentState.SUCCEEDED, failed=values["money_state"] == MoneyState.FAILURE)
    return True


def sweep(session: Session, now: datetime, limit: int = 100) -> int:
    """Over all shops: ask again for intents that were left alone, by a crash or a lost ring."""
    rows = session.scalars(
        select(RefundIntent)
        .where(RefundIntent.state.in_(OPEN_STATES))
        .where(RefundIntent.claimed_until.is_(None) | (RefundIntent.claimed_until < now))
        .where(func.coalesce(RefundIntent.next_try_at, RefundIntent.created_at) < now - GRACE)
        .order_by(RefundIntent.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.next_try_at = now
        desk_in(session, row.shop_id, SYSTEM, now).record(RefundDue(row.id, row.order_id))
    return len(rows)


def _write(desk: Desk, work: RefundWork, **values: object) -> bool:
    """The fence: a worker whose claim was taken over changes no row."""
    released: dict[str, object] = {"claim": "", "claimed_until": None}
    result = desk.session.execute(
        update(RefundIntent)
        .where(RefundIntent.shop_id == desk.shop.id, RefundIntent.id == work.intent_id)
        .where(RefundIntent.claim == work.claim)
        .values(**(released | values))
    )
    return bool(getattr(result, "rowcount", 0))


def ended(desk: Desk, state: IntentState) -> dict[str, object]:
    return {"state": state, "open_order_id": None, "next_try_at": None, "settled_at": desk.now}


def money_columns(refund: Refund) -> dict[str, object]:
    return {
        "refund_gid": refund.gid,
        "money_state": money_state(refund.transactions),
        "transactions": [transaction_paper(item) for item in refund.transactions],
    }


def record_end(desk: Desk, intent_id: int, state: IntentState, *, failed: bool = False) -> None:
    order_id = desk.get(RefundIntent, intent_id).order_id
    erasing.ended_papers(desk, order_id)
    desk.record(RefundSettled(intent_id, order_id, state.value))
    if failed:
        desk.record(RefundFailed(intent_id, order_id))


def transaction_paper(item: Transaction) -> dict[str, str]:
    amount = item.amount.presentment
    return {
        "gid": item.gid,
        "status": item.status.value,
        "amount": amount.wire(),
        "currency": amount.currency,
    }

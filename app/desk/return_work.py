"""A return intent at work: claimed by one worker, and settled only by who still holds the claim."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.desk import erasing
from app.desk.desk import SYSTEM, Desk, desk_in
from app.domain.events import ReturnDue, ReturnSettled
from app.domain.intents import OPEN_STATES, IntentState
from app.domain.problems import Problem
from app.domain.returns import ReturnedLine, ReturnUnderWay
from app.models import Order, ReturnIntent

# More than one call can take with all its waiting, for the cost bucket and for a fresh token: returnCreate knows no
# key, so a second worker must not ask while the first still may.
CLAIM = timedelta(seconds=150)
GRACE = timedelta(minutes=1)  # how late the reaction of an intent may be before the clock takes over
WAITS = (2, 5, 15, 60, 300, 900)  # seconds until the next look, by attempts


@dataclass(frozen=True, slots=True)
class ReturnWork:
    """One claimed intent with all that its errand needs."""

    intent_id: int
    claim: str
    order_gid: str
    request: str
    under_way: ReturnUnderWay

    @property
    def was_sent(self) -> bool:
        return self.under_way.first_sent_at is not None

    @property
    def wait(self) -> int:
        return WAITS[min(self.under_way.attempts, len(WAITS)) - 1]


def claim(desk: Desk, intent_id: int) -> ReturnWork | None:
    """Take an open intent that nobody holds; None when it ended or another worker has it."""
    row = desk.get(ReturnIntent, intent_id, lock=True)
    if row.state not in OPEN_STATES or (row.claimed_until is not None and row.claimed_until > desk.now):
        return None
    row.claim, row.claimed_until = str(uuid4()), desk.now + CLAIM
    row.attempts += 1
    return ReturnWork(
        intent_id=row.id,
        claim=row.claim,
        order_gid=desk.get(Order, row.order_id).gid,
        request=row.request,
        under_way=ReturnUnderWay(
            lines=tuple(ReturnedLine(**line) for line in row.selection["lines"]),
            known_return_gids=frozenset(row.known_return_gids),
            first_sent_at=row.first_sent_at,
            attempts=row.attempts,
        ),
    )


def start_sending(desk: Desk, work: ReturnWork) -> bool:
    """Write down, before the call, that it is about to be made. False: the claim was lost, send nothing.

    `first_sent_at` moves with every sending: how long an answer has been missing counts from the last one.
    """
    return _write(
        desk,
        work,
        state=IntentState.SENDING,
        first_sent_at=desk.now,
        claim=work.claim,
        claimed_until=desk.now + CLAIM,
    )


def put_off(desk: Desk, work: ReturnWork, *, sent: bool, error: str) -> bool:
    """Let go until later. `sent`: it may have happened, so it is looked for before it is asked again."""
    values: dict[str, object] = {"state": IntentState.UNKNOWN if sent else IntentState.REQUESTED}
    if not sent:
        values["first_sent_at"] = None
    return _write(desk, work, next_try_at=desk.now + timedelta(seconds=work.wait), error=error[:2000], **values)


def end(desk: Desk, work: ReturnWork, state: IntentState, problem: Problem, error: str = "") -> bool:
    """Settle without a return. False: the claim was lost."""
    return _settle(desk, work, state, problem=problem, error=error[:2000])


def succeed(desk: Desk, work: ReturnWork, return_gid: str) -> bool:
    """Settle with the return that Shopify made. False: another worker was first."""
    return _settle(desk, work, IntentState.SUCCEEDED, return_gid=return_gid, problem="", error="")


def sweep(session: Session, now: datetime, limit: int = 100) -> int:
    """Over all shops: ask again for intents that were left alone, by a crash or a lost ring."""
    rows = session.scalars(
        select(ReturnIntent)
        .where(ReturnIntent.state.in_(OPEN_STATES))
        .where(ReturnIntent.claimed_until.is_(None) | (ReturnIntent.claimed_until < now))
        .where(func.coalesce(ReturnIntent.next_try_at, ReturnIntent.created_at) < now - GRACE)
        .order_by(ReturnIntent.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.next_try_at = now
        desk_in(session, row.shop_id, SYSTEM, now).record(ReturnDue(row.id, row.order_id))
    return len(rows)


def _settle(desk: Desk, work: ReturnWork, state: IntentState, **values: object) -> bool:
    ended: dict[str, object] = {"state": state, "open_order_id": None, "next_try_at": None, "settled_at": desk.now}
    if not _write(desk, work, **(ended | values)):
        return False
    order_id = desk.get(ReturnIntent, work.intent_id).order_id
    erasing.ended_papers(desk, order_id)
    desk.record(ReturnSettled(work.intent_id, order_id, state.value))
    return True


def _write(desk: Desk, work: ReturnWork, **values: object) -> bool:
    """The fence: a worker whose claim was taken over changes no row."""
    released: dict[str, object] = {"claim": "", "claimed_until": None}
    result = desk.session.execute(
        update(ReturnIntent)
        .where(ReturnIntent.shop_id == desk.shop.id, ReturnIntent.id == work.intent_id)
        .where(ReturnIntent.claim == work.claim)
        .values(**(released | values))
    )
    return bool(getattr(result, "rowcount", 0))

"""A remedy at work: claimed by one worker when its time has come, and settled only by who still holds the claim."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.desk import authority, erasing, ledger, remedy_orders
from app.desk.desk import SYSTEM, Desk, desk_in
from app.desk.remedy_fence import GRACE
from app.desk.remedy_papers import terms_of
from app.domain.events import RemedyDue, RemedyMoneyMoved, RemedySettled
from app.domain.ledger import Entry
from app.domain.orders import Transaction
from app.domain.problems import Problem
from app.domain.refunds import MoneyState
from app.domain.remedies.course import Ask, Outcome
from app.domain.remedies.kinds import UNDER_WAY, RemedyKind, RemedyReason, RemedyState
from app.domain.remedies.terms import Terms
from app.models import Order, Remedy, RemedyPreview

CLAIM = timedelta(seconds=50)  # more than every time limit of one HTTP call and its waiting for the cost bucket
# Without a key over there a second worker must not ask while the first still may: more than a call can take with all
# its waiting, for the cost bucket and for a fresh token.
LONG_CLAIM = timedelta(seconds=150)
WAITS = (2, 5, 15, 60, 300, 900)  # seconds until the next look, by attempts


@dataclass(frozen=True, slots=True)
class Work:
    """One claimed remedy with all that its errand needs; `choice` is a paper, `agent_id` in whose name it goes."""

    remedy_id: int
    claim: str
    kind: RemedyKind
    ask: Ask
    terms: Terms
    request: str
    agent_id: int
    last_sent_at: datetime | None
    attempts: int
    goes_at: datetime

    @property
    def was_sent(self) -> bool:
        return self.ask.sent_at is not None

    @property
    def wait(self) -> int:
        return WAITS[min(self.attempts, len(WAITS)) - 1]


def claim(desk: Desk, remedy_id: int) -> Work | None:
    """Take a remedy whose time has come and that nobody holds; None when it ended, waits, or another worker has it."""
    row = desk.get(Remedy, remedy_id, lock=True)
    if row.state not in UNDER_WAY or (row.claimed_until is not None and row.claimed_until > desk.now):
        return None
    if row.goes_at is None or row.goes_at > desk.now:
        return None
    row.claim, row.claimed_until = str(uuid4()), desk.now + _claim_of(row.kind)
    row.attempts += 1
    preview = desk.get(RemedyPreview, row.preview_id or 0)
    return Work(
        remedy_id=row.id,
        claim=row.claim,
        kind=RemedyKind(row.kind),
        ask=_ask(desk, row, preview),
        terms=terms_of(preview.terms),
        request=row.request,
        agent_id=authority.in_whose_name(desk, row),
        last_sent_at=row.last_sent_at,
        attempts=row.attempts,
        goes_at=row.goes_at,
    )


def start_sending(desk: Desk, work: Work) -> bool:
    """Write down, before the call, that it is about to be made. False: the claim was lost, or it was undone; send
    nothing. Raises MayNotRefund where its agent may not, or not any more.
    """
    authority.authorise(desk, work.remedy_id)
    held = _write(
        desk,
        work,
        state=RemedyState.SENDING,
        first_sent_at=work.ask.sent_at or desk.now,
        attempts=work.attempts if work.was_sent else 1,  # looks after a lost answer are counted from the sending on
        last_sent_at=desk.now,
        claim=work.claim,
        claimed_until=desk.now + _claim_of(work.kind),
    )
    if held:
        _enter(desk, work, Entry.SENT)
    return held


def put_off(desk: Desk, work: Work, *, sent: bool, error: str, handle: str = "") -> bool:
    """Let go until later. `sent`: it may have happened, so it is looked for before it is sent again."""
    values: dict[str, object] = {"state": RemedyState.UNKNOWN if sent else RemedyState.WAITING}
    if not sent:
        values |= {"first_sent_at": None, "last_sent_at": None}
    if handle:
        values["handle"] = handle
    later = desk.now + timedelta(seconds=work.wait)
    held = _write(desk, work, next_try_at=later, error=error[:2000], **values)
    if held:
        _enter(desk, work, Entry.UNKNOWN if sent else Entry.PUT_OFF)
    return held


def end(desk: Desk, work: Work, state: RemedyState, problem: Problem, error: str = "") -> bool:
    """Settle without an effect: REJECTED, nothing happened; NEEDS_REVIEW, a person looks. False: the claim was lost."""
    if not _write(desk, work, **ended(desk, state), problem=problem, error=error[:2000]):
        return False
    _settled(desk, work, Entry(state.value))
    return True


def succeed(desk: Desk, work: Work, outcome: Outcome, *, found: bool) -> bool:
    """Settle with what Shopify did. `found`: looked up, not answered. False: another worker or a webhook was first."""
    values = ended(desk, RemedyState.SUCCEEDED) | outcome_columns(outcome)
    if not _write(desk, work, **values, problem="", error=""):
        return False
    _enter(desk, work, Entry.FOUND if found else Entry.ANSWERED)
    _settled(desk, work, Entry.SUCCEEDED)
    tell_money(desk, desk.get(Remedy, work.remedy_id), outcome.transactions, before="")
    return True


def adopt(desk: Desk, row: Remedy, told: Outcome) -> None:
    """Settle with what Shopify tells by itself, before its answer was recorded; whoever held the claim lost it."""
    values = ended(desk, RemedyState.SUCCEEDED) | outcome_columns(told)
    for name, value in (values | {"claim": "", "claimed_until": None, "problem": "", "error": ""}).items():
        setattr(row, name, value)
    desk.session.flush()
    ledger.write(desk, row, Entry.FOUND)
    _record_end(desk, row, Entry.SUCCEEDED)
    tell_money(desk, row, told.transactions, before="")


def tell_money(desk: Desk, row: Remedy, movements: tuple[Transaction, ...], before: str) -> None:
    """Enter what Shopify says of a remedy's money; a failure, and a success that was long in coming, is an event."""
    for movement in movements:
        ledger.write(desk, row, Entry.MONEY, movement=movement)
    failed = row.money_state == MoneyState.FAILURE != before
    arrived = before == MoneyState.PENDING and row.money_state == MoneyState.SUCCESS
    if failed:
        row.problem, row.seen_to_at = Problem.MONEY_FAILED, None
    if failed or arrived:
        desk.record(RemedyMoneyMoved(row.id, row.order_id, row.money_state))


def sweep(session: Session, now: datetime, limit: int = 100) -> int:
    """Over all shops: ring for remedies whose time has come, and again for those that were left alone on their way."""
    rows = session.scalars(
        select(Remedy)
        .where(Remedy.state.in_(UNDER_WAY))
        .where(Remedy.claimed_until.is_(None) | (Remedy.claimed_until < now))
        .where(Remedy.next_try_at <= now)
        .order_by(Remedy.next_try_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.next_try_at = now + GRACE  # the ring just made has this long; only a lost one is repeated
        desk_in(session, row.shop_id, SYSTEM, now).record(RemedyDue(row.id, row.order_id))
    return len(rows)


def is_due(session: Session, now: datetime) -> bool:
    """Whether any remedy's time has come: what the clock asks before it opens a writing transaction."""
    query = select(Remedy.id).where(Remedy.state.in_(UNDER_WAY), Remedy.next_try_at <= now)
    free = Remedy.claimed_until.is_(None) | (Remedy.claimed_until < now)
    return session.scalar(query.where(free).limit(1)) is not None


def ended(desk: Desk, state: RemedyState) -> dict[str, object]:
    """The columns of a remedy that reached an end: it lets go of its order."""
    gone: dict[str, object] = {"open_order_id": None, "open_customer_id": None, "next_try_at": None}
    return gone | {"state": state, "settled_at": desk.now}


def outcome_columns(outcome: Outcome) -> dict[str, object]:
    return {
        "gid": outcome.gid,
        "refund_gid": outcome.refund_gid,
        "money_state": outcome.money,
        "transactions": [transaction_paper(item) for item in outcome.transactions],
        "facts": dict(outcome.facts),
    }


def transaction_paper(item: Transaction) -> dict[str, str]:
    amount = item.amount.presentment
    return {"gid": item.gid, "status": item.status.value, "amount": amount.wire(), "currency": amount.currency}


def _ask(desk: Desk, row: Remedy, preview: RemedyPreview) -> Ask:
    order = desk.get(Order, row.order_id)
    return Ask(
        order=remedy_orders.ref_of(desk, order),
        choice=preview.choice,
        reason=RemedyReason(row.reason),
        note=row.note,
        key=row.idempotency_key,
        known=frozenset(preview.known) | remedy_orders.credits_beside(desk, row),
        sent_at=row.first_sent_at,
        handle=row.handle,
    )


def _settled(desk: Desk, work: Work, entry: Entry) -> None:
    row = desk.get(Remedy, work.remedy_id)
    desk.session.refresh(row)
    _record_end(desk, row, entry)


def _record_end(desk: Desk, row: Remedy, entry: Entry) -> None:
    ledger.write(desk, row, entry)
    erasing.ended_papers(desk, row.order_id)
    desk.record(RemedySettled(row.id, row.order_id, row.state))


def _enter(desk: Desk, work: Work, entry: Entry) -> None:
    row = desk.get(Remedy, work.remedy_id)
    desk.session.refresh(row)
    ledger.write(desk, row, entry)


def _write(desk: Desk, work: Work, **values: Any) -> bool:
    """The fence: a worker whose claim was taken over, or whose remedy was undone, changes no row."""
    released: dict[str, object] = {"claim": "", "claimed_until": None}
    result = desk.session.execute(
        update(Remedy)
        .where(Remedy.shop_id == desk.shop.id, Remedy.id == work.remedy_id, Remedy.claim == work.claim)
        .values(**(released | values))
    )
    return bool(getattr(result, "rowcount", 0))


def _claim_of(kind: str) -> timedelta:
    return CLAIM if kind == RemedyKind.REFUND else LONG_CLAIM

"""Requests for approval: one a remedy, for exactly its bytes, decided once, in time, and by somebody else."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.desk import approval_rows, ledger, remedy_fence, spending
from app.desk.approval_rows import ApprovalState
from app.desk.desk import ActorKind, Desk
from app.desk.spending import Case
from app.domain.approving import Approver, may_approve, may_decide
from app.domain.authority import NeedsApproval, Over
from app.domain.authority import decide as judge
from app.domain.errors import Rejected
from app.domain.events import ApprovalAsked, ApprovalDecided
from app.domain.ledger import Entry
from app.domain.problems import LookAgain, MayNotRefund, Problem
from app.domain.remedies.kinds import RemedyState
from app.domain.words import N_
from app.models import Agent, Approval, Remedy

LIFE = timedelta(hours=24)  # to decide, and from then on to be used
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Decision:
    """`undo`: how long what was approved still waits, so that it can be undone."""

    approve: bool
    note: str = ""
    undo: timedelta = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class ApprovalInfo:
    """How far a request has come, for who asked; `decided_by` is "" while nobody has decided."""

    id: int
    state: ApprovalState
    note: str
    expires_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_note: str


def ask(desk: Desk, remedy: Remedy, note: str) -> Approval:
    """Ask those who may approve for this remedy, which waits in AWAITING_APPROVAL; only a person asks."""
    _require_person(desk)
    case = spending.case_of(desk, remedy, desk.get(Agent, remedy.agent_id).role)
    verdict = judge(case.act, spending.limits(desk), spending.spent(desk, case))
    row = desk.add(
        Approval(
            remedy_id=remedy.id,
            order_id=remedy.order_id,
            agent_id=remedy.agent_id,
            payload_hash=remedy.payload_hash,
            currency=remedy.currency,
            overs=[_paper(over) for over in verdict.overs] if isinstance(verdict, NeedsApproval) else [],
            note=_note(note),
            state=ApprovalState.PENDING,
            created_at=desk.now,
            expires_at=desk.now + LIFE,
        )
    )
    ledger.write(desk, remedy, Entry.APPROVAL_ASKED)
    desk.record(ApprovalAsked(row.id, remedy.id, remedy.order_id))
    return row


def check(desk: Desk, approval_id: int) -> None:
    """Raise what `decide` would raise at once for the one who is about to approve."""
    row = desk.get(Approval, approval_id)
    may_decide(_approver(desk, desk.actor.id), row.agent_id)


def decide(desk: Desk, approval_id: int, decision: Decision) -> None:
    """Approve or refuse, once. Raises MayNotRefund for who may not, LookAgain where there is nothing to decide any
    more, or where another remedy is under way on the order: then the request stays open.
    """
    _require_person(desk)
    note = _note(decision.note)
    row, remedy = approval_rows.locked(desk, approval_id)
    if row.state != ApprovalState.PENDING or remedy.state != RemedyState.AWAITING_APPROVAL:
        raise LookAgain(Problem.APPROVAL_DECIDED, remedy.id)
    if row.expires_at <= desk.now:
        raise LookAgain(Problem.APPROVAL_EXPIRED, remedy.id)
    approver = _approver(desk, desk.actor.id)
    may_decide(approver, remedy.agent_id)
    if decision.approve:
        _approve(desk, row, remedy, approver)
        row.expires_at = desk.now + LIFE
    row.state = ApprovalState.APPROVED if decision.approve else ApprovalState.REFUSED
    row.decided_at, row.decided_by_id, row.decision_note = desk.now, desk.actor.id, note
    desk.session.flush()
    if decision.approve:
        remedy_fence.release(desk, remedy, decision.undo)
        ledger.write(desk, remedy, Entry.APPROVED, approver_id=desk.actor.id)
    else:
        remedy_fence.cancel(desk, remedy, Problem.NOT_APPROVED, Entry.REFUSED, note)
    desk.record(ApprovalDecided(row.id, remedy.id, remedy.order_id, row.state))


def use(desk: Desk, remedy: Remedy, case: Case) -> bool:
    """Whether an approval lets this remedy go: given for exactly these bytes, in time, by one who may still give it.

    It is marked as used. What was sent under it may be sent again, byte for byte.
    """
    row = desk.one(desk.select(Approval).where(Approval.remedy_id == remedy.id).with_for_update())
    if row is None or row.state != ApprovalState.APPROVED or row.decided_by_id is None:
        return False
    if not approval_rows.is_for(row, remedy):
        raise MayNotRefund(Problem.APPROVAL_CHANGED)
    if row.used_at is None and row.expires_at <= desk.now:
        raise MayNotRefund(Problem.APPROVAL_EXPIRED)
    _may_approve(desk, case, _approver(desk, row.decided_by_id), sending=True)
    row.used_at = row.used_at or desk.now
    return True


def of(desk: Desk, remedy_id: int) -> ApprovalInfo | None:
    """The request for this remedy, where there was one."""
    row = desk.one(desk.select(Approval).where(Approval.remedy_id == remedy_id))
    if row is None:
        return None
    by = desk.get(Agent, row.decided_by_id).name if row.decided_by_id else ""
    return ApprovalInfo(
        row.id,
        approval_rows.state_of(row, desk.get(Remedy, remedy_id)),
        row.note,
        row.expires_at,
        by,
        row.decided_at,
        row.decision_note,
    )


def approver_of(desk: Desk, remedy_id: int) -> int:
    """The agent who approved this remedy, or 0."""
    query = desk.select(Approval).where(Approval.remedy_id == remedy_id, Approval.state == ApprovalState.APPROVED)
    row = desk.one(query)
    return row.decided_by_id or 0 if row else 0


def _approve(desk: Desk, row: Approval, remedy: Remedy, approver: Approver) -> None:
    if not approval_rows.is_for(row, remedy):
        raise LookAgain(Problem.APPROVAL_CHANGED, remedy.id)
    case = spending.case_of(desk, remedy, desk.get(Agent, remedy.agent_id).role)
    _may_approve(desk, case, approver, sending=False)


def _may_approve(desk: Desk, case: Case, approver: Approver, *, sending: bool) -> None:
    before = spending.spent(desk, case, agent_id=approver.agent_id, sending=sending)
    paused = desk.shop.refunds_paused_at is not None
    may_approve(approver, case.act, spending.limits(desk), before, paused=paused)


def _approver(desk: Desk, agent_id: int) -> Approver:
    row = desk.get(Agent, agent_id)
    return Approver(row.id, row.role, approves=row.approves_at is not None, removed=row.removed_at is not None)


def _require_person(desk: Desk) -> None:
    """What a customer wrote or a rule does asks for nothing and approves nothing."""
    if desk.actor.kind is not ActorKind.AGENT:
        raise MayNotRefund(Problem.NOT_APPROVER)


def _paper(over: Over) -> dict[str, str]:
    return {"measure": over.measure.value, "limit": over.limit.wire(), "would_be": over.would_be.wire()}


def _note(text: str) -> str:
    if len(text.strip()) > LONGEST_NOTE:
        raise Rejected(N_("The note is too long. %(limit)s characters are possible."), "note", limit=LONGEST_NOTE)
    return text.strip()

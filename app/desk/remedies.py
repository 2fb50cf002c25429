"""Remedies as agents ask for them: a preview, one row per confirmation, the time to undo it, and its state."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from app.desk import approvals, authority, ledger, remedy_fence, remedy_orders
from app.desk.desk import ActorKind, Desk
from app.desk.remedy_papers import digest, paper_of, terms_of
from app.domain.authority import NeedsApproval, Verdict, Within
from app.domain.errors import NotFound
from app.domain.events import RemedyRequested
from app.domain.ledger import Entry
from app.domain.money import Money
from app.domain.problems import LookAgain, MayNotRefund, NotPossible, Problem
from app.domain.remedies.course import Sighting
from app.domain.remedies.kinds import STEPS, UNDER_WAY, RemedyKind, RemedyReason, RemedyState
from app.domain.remedies.terms import Terms
from app.domain.words import N_
from app.models import Agent, Order, Remedy, RemedyPreview

PREVIEW_LIFE = timedelta(minutes=15)
NOTE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an agent wants: the kind, his choice (the kind's dataclass) and why."""

    kind: RemedyKind
    reason: RemedyReason
    note: str
    choice: Any


@dataclass(frozen=True, slots=True)
class Preview:
    """What was shown to one agent and can be confirmed once, until `expires_at`; `digest` is bound to all of it.

    `verdict`: whether he may by himself. `choice` is a paper: the kind's own module knows its shape.
    """

    token: str
    digest: str
    order_id: int
    kind: RemedyKind
    reason: RemedyReason
    note: str
    choice: dict[str, Any]
    terms: Terms
    known: frozenset[str]
    verdict: Verdict
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What an agent confirms: the preview and its digest as posted, the key and exact request made from it.

    `undo`: how long it waits. `asking`: the note to those who may approve, None where he only meant to do it himself.
    """

    token: str
    digest: str
    key: str
    request: str
    undo: timedelta
    asking: str | None = None


def check_why(wanted: Wanted) -> None:
    """Raise NotPossible unless there is a reason, and a note where the reason says nothing by itself."""
    if wanted.reason is RemedyReason.UNKNOWN:
        raise NotPossible(Problem.REASON_MISSING, "reason")
    if len(wanted.note) > NOTE_LIMIT:
        raise NotPossible(Problem.REASON_TOO_LONG, "note", limit=NOTE_LIMIT)
    if wanted.reason is RemedyReason.OTHER and not wanted.note.strip() and wanted.kind not in STEPS:
        raise NotPossible(Problem.NEEDS_NOTE, "note")


def keep_preview(desk: Desk, order_id: int, wanted: Wanted, sighting: Sighting) -> Preview:
    """Keep what Shopify computed, for this agent, if he may at all and nobody else is at this order."""
    row = remedy_orders.live(desk, order_id)
    remedy_fence.refuse_second(desk, row.id)
    cost = cost_of(sighting.terms, desk.shop.currency)
    verdict = _verdict(desk, row, wanted.kind, wanted.reason, cost)
    kept = desk.add(
        RemedyPreview(
            token=str(uuid4()),
            order_id=row.id,
            conversation_id=remedy_orders.conversation_about(desk, row.id),
            agent_id=desk.actor.id,
            kind=wanted.kind,
            reason=wanted.reason,
            note=wanted.note.strip(),
            choice=paper_of(wanted.choice),
            terms=paper_of(sighting.terms),
            known=sorted(sighting.seen | sighting.marks),
            cost=cost.amount,
            currency=cost.currency,
            created_at=desk.now,
            expires_at=desk.now + PREVIEW_LIFE,
        )
    )
    return _preview(kept, verdict)


def preview(desk: Desk, order_id: int, token: str) -> Preview:
    """A preview as it was shown; the verdict is today's."""
    shown, row = _preview_row(desk, order_id, token), remedy_orders.live(desk, order_id)
    kind, reason = RemedyKind(shown.kind), RemedyReason(shown.reason)
    return _preview(shown, _verdict(desk, row, kind, reason, _cost(shown)))


def request(desk: Desk, order_id: int, confirmed: Confirmation) -> int:
    """Turn a confirmed preview into the one remedy it stands for; return the remedy's id.

    The same confirmation twice is the same remedy. Raises LookAgain where the world moved on since the preview.
    """
    row = desk.get(Order, order_id, lock=True)  # the one lock: everything about an order's money waits here
    shown = _preview_row(desk, order_id, confirmed.token)
    if confirmed.digest != _digest(shown):
        raise NotPossible(Problem.OTHER_PAYLOAD)
    existing = desk.one(desk.select(Remedy).where(Remedy.preview_id == shown.id))
    if existing is not None:
        return existing.id
    _refuse_stale(desk, shown)
    kind, reason = RemedyKind(shown.kind), RemedyReason(shown.reason)
    verdict = _verdict(desk, row, kind, reason, _cost(shown))
    if isinstance(verdict, NeedsApproval) and confirmed.asking is None:
        raise MayNotRefund(Problem.OVER_LIMIT, limit=_shown(verdict.first.limit))
    remedy = desk.add(_remedy(desk, row, shown, confirmed))
    if isinstance(verdict, Within):
        remedy_fence.release(desk, remedy, confirmed.undo)
    ledger.write(desk, remedy, Entry.REQUESTED)
    desk.record(RemedyRequested(remedy.id, row.id))
    if isinstance(verdict, NeedsApproval):
        approvals.ask(desk, remedy, confirmed.asking or "")
    return remedy.id


def withdraw(desk: Desk, order_id: int, remedy_id: int) -> None:
    """Undo a remedy that has not gone yet, or take back a wish for approval; raises LookAgain once it was sent."""
    row = desk.get(Remedy, remedy_id, lock=True)
    if row.order_id != order_id:
        raise NotFound(N_("There is no such remedy on this order."))
    if row.state == RemedyState.CANCELLED:
        return
    if row.state not in {RemedyState.WAITING, RemedyState.AWAITING_APPROVAL}:
        raise LookAgain(Problem.TOO_LATE_TO_UNDO, row.id)
    remedy_fence.cancel(desk, row, Problem.WITHDRAWN, Entry.WITHDRAWN, desk.get(Agent, desk.actor.id).name)


def cost_of(terms: Terms, currency: str) -> Money:
    """What a remedy costs the shop, for its limits: money and goods."""
    return sum((given.shop for given in (terms.gives, terms.goods) if given is not None), Money.zero(currency))


def _remedy(desk: Desk, order: Order, shown: RemedyPreview, confirmed: Confirmation) -> Remedy:
    terms = terms_of(shown.terms)
    return Remedy(
        preview_id=shown.id,
        order_id=order.id,
        customer_id=order.customer_id,
        conversation_id=shown.conversation_id,
        agent_id=shown.agent_id,
        kind=shown.kind,
        reason=shown.reason,
        note=shown.note,
        country_code=order.country_code,
        idempotency_key=confirmed.key,
        payload_hash=hashlib.sha256(confirmed.request.encode()).hexdigest(),
        request=confirmed.request,
        cost=shown.cost,
        currency=shown.currency,
        amount=terms.gives.presentment.amount if terms.gives else None,
        presentment_currency=terms.gives.presentment.currency if terms.gives else order.presentment_currency,
        state=RemedyState.AWAITING_APPROVAL,
        created_at=desk.now,
    )


def _refuse_stale(desk: Desk, shown: RemedyPreview) -> None:
    if shown.agent_id != desk.actor.id:
        raise LookAgain(Problem.NOT_YOURS)
    if shown.expires_at <= desk.now:
        raise LookAgain(Problem.EXPIRED)
    remedy_fence.refuse_second(desk, shown.order_id)
    counted = (*UNDER_WAY, RemedyState.SUCCEEDED, RemedyState.NEEDS_REVIEW)
    newer = desk.one(
        desk.select(Remedy)
        .where(Remedy.order_id == shown.order_id, Remedy.state.in_(counted))
        .where((Remedy.goes_at >= shown.created_at) | (Remedy.settled_at >= shown.created_at))
    )
    if newer is not None:
        raise LookAgain(Problem.QUANTITY_CHANGED, newer.id)


def _verdict(desk: Desk, order: Order, kind: RemedyKind, reason: RemedyReason, cost: Money) -> Verdict:
    """Only a person gives a remedy: a rule may propose, never execute."""
    if desk.actor.kind is not ActorKind.AGENT:
        raise MayNotRefund(Problem.AGENT_GONE)
    return authority.verdict(desk, authority.act(desk, desk.actor.id, order, kind, reason, cost))


def _preview_row(desk: Desk, order_id: int, token: str) -> RemedyPreview:
    query = desk.select(RemedyPreview).where(RemedyPreview.token == token, RemedyPreview.order_id == order_id)
    row = desk.one(query)
    if row is None:
        raise NotFound(N_("There is no such preview on this order."))
    return row


def _preview(row: RemedyPreview, verdict: Verdict) -> Preview:
    return Preview(
        token=row.token,
        digest=_digest(row),
        order_id=row.order_id,
        kind=RemedyKind(row.kind),
        reason=RemedyReason(row.reason),
        note=row.note,
        choice=row.choice,
        terms=terms_of(row.terms),
        known=frozenset(row.known),
        verdict=verdict,
        expires_at=row.expires_at,
    )


def _digest(row: RemedyPreview) -> str:
    return digest(row.kind, (row.reason, row.note), row.choice, row.terms)


def _cost(row: RemedyPreview) -> Money:
    return Money(row.cost or Money.zero(row.currency).amount, row.currency)


def _shown(limit: Money) -> str:
    return f"{limit.wire()} {limit.currency}"

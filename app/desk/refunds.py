"""Refunds as agents ask for them: an order's rest, a preview, one intent per confirmation, and its state."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from app.db import money_or_none
from app.desk.desk import ActorKind, Desk
from app.desk.refund_orders import live_order, open_intent, policy
from app.desk.refund_papers import planned_of, selection_of, selection_paper, suggestion_of, suggestion_paper
from app.domain.authority import may_refund
from app.domain.errors import NotFound
from app.domain.events import RefundRequested
from app.domain.intents import OPEN_STATES, IntentState
from app.domain.money import Money, MoneyBag
from app.domain.problems import LookAgain, MayNotRefund, NotRefundable, Problem
from app.domain.refunds import PlannedLine, Selection, Suggestion
from app.domain.words import N_
from app.models import Agent, Conversation, Order, RefundIntent, RefundPreview
from app.models.columns import bag

PREVIEW_LIFE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a preview is made of; `refund_gids` are the refunds that the order had at that moment."""

    selection: Selection
    planned: tuple[PlannedLine, ...]
    suggestion: Suggestion
    refund_gids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What was shown to one agent and can be confirmed once, until `expires_at`."""

    token: str
    order_gid: str
    order_name: str
    selection: Selection
    planned: tuple[PlannedLine, ...]
    suggestion: Suggestion
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What an agent confirms: the preview, the amount he saw, and the exact request made from it."""

    token: str
    amount: Money
    key: str
    request: str


@dataclass(frozen=True, slots=True)
class RefundStatus:
    """An intent for the page that follows it; `error` holds Shopify's own words."""

    id: int
    order_id: int
    state: IntentState
    money_state: str
    problem: Problem | None
    error: str
    amount: MoneyBag
    agent_name: str
    refund_gid: str
    created_at: datetime

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


def keep_preview(desk: Desk, order_id: int, shown: Shown) -> Preview:
    """Keep what Shopify suggested, for this agent, if he may refund so much and nobody else is at it."""
    row = live_order(desk, order_id)
    refuse_second(desk, row.id)
    suggestion = shown.suggestion
    may_refund(_agent(desk).role, suggestion.amount.shop, policy(desk))
    preview = desk.add(
        RefundPreview(
            token=str(uuid4()),
            order_id=row.id,
            conversation_id=_conversation_about(desk, row.id),
            agent_id=desk.actor.id,
            selection=selection_paper(shown.selection, shown.planned, shown.refund_gids),
            suggestion=suggestion_paper(suggestion),
            currency=suggestion.amount.shop.currency,
            presentment_currency=suggestion.amount.presentment.currency,
            amount_shop=suggestion.amount.shop.amount,
            amount=suggestion.amount.presentment.amount,
            created_at=desk.now,
            expires_at=desk.now + PREVIEW_LIFE,
        )
    )
    return _preview(preview, row)


def preview(desk: Desk, order_id: int, token: str) -> Preview:
    """A preview as it was shown."""
    return _preview(_preview_row(desk, order_id, token), live_order(desk, order_id))


def request(desk: Desk, order_id: int, confirmation: Confirmation) -> int:
    """Turn a confirmed preview into the one intent that moves its money; return the intent's id.

    The same confirmation twice is the same intent. Raises LookAgain where the world moved on since the preview.
    """
    row = desk.get(Order, order_id, lock=True)  # the one lock: everything about an order's money waits here
    shown = _preview_row(desk, order_id, confirmation.token)
    if confirmation.amount != money_or_none(shown.amount, shown.presentment_currency):
        raise NotRefundable(Problem.OTHER_AMOUNT_POSTED, "amount")
    existing = desk.one(desk.select(RefundIntent).where(RefundIntent.preview_id == shown.id))
    if existing is not None:
        return existing.id
    _refuse_stale(desk, shown)
    suggestion = suggestion_of(shown.suggestion)
    may_refund(_agent(desk).role, suggestion.amount.shop, policy(desk))
    intent = desk.add(
        RefundIntent(
            preview_id=shown.id,
            order_id=row.id,
            open_order_id=row.id,
            conversation_id=shown.conversation_id,
            agent_id=shown.agent_id,
            reason=shown.selection["reason"],
            idempotency_key=confirmation.key,
            payload_hash=hashlib.sha256(confirmation.request.encode()).hexdigest(),
            request=confirmation.request,
            currency=shown.currency,
            presentment_currency=shown.presentment_currency,
            amount_shop=shown.amount_shop,
            amount=shown.amount,
            state=IntentState.REQUESTED,
            created_at=desk.now,
        )
    )
    desk.record(RefundRequested(intent.id, row.id))
    return intent.id


def status(desk: Desk, order_id: int, intent_id: int) -> RefundStatus:
    """How far a refund has come."""
    row = desk.get(RefundIntent, intent_id)
    if row.order_id != order_id:
        raise NotFound(N_("There is no such refund on this order."))
    amount = bag(row.amount_shop, row.currency, row.amount, row.presentment_currency)
    if amount is None:
        raise NotFound(N_("This refund has no amount."))
    return RefundStatus(
        id=row.id,
        order_id=row.order_id,
        state=IntentState(row.state),
        money_state=row.money_state,
        problem=Problem(row.problem) if row.problem else None,
        error=row.error,
        amount=amount,
        agent_name=desk.get(Agent, row.agent_id).name,
        refund_gid=row.refund_gid,
        created_at=row.created_at,
    )


def _refuse_stale(desk: Desk, shown: RefundPreview) -> None:
    if shown.agent_id != desk.actor.id:
        raise LookAgain(Problem.NOT_YOURS)
    if shown.expires_at <= desk.now:
        raise LookAgain(Problem.EXPIRED)
    refuse_second(desk, shown.order_id)
    newer = desk.one(
        desk.select(RefundIntent)
        .where(RefundIntent.order_id == shown.order_id, RefundIntent.state != IntentState.REJECTED)
        .where((RefundIntent.created_at >= shown.created_at) | (RefundIntent.settled_at >= shown.created_at))
    )
    if newer is not None:
        raise LookAgain(Problem.QUANTITY_CHANGED, newer.id)


def refuse_second(desk: Desk, order_id: int) -> None:
    """One refund at a time on an order: raise LookAgain naming the one on its way."""
    if intent_id := open_intent(desk, order_id):
        raise LookAgain(Problem.IN_PROGRESS, intent_id)


def _agent(desk: Desk) -> Agent:
    """Only a person refunds: a rule may propose, never execute."""
    if desk.actor.kind is not ActorKind.AGENT:
        raise MayNotRefund(Problem.AGENT_GONE)
    agent = desk.get(Agent, desk.actor.id)
    if agent.removed_at is not None:
        raise MayNotRefund(Problem.AGENT_GONE)
    return agent


def _preview_row(desk: Desk, order_id: int, token: str) -> RefundPreview:
    row = desk.one(desk.select(RefundPreview).where(RefundPreview.token == token, RefundPreview.order_id == order_id))
    if row is None:
        raise NotFound(N_("There is no such preview on this order."))
    return row


def _preview(row: RefundPreview, about: Order) -> Preview:
    return Preview(
        token=row.token,
        order_gid=about.gid,
        order_name=about.name,
        selection=selection_of(row.selection),
        planned=planned_of(row.selection),
        suggestion=suggestion_of(row.suggestion),
        expires_at=row.expires_at,
    )


def _conversation_about(desk: Desk, order_id: int) -> int | None:
    query = desk.select(Conversation).where(Conversation.order_id == order_id)
    row = desk.one(query.order_by(Conversation.last_message_at.desc()))
    return row.id if row else None

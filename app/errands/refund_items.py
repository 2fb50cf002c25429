"""A refund's errand: Shopify computes, the agent confirms, the money moves once; unclear is looked up, not resent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar
from uuid import uuid4

from app.desk import refund_orders, refund_work, refunds
from app.desk.desk import Actor
from app.desk.refund_work import RefundWork
from app.desk.refunds import Confirmation, Preview, Shown
from app.domain.authority import may_refund
from app.domain.errors import OutcomeUnknown, Refused, Unavailable
from app.domain.events import RefundDue, RefundRequested
from app.domain.intents import IntentState
from app.domain.money import Money
from app.domain.orders import Refund
from app.domain.problems import MayNotRefund, NotRefundable, Problem
from app.domain.refund_course import Found, RefundView, Review, Send, Wait, decide
from app.domain.refunds import RefundableLine, Selection, Suggestion, check, plan
from app.domain.words import N_
from app.errands import tokens
from app.errands.runtime import Runtime
from app.shopify import refunds as gateway
from app.shopify.answers import KeyRejected
from app.shopify.client import AdminApi

Result = TypeVar("Result")
PATIENCE = timedelta(hours=1)  # after which a confirmed refund that was never sent would surprise more than help


def preview(runtime: Runtime, shop_id: int, actor: Actor, order_id: int, selection: Selection) -> Preview:
    """Ask Shopify what a selection would pay, and keep the answer for the agent to confirm."""
    with runtime.desk(shop_id, actor, read_only=True) as desk:
        order = refund_orders.order(desk, order_id)
        refunds.refuse_second(desk, order_id)
    planned = plan(order.lines, selection)
    look = partial(gateway.look, order_gid=order.gid, planned=planned, shipping=selection.shipping)
    view = tokens.with_fresh_token(runtime, shop_id, look)
    suggestion = _checked(order.lines, view, selection)
    shown = Shown(selection, planned, suggestion, tuple(refund.gid for refund in view.refunds))
    with runtime.desk(shop_id, actor) as desk:
        return refunds.keep_preview(desk, order_id, shown)


def request(runtime: Runtime, shop_id: int, actor: Actor, order_id: int, confirmed: tuple[str, Money]) -> int:
    """Turn a confirmed preview (its token and the amount as seen) into an intent; return the intent's id."""
    token, amount = confirmed
    with runtime.desk(shop_id, actor, read_only=True) as desk:
        shown = refunds.preview(desk, order_id, token)
    key = str(uuid4())
    text = gateway.request(shown.order_gid, shown.selection, shown.planned, shown.suggestion, key)
    with runtime.desk(shop_id, actor) as desk:
        return refunds.request(desk, order_id, Confirmation(token, amount, key, text))


def run(runtime: Runtime, shop_id: int, event: RefundRequested | RefundDue) -> None:
    """Take a refund one step on. Raises Unavailable where a later step is needed; never moves money on a doubt."""
    with runtime.desk(shop_id) as desk:
        work = refund_work.claim(desk, event.refund_intent_id)
    if work is not None:
        _Trip(runtime, shop_id, work).step()


def sweep(runtime: Runtime, now: datetime | None = None) -> int:
    """For the clock: ring for refunds that a crash or a lost ring left alone; how many there were."""
    with runtime.database.transaction() as session:
        return refund_work.sweep(session, now or datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class _Trip:
    """One claimed refund on one step of its way: a look, a decision, at most one mutation, a record."""

    runtime: Runtime
    shop_id: int
    work: RefundWork

    def step(self) -> None:
        if not self.work.was_sent and datetime.now(UTC) - self.work.requested_at > PATIENCE:
            self.end(IntentState.REJECTED, Problem.TOO_LATE)
            return
        try:
            view = self.ask(partial(_look, self.work))
        except (Unavailable, OutcomeUnknown) as error:
            self.put_off(error, sent=self.work.was_sent)
        except Refused as error:
            self.refused_look(error)
        else:
            self.take(view)

    def take(self, view: RefundView) -> None:
        match decide(self.work.confirmed, view, datetime.now(UTC)):
            case Found(refund_gid):
                self.settle_found(refund_gid)
            case Review(problem):
                self.end(IntentState.NEEDS_REVIEW, problem)
            case Wait():
                self.put_off(Unavailable(N_("The order changed and our refund is not to be seen yet.")), sent=True)
            case Send():
                self.authorise_and_send(view)

    def authorise_and_send(self, view: RefundView) -> None:
        try:
            _authorise(self.work, view.suggestion)
        except MayNotRefund as refusal:
            self.end(self.refusal_state(), refusal.problem, str(refusal.params.get("limit", "")))
            return
        with self.runtime.desk(self.shop_id) as desk:
            held = refund_work.start_sending(desk, self.work)
        if held:
            self.send()

    def send(self) -> None:
        try:
            refund = self.ask(partial(gateway.create, stored_request=self.work.request))
        except KeyRejected as error:
            self.end(IntentState.NEEDS_REVIEW, Problem.KEY_MISMATCH, str(error))
        except Refused as error:
            self.end(self.refusal_state(), Problem.REFUSED, str(error))
        except OutcomeUnknown as error:
            self.put_off(error, sent=True)
        except Unavailable as error:
            self.put_off(error, sent=self.work.was_sent)
        else:
            self.succeed(refund)

    def settle_found(self, refund_gid: str) -> None:
        try:
            refund = self.ask(partial(gateway.fetch, refund_gid=refund_gid))
        except (Unavailable, OutcomeUnknown, Refused) as error:
            self.put_off(error, sent=True)
        else:
            self.succeed(refund)

    def refused_look(self, error: Refused) -> None:
        gone = isinstance(error, gateway.OrderGone)
        if not self.work.was_sent:
            self.end(IntentState.REJECTED, Problem.ORDER_GONE if gone else Problem.REFUSED, str(error))
        elif gone:
            self.end(IntentState.NEEDS_REVIEW, Problem.NEVER_CONFIRMED, str(error))
        else:
            self.put_off(error, sent=True)

    def refusal_state(self) -> IntentState:
        """A refusal now says nothing of an earlier attempt whose answer was lost."""
        return IntentState.NEEDS_REVIEW if self.work.was_sent else IntentState.REJECTED

    def ask(self, call: Callable[[AdminApi], Result]) -> Result:
        return tokens.with_fresh_token(self.runtime, self.shop_id, call)

    def succeed(self, refund: Refund) -> None:
        with self.runtime.desk(self.shop_id) as desk:
            refund_work.succeed(desk, self.work, refund)

    def end(self, state: IntentState, problem: Problem, error: str = "") -> None:
        with self.runtime.desk(self.shop_id) as desk:
            refund_work.end(desk, self.work, state, problem, error)

    def put_off(self, error: Exception, *, sent: bool) -> None:
        with self.runtime.desk(self.shop_id) as desk:
            held = refund_work.put_off(desk, self.work, sent=sent, error=str(error))
        if held:
            raise Unavailable(str(error), retry_after=self.work.wait) from error


def _look(work: RefundWork, api: AdminApi) -> RefundView:
    return gateway.look(api, work.order_gid, work.planned, shipping=work.shipping)


def _authorise(work: RefundWork, suggestion: Suggestion | None) -> None:
    if work.role is None or suggestion is None:
        raise MayNotRefund(Problem.AGENT_GONE)
    may_refund(work.role, suggestion.amount.shop, work.policy)


def _checked(lines: tuple[RefundableLine, ...], view: RefundView, selection: Selection) -> Suggestion:
    """The mirror may be behind: quantities and money are held against Shopify's own numbers."""
    titles = {line.gid: line.title for line in lines}
    left = {line.gid: line.left for line in view.lines}
    for chosen in selection.lines:
        if left.get(chosen.line_item_gid, chosen.quantity) < chosen.quantity:
            gid = chosen.line_item_gid
            raise NotRefundable(Problem.TOO_MANY, gid, left=left[gid], title=titles[gid])
    if view.suggestion is None:
        raise NotRefundable(Problem.NOTHING_SELECTED)
    check(view.suggestion)
    return view.suggestion

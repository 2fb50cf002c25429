"""A return's errand: offered by Shopify, asked for once; a lost answer is looked for before it is asked again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from app.desk import return_work, returns
from app.desk.desk import Actor
from app.desk.return_work import ReturnWork
from app.desk.returns import ReturnConfirmation, ReturnOrder
from app.domain.errors import OutcomeUnknown, Refused, Unavailable
from app.domain.events import ReturnDue, ReturnRequested
from app.domain.intents import IntentState
from app.domain.problems import Problem
from app.domain.returns import (
    FoundReturn,
    ReturnOffer,
    ReturnSelection,
    ReviewReturn,
    SendReturn,
    WaitForReturn,
    decide,
    plan,
)
from app.domain.words import N_
from app.errands import tokens
from app.errands.runtime import Runtime
from app.shopify import returns as gateway
from app.shopify.client import AdminApi

Result = TypeVar("Result")


def offer(runtime: Runtime, shop_id: int, actor: Actor, order_id: int) -> tuple[ReturnOrder, ReturnOffer]:
    """What of an order can come back, as Shopify says now."""
    with runtime.desk(shop_id, actor, read_only=True) as desk:
        order = returns.order(desk, order_id)
    look = partial(gateway.look, order_gid=order.gid)
    return order, tokens.with_fresh_token(runtime, shop_id, look)


def request(runtime: Runtime, shop_id: int, actor: Actor, order_id: int, asked: tuple[str, ReturnSelection]) -> int:
    """Turn a form (its token and what was chosen) into an intent; return the intent's id."""
    token, selection = asked
    with runtime.desk(shop_id, actor, read_only=True) as desk:
        if before := returns.existing(desk, order_id, token):
            return before
    order, found = offer(runtime, shop_id, actor, order_id)
    planned = plan(found, selection)
    known = tuple(item.gid for item in found.returns)
    with runtime.desk(shop_id, actor) as desk:
        confirmed = ReturnConfirmation(token, planned, gateway.request(order.gid, planned), known)
        return returns.request(desk, order_id, confirmed)


def run(runtime: Runtime, shop_id: int, event: ReturnRequested | ReturnDue) -> None:
    """Take a return one step on. Raises Unavailable where a later step is needed."""
    with runtime.desk(shop_id) as desk:
        work = return_work.claim(desk, event.return_intent_id)
    if work is not None:
        _Trip(runtime, shop_id, work).step()


def sweep(runtime: Runtime, now: datetime | None = None) -> int:
    """For the clock: ring for returns that a crash or a lost ring left alone; how many there were."""
    with runtime.database.transaction() as session:
        return return_work.sweep(session, now or datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class _Trip:
    """One claimed return on one step of its way: a look, a decision, at most one mutation, a record."""

    runtime: Runtime
    shop_id: int
    work: ReturnWork

    def step(self) -> None:
        try:
            found = self.ask(partial(gateway.look, order_gid=self.work.order_gid))
        except (Unavailable, OutcomeUnknown) as error:
            self.put_off(error, sent=self.work.was_sent)
        except Refused as error:
            self.refused_look(error)
        else:
            self.take(found)

    def take(self, found: ReturnOffer) -> None:
        match decide(self.work.under_way, found, datetime.now(UTC)):
            case FoundReturn(return_gid):
                self.succeed(return_gid)
            case ReviewReturn(problem):
                self.end(IntentState.NEEDS_REVIEW, problem)
            case WaitForReturn():
                self.put_off(Unavailable(N_("Shopify does not show the return yet.")), sent=True)
            case SendReturn():
                self.send()

    def send(self) -> None:
        with self.runtime.desk(self.shop_id) as desk:
            if not return_work.start_sending(desk, self.work):
                return
        try:
            return_gid = self.ask(partial(gateway.create, stored_request=self.work.request))
        except Refused as error:
            self.end(self.refusal_state(), Problem.REFUSED, str(error))
        except OutcomeUnknown as error:
            self.put_off(error, sent=True)
        except Unavailable as error:
            self.put_off(error, sent=self.work.was_sent)
        else:
            self.succeed(return_gid)

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

    def succeed(self, return_gid: str) -> None:
        with self.runtime.desk(self.shop_id) as desk:
            return_work.succeed(desk, self.work, return_gid)

    def end(self, state: IntentState, problem: Problem, error: str = "") -> None:
        with self.runtime.desk(self.shop_id) as desk:
            return_work.end(desk, self.work, state, problem, error)

    def put_off(self, error: Exception, *, sent: bool) -> None:
        with self.runtime.desk(self.shop_id) as desk:
            held = return_work.put_off(desk, self.work, sent=sent, error=str(error))
        if held:
            raise Unavailable(str(error), retry_after=self.work.wait) from error

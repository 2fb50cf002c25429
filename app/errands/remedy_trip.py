"""One claimed remedy on one step of its way: a look, a decision, at most one mutation, and a record of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import structlog

from app.desk import remedy_work
from app.desk.remedy_work import Work
from app.domain.errors import OutcomeUnknown, Refused, Unavailable
from app.domain.problems import MayNotRefund, NotPossible, Problem
from app.domain.remedies import course
from app.domain.remedies.kinds import RemedyState
from app.domain.words import N_
from app.errands import staff_tokens, tokens
from app.errands.runtime import Runtime
from app.errands.staff_tokens import StaffRefused
from app.shopify.answers import KeyRejected
from app.shopify.client import AdminApi
from app.shopify.remedy import FailedThere, Kind, OrderGone, PartlyDone

log = structlog.get_logger()
Result = TypeVar("Result")
PATIENCE = timedelta(hours=1)  # after which a confirmed remedy that was never sent would surprise more than help


@dataclass(frozen=True, slots=True)
class Trip:
    """One claimed remedy on one step of its way: a look, a decision, at most one mutation, a record."""

    runtime: Runtime
    shop_id: int
    work: Work
    kind: Kind
    ask: course.Ask

    def step(self) -> None:
        if not self.work.was_sent and datetime.now(UTC) - self.work.goes_at > PATIENCE:
            self.end(RemedyState.REJECTED, Problem.TOO_LATE)
            return
        try:
            found = self.call(self.kind.search) if self.work.was_sent else ""
            sighting = self.problem_or_look() if not found else Problem.UNKNOWN
        except (Unavailable, OutcomeUnknown) as error:
            self.not_seen(error)
        except FailedThere as error:
            self.end(RemedyState.REJECTED, Problem.REFUSED, str(error))
        except Refused as error:
            self.refused_look(error)
        else:
            self.take(course.decide(self.confirmed(), found, sighting, datetime.now(UTC)))

    def problem_or_look(self) -> course.Sighting | Problem:
        try:
            return self.call(self.kind.look)
        except NotPossible as refusal:
            return refusal.problem

    def confirmed(self) -> course.Confirmed:
        work = self.work
        return course.Confirmed(
            terms=work.terms,
            known=self.ask.known,
            resend=self.kind.resend,
            first_sent_at=self.ask.sent_at,
            last_sent_at=work.last_sent_at,
            attempts=work.attempts,
            begun=bool(self.ask.handle),
        )

    def take(self, step: course.Step) -> None:
        match step:
            case course.Found(gid):
                self.settle_found(gid)
            case course.Review(problem):
                self.end(RemedyState.NEEDS_REVIEW, problem)
            case course.Wait():
                self.put_off(Unavailable(N_("Shopify does not show yet what was asked for.")), sent=True)
            case course.Send():
                self.start_and_send()

    def start_and_send(self) -> None:
        try:
            with self.runtime.desk(self.shop_id) as desk:
                held = remedy_work.start_sending(desk, self.work)
        except MayNotRefund as refusal:
            self.refused(refusal.problem, str(refusal.params.get("limit", "")))
            return
        if held:
            self.send()

    def send(self) -> None:
        work = self.work
        try:
            done = staff_tokens.with_agent(
                self.runtime, self.shop_id, work.agent_id, lambda api: self.kind.send(api, work.request)
            )
        except KeyRejected as error:
            self.end(RemedyState.NEEDS_REVIEW, Problem.KEY_MISMATCH, str(error))
        except StaffRefused as error:
            self.refused(error.problem, str(error))
        except PartlyDone as error:
            self.end(RemedyState.NEEDS_REVIEW, Problem.REFUSED, str(error))
        except Refused as error:
            self.refused(Problem.REFUSED, str(error))
        except OutcomeUnknown as error:
            self.put_off(error, sent=True)
        except Unavailable as error:
            self.put_off(error, sent=self.work.was_sent)
        else:
            self.take_answer(done)

    def take_answer(self, done: course.Outcome | course.Begun) -> None:
        if isinstance(done, course.Begun):
            self.put_off(Unavailable(N_("Shopify is still at work on it.")), sent=True, handle=done.handle)
        else:
            self.succeed(done, found=False)

    def settle_found(self, gid: str) -> None:
        try:
            outcome = tokens.with_fresh_token(
                self.runtime, self.shop_id, lambda api: self.kind.read(api, self.ask, gid)
            )
        except (Unavailable, OutcomeUnknown) as error:
            self.not_seen(error)
        except Refused as error:
            self.refused_look(error)
        else:
            self.succeed(outcome, found=True)

    def not_seen(self, error: Exception) -> None:
        """Looked for again later; what could not be looked up for a day is a person's to look up."""
        sent_at = self.ask.sent_at
        if sent_at is not None and datetime.now(UTC) - sent_at > course.KEY_LIFE:
            self.end(RemedyState.NEEDS_REVIEW, Problem.NEVER_CONFIRMED, str(error))
        else:
            self.put_off(error, sent=self.work.was_sent)

    def refused_look(self, error: Refused) -> None:
        gone = isinstance(error, OrderGone)
        if not self.work.was_sent:
            self.end(RemedyState.REJECTED, Problem.ORDER_GONE if gone else Problem.REFUSED, str(error))
        elif gone or self.work.attempts >= course.LOOKS:  # a no will not become a yes: somebody has to know of it
            self.end(RemedyState.NEEDS_REVIEW, Problem.NEVER_CONFIRMED, str(error))
        else:
            self.put_off(error, sent=True)

    def refused(self, problem: Problem, error: str) -> None:
        """A refusal now, also in words that nothing was sent, says nothing of an earlier attempt that got no answer."""
        if self.work.was_sent:
            self.end(RemedyState.NEEDS_REVIEW, Problem.NEVER_CONFIRMED, error)
        else:
            self.end(RemedyState.REJECTED, problem, error)

    def call(self, ask_there: Callable[[AdminApi, course.Ask], Result]) -> Result:
        return tokens.with_fresh_token(self.runtime, self.shop_id, lambda api: ask_there(api, self.ask))

    def succeed(self, outcome: course.Outcome, *, found: bool) -> None:
        with self.runtime.desk(self.shop_id) as desk:
            remedy_work.succeed(desk, self.work, outcome, found=found)

    def end(self, state: RemedyState, problem: Problem, error: str = "") -> None:
        with self.runtime.desk(self.shop_id) as desk:
            remedy_work.end(desk, self.work, state, problem, error)

    def put_off(self, error: Exception, *, sent: bool, handle: str = "") -> None:
        with self.runtime.desk(self.shop_id) as desk:
            held = remedy_work.put_off(desk, self.work, sent=sent, error=str(error), handle=handle)
        log.info("remedy put off", remedy=self.work.remedy_id, sent=sent, held=held, kind=type(error).__name__)

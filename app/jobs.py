"""All that is asynchronous, on one page: what reacts to what, what the clock does, and how both are drained."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from app.clock import Every
from app.desk import backfills, external_money, reactions, remedy_drafts, rules, starter
from app.desk.desk import SYSTEM, Desk, desk_in
from app.domain import events
from app.domain.errors import DeskError, GatewayError
from app.domain.event import Event
from app.errands import (
    audit_money,
    backfill_orders,
    deliver_message,
    housekeeping,
    process_receipts,
    receive_message,
    remedy,
    tokens,
    translate_message,
)
from app.errands import reconcile as lost_webhooks
from app.errands.failures import words_of
from app.errands.process_receipts import Handler
from app.errands.runtime import Runtime
from app.queue import AUDIT, DRAIN, FOLLOW, MOVE_BACKFILL, RECONCILE, WORK

log = structlog.get_logger()
LINGER = 1.0  # seconds a drain waits for more before its process ends: a fork per event would hold 20 a second
BATCH = 30.0  # seconds a batch may take, well inside its claim, so that nobody else runs the same
HOLD = 0.05  # seconds that recordings share one transaction: SQLite has one writer at a time, and others wait
BUDGET = 180.0  # seconds after which a drain hands over to a fresh one


@dataclass(frozen=True, slots=True)
class InDesk:
    """Only records: runs inside one transaction together with its own "done", so exactly once."""

    call: Callable[[Desk, Any], None]


@dataclass(frozen=True, slots=True)
class Outside:
    """Reaches the network: claims and records by itself; `alone` gives it a job of its own."""

    call: Callable[[Runtime, int, Any], None]
    alone: bool = False


REACTIONS: Mapping[type[Event], Mapping[str, InDesk | Outside]] = {
    events.ShopInstalled: {"install_starter": InDesk(starter.install), "start_backfill": InDesk(backfills.start)},
    events.BackfillStarted: {"move_backfill": Outside(backfill_orders.step, alone=True)},
    events.BackfillMoved: {"move_backfill": Outside(backfill_orders.step, alone=True)},
    events.MailArrived: {"receive_message": Outside(receive_message.run)},
    events.MessageReceived: {"run_rules": InDesk(rules.run), "translate_message": Outside(translate_message.run)},
    events.TranslationWanted: {"translate_message": Outside(translate_message.run)},
    events.LanguageCorrected: {"retranslate": Outside(translate_message.correct)},
    events.ReplyQueued: {"deliver_message": Outside(deliver_message.run)},
    events.OrderChanged: {"run_rules": InDesk(rules.run)},
    events.FulfillmentCreated: {"run_rules": InDesk(rules.run)},
    events.ShipmentMoved: {"run_rules": InDesk(rules.run)},
    events.RemedyDue: {"give_remedy": Outside(remedy.run, alone=True)},
    events.RemedySettled: {"enter_external": InDesk(external_money.settled), "draft": InDesk(remedy_drafts.follow)},
    events.RemedyMoneyMoved: {"draft": InDesk(remedy_drafts.follow)},
}
SCHEDULE: tuple[Every, ...] = (
    Every(2, housekeeping.ring_for_what_is_due),
    Every(5, housekeeping.move_backfills),
    Every(1, housekeeping.send_remedies),
    Every(600, housekeeping.close_former_intents),
    Every(30, housekeeping.wake_conversations),
    Every(30, housekeeping.expire_approvals),
    Every(600, housekeeping.reconcile_shops),
    Every(600, audit_money.begin_nightly),
    Every(20, audit_money.resume),
    Every(60, audit_money.follow_pending),
    Every(3600, housekeeping.prune),
    Every(86400, tokens.keep_alive),
)

_NAMES = {event.__name__: tuple(by_name) for event, by_name in REACTIONS.items()}
_ALL = [item for by_name in REACTIONS.values() for item in by_name.items()]
_IN_DESK = {name: how for name, how in _ALL if isinstance(how, InDesk)}
_OUTSIDE = {name: how for name, how in _ALL if isinstance(how, Outside)}
_ALONE = [name for name, how in _OUTSIDE.items() if how.alone]
_REACHING = [name for name in _OUTSIDE if name not in _ALONE]
_installed: list[tuple[Runtime, Mapping[str, Handler]]] = []
stopping = threading.Event()  # set in a job whose worker was told to stop: a drain ends after its turn


def install(runtime: Runtime, handlers: Mapping[str, Handler] | None = None) -> None:
    """Jobs are named by path and get ids only; the runtime and the webhook topics' handlers reach them this way."""
    _installed[:] = [(runtime, handlers or {})]


def drain() -> None:
    """Process all receipts and reactions that the database says are due; whoever rings meanwhile is heard."""
    runtime, handlers = _installed[0]
    runtime.doorbell.answer(DRAIN)
    started = idle_since = time.monotonic()
    while time.monotonic() - started < BUDGET and not stopping.is_set():
        if process_receipts.drain_once(runtime, handlers).total + drain_once(runtime):
            idle_since = time.monotonic()
        elif time.monotonic() - idle_since > LINGER:
            return
        else:
            time.sleep(0.02)
    runtime.doorbell.ring(DRAIN)


def work(reaction_id: int) -> None:
    """Run one reaction that has a job of its own."""
    runtime, _handlers = _installed[0]
    runtime.doorbell.answer(WORK, reaction_id)
    with runtime.database.transaction() as session:
        due = reactions.claim_one(session, reaction_id, datetime.now(UTC))
    if due:
        react(runtime, due)


def move_backfill(shop_id: int, backfill_id: int) -> None:
    """The clock's reminder: ask how far Shopify is, or go on importing."""
    _look(MOVE_BACKFILL, backfill_orders.move, shop_id, backfill_id)


def reconcile(shop_id: int) -> None:
    """Fetch what lost webhooks would have told."""
    _look(RECONCILE, lost_webhooks.run, shop_id)


def audit(shop_id: int) -> None:
    """Compare the shop's money with Shopify's, a turn at a time."""
    _look(AUDIT, audit_money.run, shop_id)


def follow(shop_id: int, remedy_id: int) -> None:
    """Ask what became of a payment that was on its way."""
    _look(FOLLOW, audit_money.follow, shop_id, remedy_id)


def _look(path: str, call: Callable[..., object], *ids: int) -> None:
    """The clock rings again: nothing is owed that a retry of this very job would have to bring."""
    runtime, _handlers = _installed[0]
    runtime.doorbell.answer(path, *ids)
    try:
        call(runtime, *ids)
    except GatewayError as error:
        name = path.rpartition(".")[2]
        log.warning("a look at Shopify failed", job=name, shop_id=ids[0], kind=type(error).__name__)


def drain_once(runtime: Runtime, now: datetime | None = None) -> int:
    """One turn over the outbox: returns how many reactions ran; those that run alone are only rung for."""
    moment = now or datetime.now(UTC)
    with runtime.database.transaction(read_only=True) as session:
        if not reactions.is_work_due(session, moment):
            return 0
    with runtime.database.transaction() as session:
        reactions.fan_out(session, _NAMES, moment)
        # claimed apart: what was begun, such as a mail to be sent, must not wait behind all that is new
        recording = reactions.claim(session, moment, only=_IN_DESK)
        reaching = reactions.claim(session, moment, only=_REACHING)
        alone = reactions.waiting(session, moment, only=_ALONE)
    for reaction_id in alone:
        runtime.doorbell.ring(WORK, reaction_id)
    total = len(recording) + len(reaching)
    while recording and not stopping.is_set():
        recording = recording[_record(runtime, recording) :]
    _hand_back(runtime, recording)
    _reach_out(runtime, reaching)
    return total


def _record(runtime: Runtime, batch: Sequence[reactions.Due]) -> int:
    """Several in one commit, as many as fit into HOLD; where one fails, nothing was recorded and it runs by itself."""
    begun: list[reactions.Due] = []
    until = time.monotonic() + HOLD
    try:
        with runtime.database.transaction() as session:
            while len(begun) < len(batch) and time.monotonic() < until:
                begun.append(item := batch[len(begun)])
                _IN_DESK[item.name].call(desk_in(session, item.shop_id, SYSTEM, datetime.now(UTC)), item.event)
            reactions.done(session, *(item.reaction_id for item in begun))
    except Exception:  # noqa: BLE001 - whatever it was happens again below, alone, and is settled there
        for item in begun or batch[:1]:
            react(runtime, item)
    return len(begun) or 1


def _hand_back(runtime: Runtime, unstarted: Sequence[reactions.Due]) -> None:
    if unstarted:
        with runtime.database.transaction() as session:
            reactions.hand_back(session, unstarted)


def _reach_out(runtime: Runtime, batch: Sequence[reactions.Due]) -> None:
    """One after another, within the time of a claim; a repetition after a crash finds nothing left to do."""
    started, ended = time.monotonic(), []
    for number, item in enumerate(batch):
        if time.monotonic() - started > BATCH or stopping.is_set():
            _hand_back(runtime, batch[number:])
            break
        try:
            _OUTSIDE[item.name].call(runtime, item.shop_id, item.event)
            ended.append(item.reaction_id)
        except Exception as error:  # noqa: BLE001 - as in react
            _settle_failure(runtime, item, error)
    if ended:
        with runtime.database.transaction() as session:
            reactions.done(session, *ended)


def react(runtime: Runtime, due: reactions.Due) -> None:
    """Run one claimed reaction and settle it: done, later, or dead with the reason for a person to read."""
    try:
        if due.name in _IN_DESK:
            with runtime.database.transaction() as session:
                _IN_DESK[due.name].call(desk_in(session, due.shop_id, SYSTEM, datetime.now(UTC)), due.event)
                reactions.done(session, due.reaction_id)
            return
        _OUTSIDE[due.name].call(runtime, due.shop_id, due.event)
        with runtime.database.transaction() as session:
            reactions.done(session, due.reaction_id)
    except Exception as error:  # noqa: BLE001 - settled here: the only place that decides between later and dead
        _settle_failure(runtime, due, error)


def _settle_failure(runtime: Runtime, due: reactions.Due, error: Exception) -> None:
    permanent = isinstance(error, DeskError) or (isinstance(error, GatewayError) and not error.retryable)
    words = words_of(error)
    log.warning(
        "reaction failed",
        reaction=due.name,
        shop_id=due.shop_id,
        kind=type(error).__name__,
        exc_info=not permanent,
    )
    with runtime.database.transaction() as session:
        if permanent:
            reactions.bury(session, due.reaction_id, words)
        else:
            after = error.retry_after if isinstance(error, GatewayError) else None
            reactions.put_off(session, due, datetime.now(UTC), error=words, after=after)

"""All that is asynchronous, on one page: what reacts to what, what the clock does, and how both are drained."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import structlog

from app.clock import Every
from app.desk import backfills, external_money, reactions, remedy_drafts, rules, searching, starter
from app.domain import events
from app.domain.errors import GatewayError
from app.errands import (
    audit_money,
    backfill_orders,
    deliver_message,
    housekeeping,
    indexing,
    process_receipts,
    receive_message,
    remedy,
    tokens,
    translate_message,
)
from app.errands import reconcile as lost_webhooks
from app.errands.process_receipts import Handler
from app.errands.runtime import Runtime
from app.queue import AUDIT, DRAIN, DRAIN_BESIDE, FOLLOW, MOVE_BACKFILL, RECONCILE, WORK
from app.reacting import Beside, InDesk, Outside, Reactor, Registry, stopping

log = structlog.get_logger()
LINGER = 1.0  # seconds a drain waits for more before its process ends: a fork per event would hold 20 a second
PAUSE = 0.04  # seconds between two looks when nothing was due
BUDGET = 180.0  # seconds after which a drain hands over to a fresh one


REACTIONS: Registry = {
    events.ShopInstalled: {"install_starter": InDesk(starter.install), "start_backfill": InDesk(backfills.start)},
    events.BackfillStarted: {"move_backfill": Outside(backfill_orders.step, alone=True)},
    events.BackfillMoved: {"move_backfill": Outside(backfill_orders.step, alone=True)},
    events.MailArrived: {"receive_message": Outside(receive_message.run)},
    events.MessageReceived: {
        "run_rules": InDesk(rules.run),
        "translate_message": Outside(translate_message.run, beside=True),
        "index_words": InDesk(searching.index, idle=True),
    },
    events.TranslationWanted: {"translate_message": Outside(translate_message.run, beside=True)},
    events.LanguageCorrected: {"retranslate": Outside(translate_message.correct, beside=True)},
    events.MessageTranslated: {"index_words": InDesk(searching.index, idle=True)},
    events.ReplyQueued: {
        "deliver_message": Outside(deliver_message.run),
        "index_words": InDesk(searching.index, idle=True),
    },
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
    Every(10, indexing.index_earlier),
    Every(3600, housekeeping.prune),
    Every(86400, tokens.keep_alive),
)

_reactor = Reactor(REACTIONS)
_installed: list[tuple[Runtime, Mapping[str, Handler]]] = []


def install(runtime: Runtime, handlers: Mapping[str, Handler] | None = None) -> None:
    """Jobs are named by path and get ids only; the runtime and the webhook topics' handlers reach them this way."""
    _installed[:] = [(runtime, handlers or {})]


def drain() -> None:
    """Process all receipts and reactions that the database says are due; whoever rings meanwhile is heard."""
    runtime, handlers = _installed[0]
    runtime.doorbell.answer(DRAIN)
    if not _until_idle(lambda now: process_receipts.drain_once(runtime, handlers).total + _reactor.turn(runtime, now)):
        runtime.doorbell.ring(DRAIN)


def drain_beside() -> None:
    """Run what waits for slow others, many at a time, in threads that nobody else waits for."""
    runtime, _handlers = _installed[0]
    runtime.doorbell.answer(DRAIN_BESIDE)
    beside = Beside()
    try:
        idle = _until_idle(lambda now: _reactor.turn_beside(runtime, now, beside), lambda: not beside.is_idle)
    finally:
        beside.close()
    if not idle:
        runtime.doorbell.ring(DRAIN_BESIDE)


def _until_idle(turn: Callable[[datetime], int], is_busy: Callable[[], bool] = lambda: False) -> bool:
    """Turn after turn until nothing was due for a while; False where the time of one job was over before."""
    started = idle_since = time.monotonic()
    while time.monotonic() - started < BUDGET and not stopping.is_set():
        if turn(datetime.now(UTC)):
            idle_since = time.monotonic()
            continue
        if is_busy():
            idle_since = time.monotonic()
        elif time.monotonic() - idle_since > LINGER:
            return True
        time.sleep(PAUSE)
    return False


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
    """One turn over the outbox with what runs beside it, brought to its end."""
    beside, moment = Beside(), now or datetime.now(UTC)
    try:
        return _reactor.turn(runtime, moment) + _reactor.turn_beside(runtime, moment, beside)
    finally:
        beside.close()


def react(runtime: Runtime, due: reactions.Due) -> None:
    """Run one claimed reaction and settle it."""
    _reactor.react(runtime, due)

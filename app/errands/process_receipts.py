"""Receipts become effects: each is parsed, handed to its topic and settled; one bad receipt never stops another."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from app.desk import receipts
from app.desk.receipts import Claimed, Outcome
from app.domain.errors import DeskError, GatewayError
from app.errands.failures import words_of
from app.errands.runtime import Runtime
from app.shopify import wire

log = structlog.get_logger()
BUDGET = 20.0  # seconds one batch may take: well inside the claim, so that nobody else takes the same
PRIVACY = ("customers/redact", "customers/data_request", "shop/redact")  # what they name is kept as a request
NO_SHOP_NEEDED = ("app/", "shop/", "customers/")  # what still matters after an uninstall: privacy and the app itself


@dataclass(frozen=True, slots=True)
class Webhook:
    """One verified delivery of an installed shop, parsed; what a topic's `handle` gets."""

    shop_id: int
    topic: str
    payload: wire.Json
    happened_at: datetime


Handler = Callable[[Runtime, Webhook], None]


@dataclass(frozen=True, slots=True)
class Drained:
    """How many of one batch ended in which state."""

    total: int
    by_topic: Mapping[tuple[str, str], int]


def drain_once(runtime: Runtime, handlers: Mapping[str, Handler], now: datetime | None = None) -> Drained:
    """Claim one batch, handle it in order of arrival, settle it in one commit."""
    moment = now or datetime.now(UTC)
    with runtime.database.transaction(read_only=True) as session:
        if not receipts.is_due(session, moment):
            return Drained(0, {})
    with runtime.database.transaction() as session:
        batch = receipts.claim(session, moment)
    started, outcomes, counted = time.monotonic(), [], dict[tuple[str, str], int]()
    for claimed in batch:
        late = time.monotonic() - started > BUDGET
        outcome = _handed_back(claimed, moment) if late else handle(runtime, handlers, claimed)
        outcomes.append(outcome)
        counted[claimed.topic, outcome.state] = counted.get((claimed.topic, outcome.state), 0) + 1
    if outcomes:
        with runtime.database.transaction() as session:
            receipts.settle(session, outcomes, datetime.now(UTC))
    return Drained(len(batch), counted)


def handle(runtime: Runtime, handlers: Mapping[str, Handler], claimed: Claimed) -> Outcome:
    """Run one receipt's topic; whatever happens becomes an outcome with words for a person."""
    try:
        return _handled(runtime, handlers, claimed)
    except (wire.Unreadable, DeskError) as error:
        return Outcome(claimed.id, "DEAD", words_of(error))
    except GatewayError as error:
        return _after_gateway(claimed, error)
    except Exception as error:  # the only place that decides between later and dead
        log.exception("receipt failed", receipt=claimed.id, topic=claimed.topic, shop_id=claimed.shop_id)
        return receipts.later(claimed, datetime.now(UTC), words_of(error))


def _handled(runtime: Runtime, handlers: Mapping[str, Handler], claimed: Claimed) -> Outcome:
    if reason := _not_ours(handlers, claimed):
        return Outcome(claimed.id, "SKIPPED", reason)
    payload = wire.parse(claimed.body)
    if reason := _another_shop(payload, claimed):
        return Outcome(claimed.id, "SKIPPED", reason)
    assert claimed.shop_id is not None  # noqa: S101 - _not_ours has seen to it
    happened_at = claimed.triggered_at or claimed.received_at
    handlers[claimed.topic](runtime, Webhook(claimed.shop_id, claimed.topic, payload, happened_at))
    return Outcome(claimed.id, "DONE", forget=claimed.topic in PRIVACY)


def _after_gateway(claimed: Claimed, error: GatewayError) -> Outcome:
    words = words_of(error)
    log.warning("receipt waits for Shopify", receipt=claimed.id, topic=claimed.topic, kind=type(error).__name__)
    if not error.retryable:
        return Outcome(claimed.id, "DEAD", words)
    return receipts.later(claimed, datetime.now(UTC), words, error.retry_after)


def _handed_back(claimed: Claimed, now: datetime) -> Outcome:
    return Outcome(claimed.id, "WAITING", "The batch ran out of time.", now, untried=True)


def _not_ours(handlers: Mapping[str, Handler], claimed: Claimed) -> str:
    if claimed.topic not in handlers:
        return f"Nothing here handles {claimed.topic}."
    if claimed.shop_id is None:
        return f"{claimed.shop_domain} never installed this app."
    if not claimed.is_installed and not claimed.topic.startswith(NO_SHOP_NEEDED):
        return f"{claimed.shop_domain} has uninstalled this app."
    return ""


def _another_shop(payload: Mapping[str, Any], claimed: Claimed) -> str:
    """The header that names the shop is not signed; where the signed body names one too, they must agree."""
    named = payload.get("shop_domain") or payload.get("myshopify_domain")
    if isinstance(named, str) and named.lower() != claimed.shop_domain:
        return "The header and the body name different shops."
    return ""

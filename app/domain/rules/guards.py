"""What keeps a rule from writing to a customer: a table of guards, all always on, asked in this order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.rules.reasons import Reason, ReasonCode

STALE = timedelta(hours=24)
AGENT_AT_WORK = timedelta(minutes=15)
ANSWER_LIMITS = ((1, timedelta(minutes=5)), (3, timedelta(hours=1)), (6, timedelta(days=1)))
NOTICE_LIMITS = ((6, timedelta(hours=1)), (20, timedelta(days=1)))
HOUR = timedelta(hours=1)
SHOP_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that the guards look at. `is_answer`: it answers a message; otherwise it tells of an order's event.

    `answers`, `notices`: when automatic messages of each sort went to this address in the last day.
    """

    now: datetime
    happened_at: datetime
    is_answer: bool
    address: str
    automated: str = ""
    is_redacted: bool = False
    agent_wrote_at: datetime | None = None
    is_answered: bool = False
    answers: Sequence[datetime] = ()
    notices: Sequence[datetime] = ()
    sent_in_shop: int = 0
    shop_limit: int = SHOP_LIMIT


def refusal(seen: Circumstances) -> Reason | None:
    """Why nothing may be sent, or None when it may."""
    return next((reason for guard in GUARDS if (reason := guard(seen))), None)


def _automated(seen: Circumstances) -> Reason | None:
    return Reason(ReasonCode.AUTOMATED, seen.automated) if seen.automated else None


def _redacted(seen: Circumstances) -> Reason | None:
    return Reason(ReasonCode.REDACTED) if seen.is_redacted else None


def _too_old(seen: Circumstances) -> Reason | None:
    if seen.now - seen.happened_at <= STALE:
        return None
    return Reason(ReasonCode.TOO_OLD, seen.happened_at.strftime("%Y-%m-%d %H:%M UTC"))


def _no_address(seen: Circumstances) -> Reason | None:
    return None if seen.address else Reason(ReasonCode.NO_ADDRESS)


def _answered(seen: Circumstances) -> Reason | None:
    return Reason(ReasonCode.ALREADY_ANSWERED) if seen.is_answered else None


def _agent_writing(seen: Circumstances) -> Reason | None:
    """An agent's exchange is not talked into; a parcel's news is no answer and may still go."""
    if not seen.is_answer or seen.agent_wrote_at is None:
        return None
    has_answered = seen.agent_wrote_at > seen.happened_at
    is_at_work = seen.now - seen.agent_wrote_at < AGENT_AT_WORK
    return Reason(ReasonCode.AGENT_WRITING) if has_answered or is_at_work else None


def _address_limit(seen: Circumstances) -> Reason | None:
    """Answers are limited hard, because two machines can answer each other; order events come only from Shopify."""
    sent, limits = (seen.answers, ANSWER_LIMITS) if seen.is_answer else (seen.notices, NOTICE_LIMITS)
    for allowed, span in limits:
        if sum(1 for moment in sent if seen.now - moment < span) >= allowed:
            return Reason(ReasonCode.ADDRESS_LIMIT, f"{allowed}/{_span(span)}")
    return None


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h"  # noqa: PLR2004 - minutes in an hour


def _shop_limit(seen: Circumstances) -> Reason | None:
    return Reason(ReasonCode.SHOP_LIMIT, str(seen.shop_limit)) if seen.sent_in_shop >= seen.shop_limit else None


GUARDS: tuple[Callable[[Circumstances], Reason | None], ...] = (
    _automated,
    _redacted,
    _too_old,
    _no_address,
    _answered,
    _agent_writing,
    _address_limit,
    _shop_limit,
)

"""Which conversation and which order an inbound message belongs to, and the reason; a guess says that it is one."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

SAME_TOPIC = timedelta(days=14)
PREFIXES = re.compile(
    r"^\s*(?:(?:re|fwd?|aw|wg|sv|vs|tr|rv|res|antw(?:ort)?|enc|回复|回覆|答复|转发|轉寄|返信|転送|회신|답장|전달)"
    r"\s*(?:\[\d+\])?\s*[:：]\s*|\[[^\]]{1,40}\]\s*)+",
    re.IGNORECASE,
)


class OrderReason(StrEnum):
    """Why an order stands beside a conversation; only an agent's and a sure one are facts."""

    NAMED = "named"
    UNCONFIRMED = "named_unconfirmed"
    ONLY_OPEN = "only_open_order"
    LATEST = "latest_order"
    UNSEEN = "named_unseen"
    AGENT = "agent"
    EVENT = "order_event"


SURE = frozenset({OrderReason.NAMED, OrderReason.AGENT, OrderReason.EVENT})
GUESSED = frozenset({OrderReason.ONLY_OPEN, OrderReason.LATEST})


@dataclass(frozen=True, slots=True)
class OrderCandidate:
    """An order that a message may be about; `is_theirs`: it belongs to the customer who wrote."""

    id: int
    name: str
    created_at: datetime
    is_open: bool
    is_theirs: bool


@dataclass(frozen=True, slots=True)
class OrderChoice:
    order_id: int
    reason: OrderReason


@dataclass(frozen=True, slots=True)
class ConversationCandidate:
    """A conversation of the same customer and channel."""

    id: int
    subject: str
    order_id: int | None
    is_resolved: bool
    last_message_at: datetime


@dataclass(frozen=True, slots=True)
class Topic:
    """What the message is about: its subject, and the order it surely names."""

    subject: str
    order_id: int | None
    now: datetime


def choose_order(names: Sequence[str], candidates: Sequence[OrderCandidate]) -> OrderChoice | None:
    """A named order of the customer is sure; somebody else's is shown as unconfirmed; else the likeliest of his.

    Where he named one that is not here, the guess says that it is another: an agent must not refund it by mistake.
    """
    by_name = {candidate.name.upper(): candidate for candidate in candidates}
    named = [by_name[name.upper()] for name in names if name.upper() in by_name]
    theirs = next((order for order in named if order.is_theirs), None)
    if theirs:
        return OrderChoice(theirs.id, OrderReason.NAMED)
    if named:
        return OrderChoice(named[0].id, OrderReason.UNCONFIRMED)
    guess = _likeliest([order for order in candidates if order.is_theirs])
    return replace(guess, reason=OrderReason.UNSEEN) if guess and names else guess


def _likeliest(orders: Sequence[OrderCandidate]) -> OrderChoice | None:
    still_open = [order for order in orders if order.is_open]
    if len(still_open) == 1:
        return OrderChoice(still_open[0].id, OrderReason.ONLY_OPEN)
    latest = max(still_open or orders, key=lambda order: (order.created_at, order.id), default=None)
    return OrderChoice(latest.id, OrderReason.LATEST) if latest else None


def replaces(choice: OrderChoice | None, current: str) -> bool:
    """Whether a choice may take the place of what stands there: a guess moves at most a guess, an agent stays."""
    if choice is None:
        return False
    if not current:
        return True
    if current in {OrderReason.AGENT, OrderReason.EVENT}:
        return False
    if choice.reason is OrderReason.UNSEEN:
        return current in GUESSED
    return choice.reason is OrderReason.NAMED or (choice.reason is OrderReason.UNCONFIRMED and current not in SURE)


def choose_conversation(topic: Topic, candidates: Sequence[ConversationCandidate]) -> int | None:
    """The running exchange that this message goes on with: the same subject or the same named order, and recent."""
    subject = plain_subject(topic.subject)
    fitting = [
        candidate
        for candidate in candidates
        if topic.now - candidate.last_message_at <= SAME_TOPIC
        and not (topic.order_id and candidate.order_id and topic.order_id != candidate.order_id)
        and _same_topic(candidate, subject, topic.order_id)
    ]
    best = max(fitting, key=lambda candidate: (not candidate.is_resolved, candidate.last_message_at), default=None)
    return best.id if best else None


def _same_topic(candidate: ConversationCandidate, subject: str, order_id: int | None) -> bool:
    if subject and plain_subject(candidate.subject) == subject:
        return True
    return bool(order_id) and candidate.order_id == order_id and not candidate.is_resolved


def plain_subject(subject: str) -> str:
    """A subject without reply and forward marks of any language, folded for comparison."""
    text = unicodedata.normalize("NFKC", subject[:998])
    return " ".join(PREFIXES.sub("", text).casefold().split())

"""The words of remedies: which kinds there are, why one is given, how far it has come."""

from dataclasses import dataclass

from app.domain.orders import OpenEnum


class RemedyKind(OpenEnum):
    """One call over there each. Stored on remedies, so a word never changes its meaning."""

    REFUND = "REFUND"
    RETURN = "RETURN"
    RETURN_APPROVAL = "RETURN_APPROVAL"
    RETURN_DECLINE = "RETURN_DECLINE"
    RETURN_LABEL = "RETURN_LABEL"
    RETURN_PROCESSING = "RETURN_PROCESSING"
    RETURN_CLOSING = "RETURN_CLOSING"
    RETURN_REOPENING = "RETURN_REOPENING"
    RETURN_CANCELLATION = "RETURN_CANCELLATION"
    CANCELLATION = "CANCELLATION"
    STORE_CREDIT = "STORE_CREDIT"
    GIFT_CARD = "GIFT_CARD"
    DISCOUNT_CODE = "DISCOUNT_CODE"
    HOLD = "HOLD"
    HOLD_RELEASE = "HOLD_RELEASE"
    ADDRESS_CHANGE = "ADDRESS_CHANGE"
    INVOICE = "INVOICE"
    UNKNOWN = "UNKNOWN"


STEPS = frozenset(
    {
        RemedyKind.RETURN_APPROVAL,
        RemedyKind.RETURN_DECLINE,
        RemedyKind.RETURN_LABEL,
        RemedyKind.RETURN_CLOSING,
        RemedyKind.RETURN_REOPENING,
        RemedyKind.RETURN_CANCELLATION,
    }
)
"""What moves a return on without giving anything: it says by itself why."""


class RemedyReason(OpenEnum):
    """Why, in words that limits and reports can count; what else there is to say stands in the note."""

    CHANGED_MIND = "CHANGED_MIND"
    DAMAGED = "DAMAGED"
    DEFECTIVE = "DEFECTIVE"
    WRONG_ITEM = "WRONG_ITEM"
    NOT_AS_DESCRIBED = "NOT_AS_DESCRIBED"
    NOT_RECEIVED = "NOT_RECEIVED"
    LATE = "LATE"
    WRONG_ADDRESS = "WRONG_ADDRESS"
    DUTIES = "DUTIES"
    ORDERED_TWICE = "ORDERED_TWICE"
    OUT_OF_STOCK = "OUT_OF_STOCK"
    GOODWILL = "GOODWILL"
    FRAUD = "FRAUD"
    OTHER = "OTHER"
    UNKNOWN = "UNKNOWN"


class RemedyState(OpenEnum):
    """AWAITING_APPROVAL: over what the agent may decide; WAITING: confirmed, and can be undone until it goes;
    UNKNOWN: it was sent and its answer was lost; NEEDS_REVIEW: a person must look in Shopify; CANCELLED: undone,
    withdrawn or not approved, nothing was sent.
    """

    AWAITING_APPROVAL = "AWAITING_APPROVAL"
    WAITING = "WAITING"
    SENDING = "SENDING"
    UNKNOWN = "UNKNOWN"
    SUCCEEDED = "SUCCEEDED"
    REJECTED = "REJECTED"
    NEEDS_REVIEW = "NEEDS_REVIEW"
    CANCELLED = "CANCELLED"


UNDER_WAY = frozenset({RemedyState.WAITING, RemedyState.SENDING, RemedyState.UNKNOWN})
"""The states in which a remedy holds its order: one at a time."""

ENDED = frozenset({RemedyState.SUCCEEDED, RemedyState.REJECTED, RemedyState.NEEDS_REVIEW, RemedyState.CANCELLED})


@dataclass(frozen=True, slots=True)
class OrderRef:
    """What a call about an order needs to know of it. `customer_gid` is "" for an order without a customer."""

    gid: str
    name: str
    currency: str
    presentment_currency: str
    customer_gid: str = ""

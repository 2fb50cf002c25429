"""How far an act that moves money or goods has come; an act that ended never opens again by itself."""

from app.domain.orders import OpenEnum


class IntentState(OpenEnum):
    """UNKNOWN: it was sent and its answer was lost; NEEDS_REVIEW: a person must look in Shopify."""

    REQUESTED = "REQUESTED"
    SENDING = "SENDING"
    UNKNOWN = "UNKNOWN"
    SUCCEEDED = "SUCCEEDED"
    REJECTED = "REJECTED"
    NEEDS_REVIEW = "NEEDS_REVIEW"
    CANCELLED = "CANCELLED"


OPEN_STATES = frozenset({IntentState.REQUESTED, IntentState.SENDING, IntentState.UNKNOWN})

"""The ledger's words, and where two accounts of the same money differ; comparing never decides what to do."""

from app.domain.orders import OpenEnum


class Entry(OpenEnum):
    """What happened. Stored for good, so a word never changes its meaning.

    WITHDRAWN: undone in time; SENT: it went, `ANSWERED` or not (UNKNOWN); FOUND: looked up and seen over there;
    PUT_OFF: nothing was done, it is tried again; MONEY: a payment's state; EXTERNAL: not made here; DRIFT: an audit
    found a difference.
    """

    REQUESTED = "REQUESTED"
    APPROVAL_ASKED = "APPROVAL_ASKED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    SENT = "SENT"
    ANSWERED = "ANSWERED"
    FOUND = "FOUND"
    UNKNOWN = "UNKNOWN"
    PUT_OFF = "PUT_OFF"
    SUCCEEDED = "SUCCEEDED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"
    NEEDS_REVIEW = "NEEDS_REVIEW"
    MONEY = "MONEY"
    EXTERNAL = "EXTERNAL"
    DRIFT = "DRIFT"


class DriftKind(OpenEnum):
    """MISSING: we say it happened, Shopify has none; EXTRA: Shopify has one that is in no book of ours; FAILED:
    Shopify says that no money moved, we say it did.
    """

    MISSING = "MISSING"
    EXTRA = "EXTRA"
    CURRENCY = "CURRENCY"
    AMOUNT = "AMOUNT"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"

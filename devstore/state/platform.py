"""What the platform itself remembers: tokens, webhook deliveries, bulk operations, jobs, idempotency keys."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from devstore.state.orders import Fulfillment, FulfillmentEvent, Order, Refund, Transaction
from devstore.state.returns import Disposition, Return, ReverseDelivery, ReverseFulfillmentOrder
from devstore.state.shops import Customer


class DeliveryState(StrEnum):
    """Where a delivery stands; HELD and DROPPED are made by tests that lose or delay deliveries."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    HELD = "held"
    DROPPED = "dropped"


@dataclass(slots=True)
class Delivery:
    """One webhook on its way; the payload is built once and every retry carries the same text."""

    id: int
    webhook_id: str
    event_id: str
    shop: str
    topic: str
    triggered_at: datetime
    payload: str
    next_try_at: datetime
    attempts: int = 0
    state: DeliveryState = DeliveryState.WAITING
    last_answer: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a webhook is about; the topic says which fields are set. `order` is set for all that hangs on an order."""

    order: Order | None = None
    fulfillment: Fulfillment | None = None
    event: FulfillmentEvent | None = None
    refund: Refund | None = None
    transaction: Transaction | None = None
    returned: Return | None = None
    delivery: ReverseDelivery | None = None
    disposed: tuple[tuple[ReverseFulfillmentOrder, int, Disposition], ...] = ()  # with the number of what was expected
    customer: Customer | None = None
    bulk_operation: "BulkOperation | None" = None
    previous_scopes: tuple[str, ...] = ()
    current_scopes: tuple[str, ...] = ()


@dataclass(slots=True)
class BulkOperation:
    """A bulk query; status CREATED, RUNNING, COMPLETED, CANCELED, FAILED. `lines` is the JSONL once it ended."""

    id: int
    shop: str
    query: str
    status: str
    created_at: datetime
    object_count: int = 0
    root_object_count: int = 0
    completed_at: datetime | None = None
    error_code: str | None = None
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Token:
    """An access token and, for offline ones, its refresh token; `retired` once a successor was used."""

    access: str
    shop: str
    scopes: list[str]
    expires_at: datetime
    refresh: str | None = None
    refresh_expires_at: datetime | None = None
    staff_id: int | None = None
    successor: str | None = None
    retired: bool = False


@dataclass(slots=True)
class Job:
    """An asynchronous job, such as an order cancel; done says nothing about success, status does."""

    id: str
    shop: str
    order_id: int
    done_at: datetime
    status: str = "STARTED"
    errors: list[str] = field(default_factory=list)
    arguments: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class IdempotencyRecord:
    """A key that was used: for which exact request, and which refund came of it."""

    key: str
    shop: str
    fingerprint: str
    at: datetime
    refund_id: int | None = None
    order_id: int | None = None

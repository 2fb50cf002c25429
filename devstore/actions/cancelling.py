"""Cancel orders: a job that ends a moment later, refunds and voids as it ends, and may turn out to have failed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from devstore import figures
from devstore.actions.errors import ActionError
from devstore.actions.refund_checks import RefundRequest, StoreCredit
from devstore.actions.refunds import as_suggested, create_refund
from devstore.actions.stock import restock
from devstore.change import Change
from devstore.money import Money
from devstore.refunding import Wanted, WantedDuty, WantedLine
from devstore.state.orders import Order, Transaction
from devstore.state.platform import Job, Subject

JOB_SECONDS = 0.5
FAILED = "The order could not be cancelled."


@dataclass(frozen=True, slots=True)
class Cancellation:
    """Why and how an order is cancelled; money goes back to where it came from, or becomes store credit, or neither."""

    reason: str
    restock: bool = False
    refund: bool = False
    staff_note: str | None = None
    to_credit: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """How the job goes on: after how long, whether it fails, and whether its refund is pending first."""

    seconds: float = JOB_SECONDS
    fails: bool = False
    settles: float | None = None
    settles_well: bool = False


def request_cancel(change: Change, order: Order, asked: Cancellation, ending: Ending | None = None) -> Job:
    """Start a cancel; the job ends a moment later, and only then is it known whether it succeeded."""
    _check(change, order, asked)
    how = ending or Ending()
    job = Job(
        id=str(uuid4()),
        shop=change.state.shop.domain,
        order_id=order.id,
        done_at=change.moment + timedelta(seconds=how.seconds),
        arguments={
            "kind": "cancel",
            "reason": asked.reason,
            "restock": "yes" if asked.restock else "",
            "refund": "yes" if asked.refund else "",
            "staff_note": asked.staff_note or "",
            "to_credit": "yes" if asked.to_credit else "",
            "expires_at": asked.expires_at.isoformat() if asked.expires_at else "",
            "fails": "yes" if how.fails else "",
            "settles": "" if how.settles is None else str(how.settles),
            "settles_well": "yes" if how.settles_well else "",
        },
    )
    change.later(job)
    return job


def _check(change: Change, order: Order, asked: Cancellation) -> None:
    if order.cancelled_at is not None:
        raise ActionError("Order has already been cancelled", "orderId")
    if any(item.status in {"REQUESTED", "OPEN"} for item in order.returns):
        raise ActionError("Cannot cancel an order with active returns", "orderId")
    if any(item.kind == "AUTHORIZATION" and item.status == "PENDING" for item in order.transactions):
        raise ActionError("Cannot cancel an order with a pending authorization", "orderId")
    if asked.to_credit and order.customer_id not in change.state.customers:
        code = "STORE_CREDIT_REFUND_MISSING_CUSTOMER"
        raise ActionError("Store credit needs a customer on the order", "refundMethod", code=code)
    if asked.expires_at is not None and asked.expires_at <= change.now:
        code = "STORE_CREDIT_REFUND_EXPIRATION_IN_PAST"
        raise ActionError("Store credit must expire in the future", "refundMethod", code=code)


def run_cancel_job(change: Change, order: Order, given: dict[str, str]) -> None:
    """What the job does when its time has come; an ActionError is how it failed."""
    if given.get("fails"):
        raise ActionError(FAILED)
    expires = given.get("expires_at")
    asked = Cancellation(
        given["reason"],
        bool(given["restock"]),
        bool(given["refund"]),
        given["staff_note"] or None,
        bool(given.get("to_credit")),
        datetime.fromisoformat(expires) if expires else None,
    )
    pending = given.get("settles")
    finish_cancel(
        change,
        order,
        asked,
        Ending(settles=float(pending) if pending else None, settles_well=bool(given.get("settles_well"))),
    )


def finish_cancel(change: Change, order: Order, asked: Cancellation, ending: Ending | None = None) -> None:
    """Cancel now; raise ActionError when something was shipped or returned meanwhile."""
    _check(change, order, asked)
    if any(parcel.status == "SUCCESS" for parcel in order.fulfillments):
        raise ActionError("Cannot cancel an order with fulfillments", "orderId")
    if asked.restock and figures.payments(order) and not any(place.active for place in change.state.shop.locations):
        raise ActionError("Cannot restock at a deactivated location", "restock")
    if (asked.refund or asked.to_credit) and figures.maximum_refundable(order):
        create_refund(change, order, _refund(order, asked, ending or Ending()))
    elif asked.restock:
        for line in order.line_items:
            restock(change, line, figures.unfulfilled_quantity(order, line), None)
    order.transactions += [_void(change, item) for item in _authorizations(order)]
    order.cancelled_at = order.closed_at = change.now
    order.cancel_reason, order.cancel_staff_note = asked.reason, asked.staff_note
    change.touch(order)
    change.emit("orders/cancelled", Subject(order=order))
    change.emit("orders/updated", Subject(order=order))


def _refund(order: Order, asked: Cancellation, ending: Ending) -> RefundRequest:
    wanted, currency = _all_that_is_left(order, asked), order.exchange.presentment_currency
    usual = as_suggested(order, wanted, asked.staff_note)
    whole = figures.maximum_refundable(order).presentment.amount
    as_credit = [StoreCredit(Money(whole, currency), asked.expires_at)] if asked.to_credit else []
    return RefundRequest(
        wanted,
        [] if asked.to_credit else usual.payouts,
        currency,
        asked.staff_note,
        settles_after=ending.settles,
        settles_well=ending.settles_well,
        credits=as_credit,
        cancels=True,
    )


def _all_that_is_left(order: Order, asked: Cancellation) -> Wanted:
    kind = "CANCEL" if asked.restock else "NO_RESTOCK"
    left = [(line, figures.refundable_quantity(order, line)) for line in order.line_items]
    duties = [WantedDuty(duty.id) for line in order.line_items for duty in line.duties]
    lines = [WantedLine(line, count, kind) for line, count in left if count]
    return Wanted(lines, None, full_shipping=True, duties=duties)


def _authorizations(order: Order) -> list[Transaction]:
    """What is held on cards and was neither captured nor let go."""
    ended = {item.parent_id for item in order.transactions if item.kind in {"CAPTURE", "VOID"}}
    held = (item for item in order.transactions if item.kind == "AUTHORIZATION" and item.status == "SUCCESS")
    return [item for item in held if item.id not in ended]


def _void(change: Change, held: Transaction) -> Transaction:
    return Transaction(
        id=change.new_id("OrderTransaction"),
        kind="VOID",
        status="SUCCESS",
        gateway=held.gateway,
        formatted_gateway=held.formatted_gateway,
        amount=held.amount,
        created_at=change.now,
        processed_at=change.now,
        parent_id=held.id,
    )

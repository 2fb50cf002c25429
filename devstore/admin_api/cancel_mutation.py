"""orderCancel: a job whose result is known later; what it must not do is refused at once with Shopify's codes."""

from datetime import datetime
from typing import Any

from devstore.actions import cancelling
from devstore.admin_api.context import Context, gid
from devstore.admin_api.order_mutations import order_to_change
from devstore.state.platform import Job


def cancel(_: Any, context: Context, **asked: Any) -> dict[str, Any]:
    """Start a cancellation; a fault may make its job slow or let it fail."""
    method = asked.get("refundMethod") or {}
    credit: dict[str, Any] | None = method.get("storeCreditRefund")
    expires: datetime | None = (credit or {}).get("expiresAt")
    wanted = cancelling.Cancellation(
        asked["reason"],
        bool(asked["restock"]),
        bool(method.get("originalPaymentMethodsRefund")),
        asked.get("staffNote"),
        credit is not None,
        expires,
    )
    order = order_to_change(context, asked["orderId"], "orderId")
    with context.store.change(context.domain) as change:
        job = cancelling.request_cancel(change, order, wanted, _ending(context))
    return {"job": {"id": gid("Job", job.id), "done": False}, "jobResult": result(context, job)}


def _ending(context: Context) -> cancelling.Ending:
    """How the job goes on: as always, or as a fault asks."""
    seconds = context.fault_seconds
    if context.fault == "job_slow":
        return cancelling.Ending(seconds=seconds)
    if context.fault == "job_fails":
        return cancelling.Ending(fails=True)
    return cancelling.Ending(settles=context.settles_after, settles_well=context.settles_well)


def result(context: Context, job: Job) -> dict[str, Any]:
    """An OrderCancelJobResult."""
    errors = [{"field": None, "message": message, "code": "INVALID"} for message in job.errors]
    return {
        "__typename": "OrderCancelJobResult",
        "id": gid("OrderCancelJobResult", job.id),
        "done": job.status != "STARTED",
        "status": job.status,
        "errors": errors,
        "order": context.state.orders.get(job.order_id),
    }

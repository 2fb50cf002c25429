"""The root fields of mutations: read the input, act, and answer refusals as userErrors."""

from typing import Any

from graphql import get_named_type

from devstore import permissions
from devstore.actions.errors import ActionError
from devstore.actions.fulfillments import Happening, add_fulfillment_event
from devstore.admin_api.bulk import cancel_bulk, run_bulk
from devstore.admin_api.cancel_mutation import cancel
from devstore.admin_api.context import Context
from devstore.admin_api.fields.base import Table
from devstore.admin_api.goodwill_mutations import GOODWILL_MUTATIONS
from devstore.admin_api.order_mutations import ORDER_MUTATIONS
from devstore.admin_api.refund_mutation import refund_create
from devstore.admin_api.return_mutations import RETURN_MUTATIONS
from devstore.admin_api.reverse_mutations import REVERSE_MUTATIONS


def _event(_: Any, context: Context, fulfillmentEvent: dict[str, Any]) -> dict[str, Any]:
    given = fulfillmentEvent
    found = context.inside("Fulfillment", given["fulfillmentId"])
    if found is None:
        raise ActionError("Fulfillment does not exist", "fulfillmentEvent", "fulfillmentId")
    order = context.state.orders[found.order.id]
    parcel = next(item for item in order.fulfillments if item.id == found.item.id)
    happening = Happening(
        given["status"],
        given.get("message"),
        given.get("city"),
        given.get("country"),
        given.get("happenedAt"),
        given.get("estimatedDeliveryAt"),
    )
    with context.store.change(context.domain) as change:
        event = add_fulfillment_event(change, order, parcel, happening)
    return {"fulfillmentEvent": event}


def _revoke(_: Any, context: Context, scopes: list[str]) -> dict[str, Any]:
    unknown = [scope for scope in scopes if scope not in context.token.scopes]
    if unknown:
        raise ActionError(f"Scope {unknown[0]} was not granted", "scopes", code="UNKNOWN_SCOPES")
    raise ActionError("Required scopes cannot be revoked", "scopes", code="CANNOT_REVOKE_REQUIRED_SCOPES")


MUTATIONS: Table = {
    "refundCreate": refund_create,
    "orderCancel": cancel,
    "fulfillmentEventCreate": _event,
    "appRevokeAccessScopes": _revoke,
    "bulkOperationRunQuery": run_bulk,
    "bulkOperationCancel": cancel_bulk,
    **ORDER_MUTATIONS,
    **GOODWILL_MUTATIONS,
    **RETURN_MUTATIONS,
    **REVERSE_MUTATIONS,
}


def run(name: str, context: Context, arguments: dict[str, Any], info: Any) -> dict[str, Any]:
    """Run a mutation; what it refuses becomes userErrors beside nulls, and so does the fault of that name."""
    errors = "orderCancelUserErrors" if name == "orderCancel" else "userErrors"
    extra = {"info": info} if name == "refundCreate" else {}
    try:
        _refuse_if_asked(context)
        if name == "orderCancel":
            permissions.check_cancel(context.state.shop, context.token, arguments.get("refundMethod") or {})
        payload = MUTATIONS[name](None, context, **arguments, **extra)
    except ActionError as refused:
        said = {"field": refused.field or None, "message": refused.message, "extraInfo": None}
        return {errors: [{**said, "code": _code(info, errors, refused.code)}]}
    return {errors: [], **payload}


def _code(info: Any, errors: str, code: str) -> str | None:
    """The code, if this mutation's errors have it; Shopify leaves it null for what its enum has no word for."""
    kind = get_named_type(info.parent_type.fields[info.field_name].type).fields[errors].type
    held = get_named_type(kind).fields.get("code")
    return code if held is not None and code in get_named_type(held.type).values else None


def _refuse_if_asked(context: Context) -> None:
    if context.fault == "user_errors":
        raise ActionError("Refused, as the fault switchboard asked.")

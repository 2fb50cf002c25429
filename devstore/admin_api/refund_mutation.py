"""refundCreate: @idempotent is required, remembered for a day, and a replay answers with the first refund."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from graphql import FieldNode, GraphQLError, value_from_ast_untyped

from devstore.actions.errors import ActionError
from devstore.actions.refund_checks import Payout, RefundRequest, StoreCredit
from devstore.actions.refunds import create_refund
from devstore.admin_api.context import Context, Of, number
from devstore.admin_api.fields.suggestions import duties_of, wanted_of
from devstore.money import Money
from devstore.refunding import Wanted
from devstore.state.orders import Order, Refund
from devstore.state.platform import IdempotencyRecord

MEMORY = timedelta(hours=24)


def refund_create(_: Any, context: Context, input: dict[str, Any], info: Any) -> dict[str, Any]:
    """Refund once per key; a missing, clashing or mismatching key is a top-level error, as UserErrors have no codes."""
    key = idempotency_key(info.field_nodes[0], context.variables)
    if key in context.clashing_keys:
        raise _error("IDEMPOTENCY_CONCURRENT_REQUEST", "A request with this idempotency key is still running.")
    if context.fault == "idempotency_previous_attempt_failed":
        raise _error("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", "The previous attempt with this idempotency key failed.")
    fingerprint = _fingerprint(info.field_nodes[0], context.variables)
    earlier = context.store.idempotency.get((context.domain, key))
    if earlier is not None and context.store.now() - earlier.at < MEMORY:
        return _replay(context, earlier, fingerprint)
    order = _order(context, input)
    request = _request(context, order, input)
    with context.store.change(context.domain) as change:
        refund = create_refund(change, order, request)
        record = IdempotencyRecord(key, context.domain, fingerprint, context.store.now(), refund.id, order.id)
        change.use_key(record)
    return {"refund": Of(order, refund), "order": order}


def idempotency_key(node: FieldNode, variables: dict[str, Any]) -> str:
    """The key of a field's @idempotent directive; without one refundCreate does not run."""
    for mark in node.directives or ():
        for argument in mark.arguments or ():
            if mark.name.value == "idempotent" and argument.name.value == "key":
                key = value_from_ast_untyped(argument.value, variables)
                if isinstance(key, str) and key.strip():
                    return key
    raise _error("BAD_REQUEST", "The @idempotent directive is required for this mutation but was not provided.")


def _fingerprint(node: FieldNode, variables: dict[str, Any]) -> str:
    """The arguments exactly as sent: another order of fields or another way to write a number is another request."""
    given = [(item.name.value, value_from_ast_untyped(item.value, variables)) for item in node.arguments or ()]
    return hashlib.sha256(json.dumps(given, default=str).encode()).hexdigest()


def _error(code: str, message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": code})


def _replay(context: Context, earlier: IdempotencyRecord, fingerprint: str) -> dict[str, Any]:
    if earlier.fingerprint != fingerprint:
        raise _error(
            "IDEMPOTENCY_KEY_PARAMETER_MISMATCH", "The same idempotency key was used with different parameters."
        )
    order = context.state.orders[earlier.order_id or 0]
    refund: Refund = next(item for item in order.refunds if item.id == earlier.refund_id)
    return {"refund": Of(order, refund), "order": order}


def _order(context: Context, given: dict[str, Any]) -> Order:
    order = context.state.orders.get(number(given["orderId"], "Order"))
    if order is None or not context.visible(order):
        raise ActionError("Order does not exist", "orderId")
    for item in given.get("transactions") or ():
        if number(item["orderId"], "Order") != order.id:
            raise ActionError("Transaction belongs to another order", "transactions", "orderId")
    return order


def _request(context: Context, order: Order, given: dict[str, Any]) -> RefundRequest:
    shipping = given.get("shipping") or {}
    asked = wanted_of(order, given)
    for line in asked.lines:
        _check_location(context, line.location_id)
    return RefundRequest(
        Wanted(
            asked.lines, shipping.get("amount"), full_shipping=bool(shipping.get("fullRefund")), duties=duties_of(given)
        ),
        [_payout(item) for item in given.get("transactions") or ()],
        given.get("currency"),
        given.get("note"),
        allow_over_refunding=bool(given.get("allowOverRefunding")),
        settles_after=context.settles_after,
        settles_well=context.settles_well,
        credits=[credit_of(item) for item in given.get("refundMethods") or ()],
        discrepancy_reason=given.get("discrepancyReason"),
    )


def _check_location(context: Context, location_id: int | None) -> None:
    known = {place.id for place in context.state.shop.locations if place.active}
    if location_id is not None and location_id not in known:
        raise ActionError("Location does not exist", "refundLineItems", "locationId")


def _payout(item: dict[str, Any]) -> Payout:
    parent = item.get("parentId")
    return Payout(item["amount"], number(parent, "OrderTransaction") if parent else None, item["gateway"], item["kind"])


def credit_of(item: dict[str, Any]) -> StoreCredit:
    """A RefundMethodInput: store credit is the only other method there is."""
    given = item["storeCreditRefund"]
    return StoreCredit(Money(given["amount"]["amount"], given["amount"]["currencyCode"]), given.get("expiresAt"))

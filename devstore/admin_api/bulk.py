"""Bulk operations: a query run over everything, children as lines of their own that name their parent."""

import json
from datetime import datetime, timedelta
from typing import Any

from graphql import DocumentNode, FieldNode, GraphQLError, OperationDefinitionNode, parse, validate

from devstore.actions.errors import ActionError
from devstore.admin_api.context import Context, number
from devstore.state.platform import BulkOperation, Subject
from devstore.store import Store

AT_ONCE = 5
ACTIVE = frozenset({"CREATED", "RUNNING", "CANCELING"})


def run_bulk(_: Any, context: Context, query: str, groupObjects: bool = False) -> dict[str, Any]:
    """Start one; its lines are computed at once and shown growing until it ends."""
    running = [one for one in context.store.bulk_operations.values() if _active(one, context.domain)]
    if len(running) >= AT_ONCE:
        raise ActionError("Too many bulk operations are running", "query", code="LIMIT_REACHED")
    if groupObjects:
        raise ActionError("This development store does not group objects", "groupObjects")
    lines = _lines(context, query)
    operation = BulkOperation(
        context.store.new_id("BulkOperation"), context.domain, query, "CREATED", context.store.now(), lines=lines
    )
    context.store.bulk_operations[operation.id] = operation
    _save(context.store, operation)
    return {"bulkOperation": operation}


def cancel_bulk(_: Any, context: Context, id: str) -> dict[str, Any]:
    """Stop one that has not ended."""
    operation = context.store.bulk_operations.get(number(id, "BulkOperation"))
    if operation is None or not _active(operation, context.domain):
        raise ActionError("A bulk operation that has ended cannot be canceled", "id")
    operation.status, operation.completed_at = "CANCELED", context.store.now()
    _save(context.store, operation)
    return {"bulkOperation": operation}


def _active(operation: BulkOperation, domain: str) -> bool:
    return operation.shop == domain and operation.status in ACTIVE


def _save(store: Store, operation: BulkOperation) -> None:
    store.save("bulk_operation", f"{operation.id:020d}", operation)


def _lines(context: Context, query: str) -> list[str]:
    from devstore.admin_api.engine import (
        SCHEMA,
        execute_plain,
    )  # the engine knows the mutations, so they learn of it late

    try:
        document = parse(query)
        wrong = validate(SCHEMA, document)
    except GraphQLError as error:
        wrong = [error]
    if wrong:
        raise ActionError(f"Invalid bulk query: {wrong[0].message}", "query")
    _check_shape(document)
    context.bulk = True
    try:
        data, errors = execute_plain(document, context)
    finally:
        context.bulk = False
    if errors:
        raise ActionError(f"Invalid bulk query: {errors[0].message}", "query")
    return [line for root in (data or {}).values() for line in _flat(root, None)]


def _check_shape(document: DocumentNode) -> None:
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if len(operations) != 1 or len(operations[0].selection_set.selections) != 1:
        raise ActionError("Bulk queries must contain exactly one root field", "query")
    root = operations[0].selection_set.selections[0]
    if not isinstance(root, FieldNode) or root.selection_set is None:
        raise ActionError("Bulk queries must contain at least one connection", "query")


def _flat(connection: Any, parent: str | None) -> list[str]:
    """The lines of a connection: each node without its connections, then those."""
    lines: list[str] = []
    nodes = connection.get("nodes") or [edge["node"] for edge in connection.get("edges") or ()]
    for node in nodes:
        nested = {key: value for key, value in node.items() if _is_connection(value)}
        own = {key: value for key, value in node.items() if key not in nested}
        lines.append(json.dumps(own | ({"__parentId": parent} if parent else {}), ensure_ascii=False))
        for value in nested.values():
            lines += _flat(value, node.get("id"))
    return lines


def _is_connection(value: Any) -> bool:
    return isinstance(value, dict) and ("edges" in value or "nodes" in value)


def advance(store: Store, now: datetime, seconds: float) -> None:
    """Move running operations on: RUNNING from a third of their time, COMPLETED at its end with the webhook."""
    for operation in list(store.bulk_operations.values()):
        if operation.status not in ACTIVE:
            continue
        passed = (now - operation.created_at) / timedelta(seconds=max(seconds, 0.01))
        if passed >= 1:
            _complete(store, operation, now)
        elif passed >= 1 / 3:
            operation.status = "RUNNING"
            operation.object_count = int(len(operation.lines) * passed)
            operation.root_object_count = min(operation.object_count, _roots(operation))


def _roots(operation: BulkOperation) -> int:
    return sum('"__parentId"' not in line for line in operation.lines)


def _complete(store: Store, operation: BulkOperation, now: datetime) -> None:
    operation.status, operation.completed_at = "COMPLETED", now
    operation.object_count, operation.root_object_count = len(operation.lines), _roots(operation)
    with store.change(operation.shop) as change:
        change.emit("bulk_operations/finish", Subject(bulk_operation=operation))
    _save(store, operation)

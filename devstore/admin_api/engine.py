"""Run one GraphQL request as the Admin API does: validate, charge, execute under the store's lock, report the cost."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    execute_sync,
    parse,
    specified_rules,
    validate,
)
from graphql.utilities import get_operation_ast

from devstore.admin_api import scalars
from devstore.admin_api.context import Context
from devstore.admin_api.cost import LARGEST, Buckets, Costing, actual
from devstore.admin_api.refund_mutation import idempotency_key
from devstore.admin_api.tables import resolve, type_of

SCHEMA: GraphQLSchema = build_schema((Path(__file__).parents[1] / "schema" / "admin.graphql").read_text("utf-8"))
scalars.install(SCHEMA)
Parsed = tuple[DocumentNode | None, OperationDefinitionNode | None, list[GraphQLError]]


@dataclass(slots=True)
class Request:
    """A parsed request; `roots` are its root fields' names, `errors` what is wrong with it before running."""

    document: DocumentNode | None
    operation: OperationDefinitionNode | None
    variables: dict[str, Any]
    roots: list[str] = field(default_factory=list)
    errors: list[GraphQLError] = field(default_factory=list)
    cost: int = 0
    keys: frozenset[str] = field(default_factory=frozenset)

    @property
    def mutates(self) -> bool:
        """Is it a mutation."""
        return self.operation is not None and self.operation.operation.value == "mutation"


def read(body: Any) -> Request:
    """Parse and validate a request's JSON body."""
    text = body.get("query") if isinstance(body, dict) else None
    variables = (body.get("variables") or {}) if isinstance(body, dict) else {}
    if not isinstance(text, str) or not isinstance(variables, dict):
        return Request(None, None, {})
    document, operation, errors = _parsed(text, str(body.get("operationName") or ""))
    if document is None:
        return Request(None, None, variables, errors=list(errors))
    request = Request(document, operation, variables, errors=list(errors))
    if operation is not None and not errors:
        _describe(request, document, operation)
    return request


@lru_cache(maxsize=256)
def _parsed(text: str, name: str) -> Parsed:
    """An app asks the same few documents again and again; to validate one takes longer than to answer it."""
    try:
        document = parse(text)
    except GraphQLError as error:
        return None, None, [error]
    errors = validate(SCHEMA, document, specified_rules)
    operation = get_operation_ast(document, name or None)
    if operation is None and not errors:
        errors = [GraphQLError("An operation name is required")]
    return document, operation, errors


def _describe(request: Request, document: DocumentNode, operation: OperationDefinitionNode) -> None:
    fields = [node for node in operation.selection_set.selections if isinstance(node, FieldNode)]
    request.roots = [node.name.value for node in fields]
    request.cost = Costing(SCHEMA, document, request.variables).of(operation)
    request.keys = frozenset(
        key for node in fields if node.name.value == "refundCreate" and (key := _key(node, request.variables))
    )


def _key(node: FieldNode, variables: dict[str, Any]) -> str | None:
    try:
        return idempotency_key(node, variables)
    except GraphQLError:
        return None  # the resolver says what is missing


def execute_plain(document: DocumentNode, context: Context) -> tuple[Any, list[GraphQLError]]:
    """Execute without cost, as bulk operations do."""
    result = execute_sync(SCHEMA, document, context_value=context, field_resolver=resolve, type_resolver=type_of)
    return result.data, list(result.errors or ())


def answer(request: Request, context: Context, buckets: Buckets) -> dict[str, Any]:
    """Execute a request and return Shopify's JSON answer."""
    if request.errors or request.document is None:
        return {"errors": [_error(error) for error in request.errors]}
    if request.cost > LARGEST:
        return {"errors": [_too_expensive(request.cost)]}
    plan = context.state.shop.plan
    enough, status = buckets.take(context.domain, plan, request.cost, context.store.now())
    if not enough:
        return throttled(request.cost, status)
    with context.store.lock:
        result = execute_sync(
            SCHEMA,
            request.document,
            context_value=context,
            variable_values=request.variables,
            operation_name=request.operation.name.value if request.operation and request.operation.name else None,
            field_resolver=resolve,
            type_resolver=type_of,
        )
    spent = min(request.cost, _actual(result.data) + (10 * len(request.roots) if request.mutates else 0))
    status = buckets.give_back(context.domain, request.cost - spent)
    said: dict[str, Any] = {"data": result.data} if result.data is not None or not result.errors else {"data": None}
    if result.errors:
        said["errors"] = [_error(error) for error in result.errors]
    return said | {"extensions": {"cost": _cost(request.cost, spent, status)}}


def _actual(data: Any) -> int:
    return sum(actual(value) for value in (data or {}).values())


def throttled(requested: int, status: dict[str, Any]) -> dict[str, Any]:
    """HTTP 200, no data, nothing ran."""
    return {
        "errors": [
            {
                "message": "Throttled",
                "extensions": {
                    "code": "THROTTLED",
                    "documentation": "https://shopify.dev/api/usage/rate-limits",
                },
            }
        ],
        "extensions": {"cost": _cost(requested, None, status)},
    }


def _cost(requested: int, spent: int | None, status: dict[str, Any]) -> dict[str, Any]:
    return {"requestedQueryCost": requested, "actualQueryCost": spent, "throttleStatus": status}


def _too_expensive(cost: int) -> dict[str, Any]:
    return {
        "message": f"Query cost is {cost}, which exceeds the single query max cost limit ({LARGEST}).",
        "extensions": {
            "code": "MAX_COST_EXCEEDED",
            "cost": cost,
            "maxCost": LARGEST,
            "documentation": "https://shopify.dev/api/usage/rate-limits",
        },
    }


def _error(error: GraphQLError) -> dict[str, Any]:
    said = dict(error.formatted)
    if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
        said["message"] = f"{type(error.original_error).__name__}: {error.message}"
        said["extensions"] = {"code": "INTERNAL_SERVER_ERROR", **(error.extensions or {})}
    return said

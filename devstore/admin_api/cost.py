"""What a query costs before it runs and what it did cost, and each shop's leaky bucket of points."""

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    value_from_ast_untyped,
)

MUTATION = 10
LARGEST = 1000
RESTORE_RATES = {"Basic": 100, "Grow": 100, "Advanced": 200, "Shopify Plus": 1000}
SECONDS_IN_BUCKET = 20


class Costing:
    """Shopify's static cost: objects one point, leaves none, connections times their page size, mutations ten."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: dict[str, Any]) -> None:
        """Prepare for one document."""
        self._schema = schema
        self._variables = variables
        parts = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
        self._fragments = {node.name.value: node for node in parts}

    def of(self, operation: OperationDefinitionNode) -> int:
        """The cost of an operation."""
        root = self._schema.get_root_type(operation.operation)
        cost = self._selections(operation.selection_set, root)
        fields = sum(isinstance(node, FieldNode) for node in operation.selection_set.selections)
        return cost + (MUTATION * fields if operation.operation.value == "mutation" else 0)

    def _selections(self, selections: SelectionSetNode | None, parent: Any) -> int:
        if selections is None:
            return 0
        common, choices = 0, [0]
        for node in selections.selections:
            if isinstance(node, FieldNode):
                common += self._field(node, parent)
            elif isinstance(node, InlineFragmentNode | FragmentSpreadNode):
                cost, narrower = self._fragment(node, parent)
                choices.append(cost) if narrower else None
                common += 0 if narrower else cost
        return common + max(choices)

    def _fragment(self, node: InlineFragmentNode | FragmentSpreadNode, parent: Any) -> tuple[int, bool]:
        part = node if isinstance(node, InlineFragmentNode) else self._fragments[node.name.value]
        condition = part.type_condition
        kind = self._schema.type_map[condition.name.value] if condition else parent
        return self._selections(part.selection_set, kind), is_abstract_type(parent) and kind is not parent

    def _field(self, node: FieldNode, parent: Any) -> int:
        definition = getattr(parent, "fields", {}).get(node.name.value)
        if definition is None:
            return 0
        kind = get_named_type(definition.type)
        if is_leaf_type(kind) or kind.name == "PageInfo":
            return 0
        if kind.name.endswith("Connection"):
            return self._size(node) * self._items(node, kind)
        times = self._size(node) if _is_list(definition.type) else 1
        return times * (1 + self._selections(node.selection_set, kind))

    def _items(self, node: FieldNode, kind: Any) -> int:
        """What one item of a connection costs: its node, through `nodes` and `edges` alike."""
        total = 0
        for child in node.selection_set.selections if node.selection_set else ():
            if isinstance(child, FieldNode) and child.name.value == "nodes":
                total += 1 + self._selections(child.selection_set, get_named_type(kind.fields["nodes"].type))
            elif isinstance(child, FieldNode) and child.name.value == "edges":
                total += self._selections(child.selection_set, get_named_type(kind.fields["edges"].type))
        return total

    def _size(self, node: FieldNode) -> int:
        for argument in node.arguments or ():
            if argument.name.value in ("first", "last"):
                value = value_from_ast_untyped(argument.value, self._variables)
                return value if isinstance(value, int) else 1
        return 1


def _is_list(kind: Any) -> bool:
    return is_list_type(kind) or is_list_type(getattr(kind, "of_type", None))


def actual(data: Any) -> int:
    """What was really answered: objects that are neither connections nor their page information."""
    if isinstance(data, list):
        return sum(actual(item) for item in data)
    if not isinstance(data, dict):
        return 0
    own = 0 if {"nodes", "edges", "pageInfo", "hasNextPage", "node"} & data.keys() else 1
    return own + sum(actual(item) for item in data.values())


@dataclass(slots=True)
class Bucket:
    """The points a shop has left; they come back with time."""

    restore_rate: int
    available: float
    at: datetime

    @property
    def maximum(self) -> int:
        """How many points fit."""
        return self.restore_rate * SECONDS_IN_BUCKET


class Buckets:
    """One bucket per shop; safe for threads."""

    def __init__(self) -> None:
        """Start full."""
        self._lock = threading.Lock()
        self._buckets: dict[str, Bucket] = {}

    def take(self, shop: str, plan: str, points: int, now: datetime) -> tuple[bool, dict[str, Any]]:
        """Take points if they are there; return whether, and the throttle status."""
        with self._lock:
            rate = RESTORE_RATES.get(plan, 100)
            bucket = self._buckets.setdefault(shop, Bucket(rate, rate * SECONDS_IN_BUCKET, now))
            passed = max(0.0, (now - bucket.at).total_seconds())
            bucket.available = min(float(bucket.maximum), bucket.available + passed * bucket.restore_rate)
            bucket.at = now
            enough = bucket.available >= points
            bucket.available -= points if enough else 0
            return enough, _status(bucket)

    def give_back(self, shop: str, points: int) -> dict[str, Any]:
        """Return what a query was charged too much."""
        with self._lock:
            bucket = self._buckets[shop]
            bucket.available = min(float(bucket.maximum), bucket.available + max(0, points))
            return _status(bucket)

    def clear(self) -> None:
        """Fill all buckets."""
        with self._lock:
            self._buckets.clear()


def _status(bucket: Bucket) -> dict[str, Any]:
    return {
        "maximumAvailable": float(bucket.maximum),
        "currentlyAvailable": int(bucket.available),
        "restoreRate": float(bucket.restore_rate),
    }

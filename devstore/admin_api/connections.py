"""Connections as Shopify pages them: first or last is required, 250 at most, cursors survive items that move."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any

from graphql import GraphQLError

LARGEST = 250
Key = Callable[[Any], tuple[Any, ...]]


def connection(items: Sequence[Any], page: dict[str, Any], key: Key, *, everything: bool = False) -> dict[str, Any]:
    """One page of items; `key` sorts them and makes cursors (its last part must be unique)."""
    ordered = sorted(items, key=key, reverse=bool(page.get("reverse")))
    if everything:
        return _shown(ordered, key, (False, False))
    first, last = page.get("first"), page.get("last")
    _check(first, last)
    rest = _after(_before(ordered, page, key), page, key)
    skipped = len(rest) != len(ordered) and page.get("after") is not None
    if first is not None:
        return _shown(rest[:first], key, (len(rest) > first, skipped))
    cut = rest[-last:] if last else []
    return _shown(cut, key, (page.get("before") is not None, len(rest) > len(cut)))


def _check(first: int | None, last: int | None) -> None:
    if first is None and last is None:
        raise GraphQLError("you must provide one of first or last", extensions={"code": "BAD_REQUEST"})
    for name, count in (("first", first), ("last", last)):
        if count is not None and not 0 <= count <= LARGEST:
            raise GraphQLError(f"{name} cannot exceed {LARGEST}, nor be negative", extensions={"code": "BAD_REQUEST"})


def _after(items: list[Any], page: dict[str, Any], key: Key) -> list[Any]:
    if page.get("after") is None:
        return items
    mark = _read(page["after"])
    if page.get("reverse"):
        return [item for item in items if _plain(key(item)) < mark]
    return [item for item in items if _plain(key(item)) > mark]


def _before(items: list[Any], page: dict[str, Any], key: Key) -> list[Any]:
    if page.get("before") is None:
        return items
    mark = _read(page["before"])
    if page.get("reverse"):
        return [item for item in items if _plain(key(item)) > mark]
    return [item for item in items if _plain(key(item)) < mark]


def _shown(items: list[Any], key: Key, more: tuple[bool, bool]) -> dict[str, Any]:
    edges = [{"cursor": _write(_plain(key(item))), "node": item} for item in items]
    info = {
        "hasNextPage": more[0],
        "hasPreviousPage": more[1],
        "startCursor": edges[0]["cursor"] if edges else None,
        "endCursor": edges[-1]["cursor"] if edges else None,
    }
    return {"nodes": items, "edges": edges, "pageInfo": info}


def _plain(key: tuple[Any, ...]) -> list[Any]:
    return [part if isinstance(part, int | str) else str(part) for part in key]


def _write(key: list[Any]) -> str:
    return base64.b64encode(json.dumps(key).encode()).decode()


def _read(cursor: str) -> list[Any]:
    try:
        found = json.loads(base64.b64decode(cursor, validate=True))
    except ValueError:
        found = None
    if not isinstance(found, list):
        raise GraphQLError(f"Invalid cursor for current pagination sort: {cursor}", extensions={"code": "BAD_REQUEST"})
    return found

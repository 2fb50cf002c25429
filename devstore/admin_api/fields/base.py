"""What the tables of fields share: their shape, paging by id, and gids of parts."""

from collections.abc import Callable, Sequence
from typing import Any

from devstore.admin_api.connections import connection
from devstore.admin_api.context import Context, Of, gid
from devstore.state.orders import Order

Read = Callable[..., Any]
Table = dict[str, Read]


def by_id(item: Any) -> tuple[Any, ...]:
    """Sort parts and things by their number."""
    return (item.item.id if isinstance(item, Of) else item.id,)


def parts(order: Order, items: Sequence[Any]) -> list[Of]:
    """Things together with their order."""
    return [Of(order, item) for item in items]


def page(items: Sequence[Any], context: Context, arguments: dict[str, Any]) -> dict[str, Any]:
    """A connection over things with numbers."""
    return connection(items, arguments, by_id, everything=context.bulk)


def first(items: Sequence[Any], arguments: dict[str, Any]) -> list[Any]:
    """A plain list cut to `first`."""
    return list(items)[: arguments.get("first")]


def part_gid(kind: str) -> Read:
    """Read the gid of a part."""
    return lambda source, _context: gid(kind, source.item.id if isinstance(source, Of) else source.id)

"""Dataclasses to JSON-ready values and back, by their type hints; decimals and times travel as text."""

import types
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints


def encode(value: Any) -> Any:
    """Turn a dataclass (or a part of one) into dicts, lists and scalars."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: encode(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [encode(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value


def decode(kind: Any, data: Any) -> Any:
    """Turn what `encode` made back into a value of the given type; missing fields take their defaults."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return None if data is None else decode(_only_real(kind), data)
    if origin is list:
        return [decode(get_args(kind)[0], item) for item in data]
    if origin is dict:
        return {key: decode(get_args(kind)[1], item) for key, item in data.items()}
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        return kind(**{name: decode(hints[name], item) for name, item in data.items() if name in hints})  # type: ignore[operator]
    return _scalar(kind, data)


def _only_real(kind: Any) -> Any:
    return next(item for item in get_args(kind) if item is not type(None))


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _scalar(kind: Any, data: Any) -> Any:
    if kind is datetime:
        return datetime.fromisoformat(data)
    return kind(data) if kind is Decimal or (isinstance(kind, type) and issubclass(kind, Enum)) else data

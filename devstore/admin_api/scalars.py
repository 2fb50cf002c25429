"""Shopify's scalars: money and decimals are text, never floats; times end in Z and have no fractions."""

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from graphql import GraphQLError, GraphQLScalarType, GraphQLSchema


def install(schema: GraphQLSchema) -> None:
    """Give the schema's scalars their behaviour."""
    for name in ("Money", "Decimal"):
        _set(schema, name, _written_decimal, _read_decimal)
    _set(schema, "DateTime", _written_time, _read_time)
    _set(schema, "Date", str, _read_date)
    for name in ("UnsignedInt64", "URL", "HTML", "FormattedString"):
        _set(schema, name, str, str)


def _set(schema: GraphQLSchema, name: str, serialize: Any, parse: Any) -> None:
    scalar = schema.type_map.get(name)
    if isinstance(scalar, GraphQLScalarType):
        scalar.coerce_output_value = serialize
        scalar.coerce_input_value = parse
        scalar.coerce_input_literal = lambda node: parse(getattr(node, "value", None))


def _written_decimal(value: Any) -> str:
    """At least one decimal, no further zeros: "1500.0", "12.5", "19.99"."""
    text = f"{Decimal(value):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if "." in text else f"{text}.0"


def _read_decimal(value: Any) -> Decimal:
    try:
        if isinstance(value, bool):
            raise InvalidOperation  # noqa: TRY301 - a boolean is an int in Python
        found = Decimal(str(value))
    except InvalidOperation:
        raise GraphQLError(f"invalid money or decimal {value!r}") from None
    if not found.is_finite():
        raise GraphQLError(f"invalid money or decimal {value!r}")
    return found


def _written_time(value: Any) -> str:
    moment: datetime = value
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_date(value: Any) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise GraphQLError(f"invalid Date {value!r}") from None


def _read_time(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise GraphQLError(f"invalid DateTime {value!r}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""What to hide of a customer, from his own fields and an order's address: whole values, and parts that tell him."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.masking._values import CLOSE, WORD, is_telling

STREETS = ("address1", "address2")
LEAST_IN_PART = 3


def known_of(customer_name: str, email: str, phone: str, address: Mapping[str, Any] | None) -> tuple[str, ...]:
    """`address` has the keys of `domain.orders.Address`; a town alone is no secret, its code with it is."""
    place = {key: value.strip() for key, value in (address or {}).items() if isinstance(value, str)}
    found = [
        *_names(customer_name),
        *_names(place.get("name", "")),
        place.get("company", ""),
        *_streets(place),
        *_towns(place.get("zip", ""), place.get("city", "")),
        *(email.strip(), phone.strip(), place.get("phone", "")),
    ]
    return tuple(value for value in dict.fromkeys(found) if is_telling(value))


def _names(name: str) -> Iterator[str]:
    """A name, the other way round, and its parts, since a letter is signed with one of them."""
    parts = name.split()
    yield " ".join(parts)
    if len(parts) > 1:
        yield " ".join(reversed(parts))
        yield " ".join((*parts[-1:], *parts[:-1]))
        yield from (part for part in parts if _tells_alone(part))


def _tells_alone(part: str) -> bool:
    return bool(CLOSE.search(part)) or sum(map(len, WORD.findall(part))) >= LEAST_IN_PART


def _streets(place: Mapping[str, str]) -> Iterator[str]:
    for key in STREETS:
        street = place.get(key, "")
        if any(letter.isdecimal() for letter in street) or len(street.split()) > 1 or CLOSE.search(street):
            yield street
    yield " ".join(filter(None, (place.get(key, "") for key in STREETS)))


def _towns(code: str, city: str) -> Iterator[str]:
    if code and city:
        yield f"{code} {city}"
        yield f"{city} {code}"
    yield code

"""What personal data is kept of a customer, and forgetting it: words, names and addresses go, amounts stay."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_

from app.desk import erasing
from app.desk.desk import Desk
from app.models import Conversation, Customer, DataRequest, Order

UNMISTAKABLE = 8  # digits


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a request is about, by all the ways we may know him."""

    gid: str
    email: str
    order_gids: tuple[str, ...] = ()


def keep_request(desk: Desk, kind: str, external_id: str, person: Person) -> int:
    """Write the request down, once; it stays open until somebody has seen to it."""
    query = desk.select(DataRequest).where(DataRequest.kind == kind, DataRequest.external_id == external_id)
    if external_id and (known := desk.one(query.where(DataRequest.done_at.is_(None)))):
        return int(known.id)
    found = customers_of(desk, person)
    row = DataRequest(
        kind=kind,
        external_id=external_id,
        customer_gid=person.gid,
        customer_id=found[0].id if found else None,
        details={"email": person.email, "orders": list(person.order_gids)},
        received_at=desk.now,
    )
    return int(desk.add(row).id)


def redact(desk: Desk, request_id: int, person: Person) -> None:
    """Forget the person. A row without words stays, so that old orders told again bring nothing back."""
    people = customers_of(desk, person) or [_tombstone(desk, person)]
    ids = [row.id for row in people]
    orders = orders_of(desk, person, ids)
    for order in orders:
        order.customer_id = order.customer_id or ids[0]
    erasing.conversations(desk, desk.all(desk.select(Conversation).where(Conversation.customer_id.in_(ids))))
    erasing.orders(desk, orders)
    erasing.customers(desk, people)
    if person.email:
        erasing.letters(desk, person.email)
        erasing.raw_mail(desk, [person.email.encode()])
    erasing.receipts(desk, _needles(person, orders))
    erasing.requests(desk, ids, person.gid, person.email)
    done = desk.get(DataRequest, request_id)
    done.details, done.done_at = {}, desk.now


def redact_shop(desk: Desk) -> None:
    """Forget everybody in this shop, its staff and its settings."""
    erasing.conversations(desk, desk.all(desk.select(Conversation)))
    erasing.orders(desk, desk.all(desk.select(Order)))
    erasing.customers(desk, desk.all(desk.select(Customer)))
    erasing.raw_mail(desk, ())
    erasing.receipts(desk, ())
    erasing.staff_and_settings(desk)
    for row in desk.all(desk.select(DataRequest)):
        row.details, row.done_at = {}, row.done_at or desk.now


def customers_of(desk: Desk, person: Person) -> list[Customer]:
    ways = [Customer.gid == person.gid] if person.gid else []
    ways += [Customer.email == person.email] if person.email else []
    return desk.all(desk.select(Customer).where(or_(*ways))) if ways else []


def orders_of(desk: Desk, person: Person, customer_ids: Sequence[int]) -> list[Order]:
    ways: list[ColumnElement[bool]] = [Order.customer_id.in_(customer_ids), Order.gid.in_(person.order_gids)]
    ways += [Order.email == person.email] if person.email else []
    return desk.all(desk.select(Order).where(or_(*ways)))


def _needles(person: Person, orders: Sequence[Order]) -> list[bytes]:
    """By what a delivery names him: his address, his id, or one of his orders, whose numbers are longer than others."""
    numbers = {gid.rpartition("/")[2] for gid in (*person.order_gids, *(order.gid for order in orders))}
    told = {person.gid.lower(), person.email, *(number for number in numbers if len(number) >= UNMISTAKABLE)}
    return [word.encode() for word in sorted(told - {""})] or [b"\0"]


def _tombstone(desk: Desk, person: Person) -> Customer:
    row: Customer = desk.add(Customer(gid=person.gid or None, created_at=desk.now))
    return row

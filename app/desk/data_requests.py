"""People's requests about their personal data, as the shop's owner sees and answers them; the law gives 30 days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.desk import owners, privacy
from app.desk.desk import Desk
from app.desk.privacy import Person
from app.domain.errors import Conflict
from app.domain.events import DataRequestAnswered
from app.domain.words import N_
from app.models import Conversation, Customer, DataRequest, Message, Order

LAWFUL = timedelta(days=30)
ANSWERED_BY_HAND = "DATA_REQUEST"
MOST = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; `name` and `email` are empty once the person is forgotten."""

    id: int
    kind: str
    name: str
    email: str
    received_at: datetime
    done_at: datetime | None

    @property
    def due_at(self) -> datetime:
        return self.received_at + LAWFUL

    @property
    def is_open(self) -> bool:
        return self.done_at is None


def everything(desk: Desk) -> tuple[Asked, ...]:
    """Open ones first, then what was done, newest first."""
    query = (
        select(DataRequest, Customer.name)
        .outerjoin(Customer, (Customer.id == DataRequest.customer_id) & (Customer.shop_id == desk.shop.id))
        .where(DataRequest.shop_id == desk.shop.id)
        .order_by(DataRequest.done_at.is_not(None), DataRequest.id.desc())
        .limit(MOST)
    )
    return tuple(
        Asked(row.id, row.kind, name or "", row.details.get("email", ""), row.received_at, row.done_at)
        for row, name in desk.session.execute(query)
    )


def export(desk: Desk, request_id: int) -> dict[str, Any]:
    """All that is kept of the person, for the owner to hand on."""
    return _paper(desk, _by_owner(desk, request_id))


def answer(desk: Desk, request_id: int) -> None:
    """The owner has handed it on."""
    row = _by_owner(desk, request_id)
    if row.done_at is None:
        row.done_at = desk.now
        desk.record(DataRequestAnswered(request_id))


def _by_owner(desk: Desk, request_id: int) -> DataRequest:
    row: DataRequest = desk.get(DataRequest, request_id)
    owners.require(desk)
    if row.kind != ANSWERED_BY_HAND:
        raise Conflict(N_("There is nothing to hand on: this request asks to be forgotten, and that was done."))
    return row


def _paper(desk: Desk, row: DataRequest) -> dict[str, Any]:
    person = Person(row.customer_gid, row.details.get("email", ""), tuple(row.details.get("orders", ())))
    people = privacy.customers_of(desk, person)
    ids = [one.id for one in people]
    talks = desk.all(desk.select(Conversation).where(Conversation.customer_id.in_(ids)))
    said = desk.select(Message).where(Message.conversation_id.in_([talk.id for talk in talks])).order_by(Message.id)
    return {
        "customers": [
            {"name": one.name, "email": one.email, "phone": one.phone, "locale": one.locale}
            | {"language": one.language, "country": one.country_code, "timezone": one.timezone}
            for one in people
        ],
        "orders": [_order_paper(order) for order in privacy.orders_of(desk, person, ids)],
        "messages": [
            {"at": message.created_at.isoformat(), "direction": message.direction, "from": message.from_address}
            | {"to": message.to_address, "subject": message.subject, "body": message.body}
            for message in desk.all(said)
            if message.visibility == "PUBLIC"
        ],
    }


def _order_paper(order: Order) -> dict[str, Any]:
    return {
        "name": order.name,
        "created_at": order.created_at.isoformat(),
        "email": order.email,
        "phone": order.phone,
        "shipping_address": order.shipping_address,
        "total": f"{order.total} {order.presentment_currency}",
    }

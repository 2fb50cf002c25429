"""People's requests about their personal data, as the shop's owner sees and answers them; the law gives 30 days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.desk import owners, privacy
from app.desk.desk import Desk
from app.domain.errors import Conflict
from app.domain.events import DataRequestAnswered
from app.domain.words import N_
from app.models import Customer, DataRequest

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
    _by_owner(desk, request_id)
    return privacy.export(desk, request_id)


def answer(desk: Desk, request_id: int) -> None:
    """The owner has handed it on."""
    if _by_owner(desk, request_id).done_at is None:
        privacy.answered(desk, request_id)
        desk.record(DataRequestAnswered(request_id))


def _by_owner(desk: Desk, request_id: int) -> DataRequest:
    row: DataRequest = desk.get(DataRequest, request_id)
    owners.require(desk)
    if row.kind != ANSWERED_BY_HAND:
        raise Conflict(N_("There is nothing to hand on: this request asks to be forgotten, and that was done."))
    return row

"""A Desk is one open transaction on one shop: who holds it sees that shop alone and cannot reach the network."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.db import Database
from app.domain.errors import NotFound
from app.domain.event import Event
from app.domain.words import N_
from app.models import EventRow, Shop

Row = TypeVar("Row", bound=Any)
KEPT = "kept"  # session.info key: rows read once stay known until the transaction ends; a session alone forgets them
LARGEST_ID = 2**63 - 1  # of both databases' keys; a larger one is an error there, not a missing row
RINGS = "rings"  # session.info key: this transaction recorded something; app.outbox reads it after the commit


class ActorKind(StrEnum):
    AGENT = "agent"
    CUSTOMER = "customer"
    RULE = "rule"
    SHOPIFY = "shopify"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting; `id` is the agent's or rule's row, 0 for the others."""

    kind: ActorKind
    id: int = 0

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else str(self.kind)


SYSTEM = Actor(ActorKind.SYSTEM)
SHOPIFY = Actor(ActorKind.SHOPIFY)
CUSTOMER = Actor(ActorKind.CUSTOMER)


@dataclass(frozen=True, slots=True)
class Desk:
    """`now` is the one moment of this transaction; every query starts from `select`, which knows the shop."""

    session: Session
    shop: Shop
    actor: Actor
    now: datetime

    def select(self, model: type[Row]) -> Select[tuple[Row]]:
        return select(model).where(model.shop_id == self.shop.id)

    def one(self, query: Select[tuple[Row]]) -> Row | None:
        return self.session.scalars(query.limit(1)).first()

    def all(self, query: Select[tuple[Row]]) -> list[Row]:
        return list(self.session.scalars(query))

    def get(self, model: type[Row], row_id: int, *, lock: bool = False) -> Row:
        """One row of this shop; another shop's row is as absent as one that never was, or never can be."""
        if not 0 < row_id <= LARGEST_ID:
            row = None
        elif lock:  # what was read before the lock may be another's past
            query = self.select(model).where(model.id == row_id).with_for_update()
            row = self.one(query.execution_options(populate_existing=True))
        else:  # what this transaction has read already is not asked for again
            row = self.session.get(model, row_id)
        self.session.info.setdefault(KEPT, []).append(row)
        if row is None or row.shop_id != self.shop.id:
            raise NotFound(N_("Nothing here has the number %(number)s, or not any more."), number=row_id)
        return row

    def lock_shop(self) -> None:
        """Two who change what belongs to the whole shop wait for each other, and nobody else for them: rows that name
        it may be written meanwhile.
        """
        self.session.flush()  # what was changed of the shop in this transaction would be read over
        self.session.refresh(self.shop, with_for_update={"key_share": True})

    def add(self, row: Row) -> Row:
        """Insert a row for this shop and give it its id."""
        row.shop_id = self.shop.id
        self.session.add(row)
        self.session.flush()
        return row

    def record(self, event: Event) -> None:
        """Write down what happened; after the commit the doorbell rings for it."""
        payload = event.payload()
        self.session.add(
            EventRow(
                shop_id=self.shop.id,
                name=event.name,
                payload=payload,
                actor=str(self.actor),
                conversation_id=payload.get("conversation_id"),
                order_id=payload.get("order_id"),
                occurred_at=self.now,
            )
        )
        self.session.info[RINGS] = True


@contextmanager
def open_desk(
    database: Database,
    shop_id: int,
    actor: Actor = SYSTEM,
    *,
    now: datetime | None = None,
    read_only: bool = False,
) -> Iterator[Desk]:
    """Open the one transaction on one shop; commits at the end, or leaves nothing behind on an error."""
    with database.transaction(read_only=read_only) as session:
        shop = session.get(Shop, shop_id)
        if shop is None:
            raise NotFound(N_("There is no shop %(number)s."), number=shop_id)
        yield Desk(session, shop, actor, now or datetime.now(UTC))


def desk_in(session: Session, shop_id: int, actor: Actor, now: datetime) -> Desk:
    """A Desk on a transaction that is already open, for work over many shops in one commit."""
    shop = session.get(Shop, shop_id)
    if shop is None:
        raise NotFound(N_("There is no shop %(number)s."), number=shop_id)
    return Desk(session, shop, actor, now)

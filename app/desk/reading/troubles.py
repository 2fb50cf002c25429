"""What failed and waits for a person, newest first: what it was, why, and where to look; what was seen to is gone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select

from app.desk.desk import Desk
from app.desk.reading import trouble_rows
from app.domain.money import MoneyBag
from app.models import (
    Backfill,
    Conversation,
    Drift,
    EventRow,
    Message,
    Order,
    RawMessage,
    Reaction,
    Remedy,
    WebhookReceipt,
)
from app.models.columns import bag

MOST = 50  # of one kind


class Kind(StrEnum):
    ACCESS = "access"
    AUTOMATION = "automation"
    BACKFILL = "backfill"
    REMEDY = "remedy"
    DRIFT = "drift"
    MESSAGE = "message"
    MAIL = "mail"
    RECEIPT = "receipt"
    REACTION = "reaction"


@dataclass(frozen=True, slots=True)
class Trouble:
    """`what` is the topic, the reaction, the delivery or the state; `why` as it was written down, `problem` its code;
    `remedy` is the kind of a remedy.

    `count` is how many of the kind there are where one entry stands for all of them, else how often it was tried.
    """

    kind: Kind
    id: int
    at: datetime
    what: str = ""
    why: str = ""
    problem: str = ""
    remedy: str = ""
    count: int = 0
    who: str = ""
    amount: MoneyBag | None = None
    conversation_id: int | None = None
    order_id: int | None = None
    order_name: str = ""


def everything(desk: Desk) -> tuple[Trouble, ...]:
    found = [
        *_of_the_shop(desk, desk.one(desk.select(Backfill).order_by(Backfill.id.desc()))),
        *_remedies(desk),
        *_drifts(desk),
        *_messages(desk),
        *_mail(desk),
        *_receipts(desk),
        *_reactions(desk),
    ]
    return tuple(sorted(_placed(desk, found), key=lambda trouble: trouble.at, reverse=True))


def count(desk: Desk, latest: Backfill | None) -> tuple[int, int]:
    """How many wait, with people's requests for their data, and how many approvals the one who looks may decide;
    `latest` is the latest copy of the shop's orders.
    """
    troubles, approvals = trouble_rows.count(desk)
    return troubles + len(list(_of_the_shop(desk, latest))), approvals


def _of_the_shop(desk: Desk, latest: Backfill | None) -> Iterator[Trouble]:
    shop = desk.shop
    if shop.needs_reopen_at is not None:
        yield Trouble(Kind.ACCESS, 0, shop.needs_reopen_at)
    if shop.automation_paused_at is not None:
        yield Trouble(Kind.AUTOMATION, 0, shop.automation_paused_at)
    if latest is not None and latest.state == "FAILED":
        yield Trouble(Kind.BACKFILL, latest.id, latest.finished_at or latest.started_at, why=latest.error)


def _newest(desk: Desk, model: type[Any], rows: Select[Any]) -> Sequence[Any]:
    return desk.session.scalars(select(model).where(model.id.in_(rows)).order_by(model.id.desc()).limit(MOST)).all()


def _remedies(desk: Desk) -> Iterator[Trouble]:
    for row in _newest(desk, Remedy, trouble_rows.remedies(desk)):
        yield Trouble(
            Kind.REMEDY,
            row.id,
            row.settled_at or row.created_at,
            what=row.money_state if row.money_state == "FAILURE" else row.state,
            why=row.error,
            problem=row.problem,
            remedy=row.kind,
            amount=bag(row.cost, row.currency, row.amount, row.presentment_currency),
            conversation_id=row.conversation_id,
            order_id=row.order_id,
        )


def _drifts(desk: Desk) -> Iterator[Trouble]:
    for row in _newest(desk, Drift, trouble_rows.drifts(desk)):
        yield Trouble(Kind.DRIFT, row.id, row.found_at, what=row.kind, order_id=row.order_id)


def _messages(desk: Desk) -> Iterator[Trouble]:
    for row in _newest(desk, Message, trouble_rows.messages(desk)):
        yield Trouble(
            Kind.MESSAGE,
            row.id,
            row.created_at,
            what=row.delivery,
            why=row.delivery_error,
            who=row.to_address,
            conversation_id=row.conversation_id,
        )


def _mail(desk: Desk) -> Iterator[Trouble]:
    """One entry for all of it: that mail has a page of its own."""
    unread = (RawMessage.shop_id == desk.shop.id, RawMessage.state == "QUARANTINED")
    number, newest = desk.session.execute(select(func.count(), func.max(RawMessage.id)).where(*unread)).one()
    if number:
        yield Trouble(Kind.MAIL, newest, desk.get(RawMessage, newest).received_at, count=number)


def _receipts(desk: Desk) -> Iterator[Trouble]:
    columns = (WebhookReceipt.id, WebhookReceipt.received_at, WebhookReceipt.topic)
    query = select(*columns, WebhookReceipt.error, WebhookReceipt.attempts).where(
        WebhookReceipt.id.in_(trouble_rows.receipts(desk))
    )
    for row_id, at, topic, error, attempts in desk.session.execute(
        query.order_by(WebhookReceipt.id.desc()).limit(MOST)
    ):
        yield Trouble(Kind.RECEIPT, row_id, at, what=topic, why=error, count=attempts)


def _reactions(desk: Desk) -> Iterator[Trouble]:
    query = (
        select(Reaction, EventRow)
        .join(EventRow, EventRow.id == Reaction.event_id)
        .where(Reaction.id.in_(trouble_rows.reactions(desk)), EventRow.shop_id == desk.shop.id)
    )
    for row, event in desk.session.execute(query.order_by(Reaction.id.desc()).limit(MOST)):
        yield Trouble(
            Kind.REACTION,
            row.id,
            event.occurred_at,
            what=row.name,
            why=row.error,
            count=row.attempts,
            conversation_id=event.conversation_id,
            order_id=event.order_id,
        )


def _placed(desk: Desk, found: list[Trouble]) -> Iterator[Trouble]:
    """With the name of its order, and the conversation about that order where it has none itself."""
    ids = {trouble.order_id for trouble in found if trouble.order_id}
    orders = select(Order.id, Order.name).where(Order.shop_id == desk.shop.id, Order.id.in_(ids))
    names: dict[int | None, str] = dict(desk.session.execute(orders).all()) if ids else {}
    talks = (
        select(Conversation.order_id, func.max(Conversation.id))
        .where(Conversation.shop_id == desk.shop.id, Conversation.order_id.in_(ids))
        .group_by(Conversation.order_id)
    )
    about: dict[int | None, int] = dict(desk.session.execute(talks).all()) if ids else {}
    for trouble in found:
        yield replace(
            trouble,
            order_name=names.get(trouble.order_id, ""),
            conversation_id=trouble.conversation_id or about.get(trouble.order_id),
        )

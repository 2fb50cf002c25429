"""Which rows are troubles, and how many: asked with every look at the inbox, so each has an index of its own."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select

from app.desk.desk import Desk
from app.desk.reading import approvals
from app.domain.messages import Delivery
from app.models import DataRequest, Drift, Message, RawMessage, Reaction, Remedy, WebhookReceipt

COUNTED = 100
# Spelled out in the statement, or SQLite would not see that its small index of troubles answers this.
NEEDS_REVIEW: ColumnElement[str] = literal_column("'NEEDS_REVIEW'")
FAILURE: ColumnElement[str] = literal_column("'FAILURE'")
DEAD: ColumnElement[str] = literal_column("'DEAD'")


def count(desk: Desk) -> tuple[int, int]:
    """How many there are, COUNTED of a kind at most, mail that could not be read as one; and how many requests wait
    for the one who looks to approve them. One query.
    """
    mail = select(RawMessage.id).where(RawMessage.shop_id == desk.shop.id, RawMessage.state == "QUARANTINED")
    rows = (remedies, drifts, messages, receipts, reactions, data_requests)
    columns = [_counted(find(desk).limit(COUNTED)) for find in rows] + [_counted(mail.limit(1))]
    columns.append(_counted(approvals.to_decide(desk).limit(COUNTED)))
    *troubles, to_decide = desk.session.execute(select(*columns)).one()
    return int(sum(troubles)), int(to_decide)


def remedies(desk: Desk) -> Select[Any]:
    is_wrong = (Remedy.state == NEEDS_REVIEW) | (Remedy.money_state == FAILURE)
    return select(Remedy.id).where(Remedy.shop_id == desk.shop.id, Remedy.seen_to_at.is_(None), is_wrong)


def drifts(desk: Desk) -> Select[Any]:
    return select(Drift.id).where(Drift.shop_id == desk.shop.id, Drift.seen_to_at.is_(None))


def messages(desk: Desk) -> Select[Any]:
    return select(Message.id).where(
        Message.shop_id == desk.shop.id,
        Message.delivery.in_((Delivery.FAILED, Delivery.UNKNOWN)),
        Message.seen_to_at.is_(None),
    )


def receipts(desk: Desk) -> Select[Any]:
    return select(WebhookReceipt.id).where(WebhookReceipt.shop_domain == desk.shop.domain, WebhookReceipt.state == DEAD)


def reactions(desk: Desk) -> Select[Any]:
    return select(Reaction.id).where(Reaction.shop_id == desk.shop.id, Reaction.state == DEAD)


def data_requests(desk: Desk) -> Select[Any]:
    """Those that a person has to answer."""
    return select(DataRequest.id).where(
        DataRequest.shop_id == desk.shop.id, DataRequest.kind == "DATA_REQUEST", DataRequest.done_at.is_(None)
    )


def _counted(query: Select[Any]) -> ColumnElement[int]:
    return select(func.count()).select_from(query.subquery()).scalar_subquery()

"""What a conversation is found by beside its texts: its customer, his orders' names, the goods it is about."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.desk.desk import Desk
from app.models import Conversation, Customer, LineItemRow, Order

ORDERS = 20  # of a customer: he may ask about any of his latest


def about(desk: Desk, conversation_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """By conversation: its customer, his latest orders' names, what the order it is about consists of."""
    talks = desk.all(desk.select(Conversation).where(Conversation.id.in_(conversation_ids)))
    customers = _customers(desk, talks)
    names = _order_names(desk, talks)
    goods = _goods(desk, talks)
    return {
        talk.id: (*customers.get(talk.customer_id, ()), *dict.fromkeys(names[talk.id]), *goods.get(talk.order_id, ()))
        for talk in talks
    }


def _customers(desk: Desk, talks: Iterable[Conversation]) -> dict[int | None, tuple[str, ...]]:
    ids = {talk.customer_id for talk in talks}
    rows = desk.all(desk.select(Customer).where(Customer.id.in_(ids), Customer.redacted_at.is_(None)))
    return {row.id: tuple(filter(None, (row.name, row.email))) for row in rows}


def _order_names(desk: Desk, talks: Sequence[Conversation]) -> dict[int, list[str]]:
    """The order a conversation is about, then its customer's latest."""
    theirs = Order.customer_id.in_([talk.customer_id for talk in talks])
    query = select(Order.id, Order.customer_id, Order.name).where(Order.shop_id == desk.shop.id)
    latest = query.where(theirs).order_by(Order.created_at.desc()).limit(ORDERS * len(talks))
    pinned = query.where(Order.id.in_([talk.order_id for talk in talks]))
    rows = [*desk.session.execute(pinned), *desk.session.execute(latest)]
    return {
        talk.id: [
            name for number, buyer, name in rows if number == talk.order_id or (buyer and buyer == talk.customer_id)
        ]
        for talk in talks
    }


def _goods(desk: Desk, talks: Iterable[Conversation]) -> dict[int | None, list[str]]:
    lines: dict[int | None, list[str]] = {}
    query = desk.select(LineItemRow).where(LineItemRow.order_id.in_([talk.order_id for talk in talks]))
    for line in desk.all(query.order_by(LineItemRow.position)):
        words = " ".join(filter(None, (line.title, line.variant_title, line.sku)))
        lines.setdefault(line.order_id, []).append(words)
    return lines

"""What happened to the order and the conversation, as grey lines between the messages, in order of time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from app.desk.desk import Desk
from app.desk.reading.order import UNPAID, OrderBeside
from app.desk.reading.thread import Entry
from app.domain.money import MoneyBag
from app.models import EventRow

LINES = 100


@dataclass(frozen=True, slots=True)
class Line:
    """`what` is a word the template has a sentence for; `detail` goes into that sentence."""

    at: datetime
    what: str
    detail: str = ""
    total: MoneyBag | None = None


def merge(
    desk: Desk, conversation_id: int, messages: list[Entry], order: OrderBeside | None
) -> tuple[Entry | Line, ...]:
    """Messages and lines by time; nothing from before the first message shown."""
    if not messages:
        return ()
    lines = [*_of_conversation(desk, conversation_id), *(_of_order(order) if order else ())]
    recent = [line for line in lines if line.at >= messages[0].at]
    everything: Iterable[Entry | Line] = [*messages, *recent]
    return tuple(sorted(everything, key=lambda entry: entry.at))


def _of_conversation(desk: Desk, conversation_id: int) -> Iterator[Line]:
    query = (
        desk.select(EventRow)
        .where(EventRow.conversation_id == conversation_id, EventRow.name == "ConversationChanged")
        .order_by(EventRow.id.desc())
        .limit(LINES)
    )
    for row in desk.all(query):
        yield Line(row.occurred_at, "conversation_changed", str(row.payload.get("what", "")))


def _of_order(order: OrderBeside) -> Iterator[Line]:
    yield Line(order.created_at, "ordered", order.name)
    if order.cancelled_at:
        yield Line(order.cancelled_at, "cancelled", order.name)
    for parcel in order.parcels:
        yield Line(parcel.shipped_at, "shipped", " ".join(filter(None, (parcel.company, parcel.number))))
        for scan in parcel.scans:
            yield Line(scan.at, "scanned", scan.status)
    for refund in order.refunds:
        yield Line(refund.at, "refunded", total=refund.total)
    for remedy in order.remedies:
        if remedy.state in UNPAID:
            yield Line(remedy.at, "unpaid", remedy.state, total=remedy.total)
    for given in order.returns:
        yield Line(given.at, "returned", given.name)

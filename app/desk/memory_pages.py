"""The translation memory as people manage it: searched, corrected, removed one by one; only the owner forgets all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from app.desk import memory, owners
from app.desk.desk import Desk
from app.domain.errors import Rejected
from app.domain.translating.memory import LONGEST, Origin, is_anyones
from app.domain.words import N_
from app.models import MemorySegment

PAGE = 50
CAPITALS = "de"  # where capitals tell nothing: what a person writes here may name the brand


@dataclass(frozen=True, slots=True)
class Wish:
    """Which sentences somebody wants to see."""

    words: str = ""
    source: str = ""
    target: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class SegmentLine:
    id: int
    source: str
    target: str
    tone: str
    source_text: str
    target_text: str
    origin: str
    uses: int
    changed_at: datetime


def page(desk: Desk, wish: Wish, before: int = 0, most: int = PAGE) -> tuple[SegmentLine, ...]:
    """Newest first; `before` is the last id of the page before."""
    query = desk.select(MemorySegment).where(*_conditions(wish)).order_by(MemorySegment.id.desc()).limit(most)
    return tuple(map(_line, desk.all(query.where(MemorySegment.id < before) if before else query)))


def count(desk: Desk) -> int:
    return desk.session.scalar(select(func.count()).where(MemorySegment.shop_id == desk.shop.id)) or 0


def languages(desk: Desk) -> tuple[str, ...]:
    """Those that a sentence is in, on either side."""
    query = select(MemorySegment.source, MemorySegment.target).where(MemorySegment.shop_id == desk.shop.id)
    return tuple(sorted({tag for pair in desk.session.execute(query.distinct()) for tag in pair}))


def one(desk: Desk, segment_id: int) -> SegmentLine:
    return _line(desk.get(MemorySegment, segment_id))


def save(desk: Desk, segment_id: int, target_text: str) -> None:
    """A person writes it himself: that is a correction."""
    text = target_text.strip().replace("\r\n", "\n")
    if not text:
        raise Rejected(N_("Write something first."), "target_text")
    if len(text) > LONGEST:
        raise Rejected(N_("At most %(count)s characters fit here."), "target_text", count=LONGEST)
    if not is_anyones(text, CAPITALS):
        raise Rejected(
            N_("Leave out names, numbers, links and addresses: other customers get this too."), "target_text"
        )
    row = desk.get(MemorySegment, segment_id, lock=True)
    row.target_text, row.origin, row.changed_at = text, Origin.CORRECTED, desk.now
    row.agent_id = memory.agent(desk)


def remove(desk: Desk, segment_id: int) -> None:
    desk.session.delete(desk.get(MemorySegment, segment_id, lock=True))


def remove_all(desk: Desk) -> int:
    """The owner's; returns how many there were."""
    owners.require(desk)
    number = count(desk)
    memory.forget_all(desk)
    return number


def _line(row: MemorySegment) -> SegmentLine:
    texts = (row.source_text, row.target_text)
    return SegmentLine(row.id, row.source, row.target, row.tone, *texts, row.origin, row.uses, row.changed_at)


def _conditions(wish: Wish) -> Iterator[ColumnElement[bool]]:
    if wish.words:
        texts = (MemorySegment.source_text, MemorySegment.target_text)
        yield or_(*(text.icontains(wish.words, autoescape=True) for text in texts))
    if wish.source:
        yield MemorySegment.source == wish.source
    if wish.target:
        yield MemorySegment.target == wish.target
    if wish.origin:
        yield MemorySegment.origin == wish.origin

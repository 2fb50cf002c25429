"""The first copy of a shop's orders: started once an installation, moved on step by step, readable at any time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desk import order_lines, order_parts, orders
from app.desk.desk import Desk
from app.desk.order_parts import Parts
from app.domain.errors import Conflict
from app.domain.events import BackfillMoved, BackfillStarted, ShopInstalled
from app.domain.orders import LineItem, OrderSnapshot, Return
from app.domain.words import N_
from app.models import Backfill, Order

STARTING, RUNNING, IMPORTING, DONE, FAILED = "STARTING", "RUNNING", "IMPORTING", "DONE", "FAILED"
OPEN = (STARTING, RUNNING, IMPORTING)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the copy is; `total` is 0 while Shopify is still counting. No copy at all has state ""."""

    state: str
    done: int
    total: int
    error: str
    started_at: datetime | None = None

    @property
    def percent(self) -> int:
        return 100 if self.state == DONE else min(99, self.done * 100 // self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class Step:
    """Where a copy stands, for the errand that moves it."""

    id: int
    state: str
    bulk_gid: str
    url: str
    lines_read: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some orders of the file, and parts whose order came in an earlier chunk; `lines_read` is where it ends."""

    orders: Sequence[OrderSnapshot]
    strays: Sequence[tuple[str, LineItem | Return]]
    lines_read: int


def start(desk: Desk, event: ShopInstalled) -> None:
    """Begin a copy unless one is under way: the reaction to an installation."""
    del event
    if _open(desk) is None:
        _start(desk)


def restart(desk: Desk) -> int:
    """Begin again after a failure, by hand."""
    if _open(desk) is not None:
        raise Conflict(N_("The orders are being copied already."))
    return _start(desk)


def progress(desk: Desk) -> Progress:
    row = desk.one(desk.select(Backfill).order_by(Backfill.id.desc()))
    if row is None:
        return Progress("", 0, 0, "")
    return Progress(row.state, row.imported_count, row.object_count, row.error, row.started_at)


def step(desk: Desk, backfill_id: int) -> Step:
    row = desk.get(Backfill, backfill_id)
    return Step(row.id, row.state, row.bulk_gid, row.url, row.lines_read)


def started_over_there(desk: Desk, backfill_id: int, bulk_gid: str) -> None:
    row = desk.get(Backfill, backfill_id, lock=True)
    if row.state == STARTING:
        row.state, row.bulk_gid = RUNNING, bulk_gid


def counted(desk: Desk, backfill_id: int, total: int) -> None:
    """Shopify is still writing the file."""
    row = desk.get(Backfill, backfill_id, lock=True)
    row.object_count = max(row.object_count, total)


def ready(desk: Desk, backfill_id: int, url: str, total: int) -> None:
    """The file is there; without an address it holds no order at all."""
    row = desk.get(Backfill, backfill_id, lock=True)
    if row.state != RUNNING:
        return
    row.object_count = max(total, 0)
    row.url = url
    if url:
        row.state = IMPORTING
        desk.record(BackfillMoved(row.id))
    else:
        _finish(desk, row)


def take(desk: Desk, backfill_id: int, chunk: Chunk) -> bool:
    """Mirror a chunk and remember where it ended, in one commit; False where another has read further."""
    row = desk.get(Backfill, backfill_id, lock=True)
    if row.state != IMPORTING or row.lines_read >= chunk.lines_read:
        return False
    for told in chunk.orders:
        orders.mirror(desk, told, quiet=True)
    for order_gid, part in chunk.strays:
        _adopt(desk, order_gid, part)
    row.lines_read = chunk.lines_read
    row.imported_count += len(chunk.orders)
    return True


def go_on(desk: Desk, backfill_id: int) -> None:
    desk.record(BackfillMoved(backfill_id))


def finish(desk: Desk, backfill_id: int) -> None:
    row = desk.get(Backfill, backfill_id, lock=True)
    if row.state == IMPORTING:
        _finish(desk, row)


def fail(desk: Desk, backfill_id: int, error: str) -> None:
    row = desk.get(Backfill, backfill_id, lock=True)
    if row.state in OPEN:
        row.state, row.error, row.finished_at = FAILED, error, desk.now


def finished_over_there(desk: Desk, bulk_gid: str) -> None:
    """Shopify's webhook: the clock would have looked too, only later."""
    row = desk.one(desk.select(Backfill).where(Backfill.bulk_gid == bulk_gid, Backfill.state == RUNNING))
    if row is not None:
        desk.record(BackfillMoved(row.id))


def under_way(session: Session) -> list[tuple[int, int]]:
    """Shops and their copies, for the clock."""
    rows = session.execute(select(Backfill.shop_id, Backfill.id).where(Backfill.state.in_(OPEN)))
    return list(rows)


def _adopt(desk: Desk, order_gid: str, part: LineItem | Return) -> None:
    order = desk.one(desk.select(Order).where(Order.gid == order_gid))
    if order is None:
        return
    if isinstance(part, LineItem):
        order_lines.adopt(desk, order, [part])
    else:
        order_parts.apply(desk, order, Parts(returns=(part,)), quiet=True)


def _open(desk: Desk) -> Backfill | None:
    return desk.one(desk.select(Backfill).where(Backfill.state.in_(OPEN)))


def _start(desk: Desk) -> int:
    row = desk.add(Backfill(state=STARTING, started_at=desk.now))
    desk.record(BackfillStarted(row.id))
    return int(row.id)


def _finish(desk: Desk, row: Backfill) -> None:
    row.state, row.finished_at = DONE, desk.now
    row.object_count = max(row.object_count, row.imported_count)

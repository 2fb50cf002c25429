"""What left the shop for translation engines: exactly as it was counted, by host, kind of text, pair and day."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, not_, select

from app.desk.desk import Desk
from app.models import Conversation, EngineUse

MONTHS = 24
MOST_KEPT = 20
CHUNK = 500
FIRST_DAY, LAST_DAY = "01", "31"


@dataclass(frozen=True, slots=True)
class Sums:
    """What was sent in some calls; `failures` of them brought no usable answer, and sent their text all the same."""

    characters: int
    calls: int
    failures: int


@dataclass(frozen=True, slots=True)
class Part:
    """`name` is what the sums are of: (host, engine), a purpose, (source, target) or a day."""

    name: Any
    sums: Sums


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation of which nothing leaves."""

    id: int
    subject: str
    last_message_at: datetime


@dataclass(frozen=True, slots=True)
class Month:
    """One month (UTC). `masked` counts by kind what was hidden before it left."""

    name: str
    total: Sums
    hosts: tuple[Part, ...] = ()
    purposes: tuple[Part, ...] = ()
    pairs: tuple[Part, ...] = ()
    days: tuple[Part, ...] = ()
    masked: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is counted, for the file."""

    id: int
    day: str
    host: str
    engine: str
    purpose: str
    source: str
    target: str
    sums: Sums
    masked: Mapping[str, int]


def month(desk: Desk, name: str) -> Month:
    """One query over the month's rows, of which there is one a day, host, engine, purpose and pair."""
    rows = [_line(row) for row in desk.all(desk.select(EngineUse).where(*_within(name)).order_by(EngineUse.day))]
    masked: Counter[str] = Counter()
    for row in rows:
        masked.update(row.masked)
    return Month(
        name,
        _sum(rows),
        _parts(rows, lambda row: (row.host, row.engine)),
        _parts(rows, lambda row: row.purpose),
        _parts(rows, lambda row: (row.source, row.target)),
        tuple(sorted(_parts(rows, lambda row: row.day), key=lambda part: str(part.name), reverse=True)),
        dict(masked.most_common()),
    )


def months(desk: Desk) -> tuple[str, ...]:
    """Those that the page offers, this one first: back to the first in which anything was counted."""
    first = desk.session.scalar(select(func.min(EngineUse.day)).where(EngineUse.shop_id == desk.shop.id))
    year, number = desk.now.year, desk.now.month
    names = []
    for _step in range(MONTHS):
        names.append(f"{year:04}-{number:02}")
        if first is None or names[-1] <= first[:7]:
            break
        year, number = (year, number - 1) if number > 1 else (year - 1, 12)
    return tuple(names)


def chunk(desk: Desk, name: str, after: tuple[str, int] = ("", 0)) -> tuple[Line, ...]:
    """For the file: by day, a part a time; `after` is the day and number of the last one before."""
    day, number = after
    beyond = (EngineUse.day > day) | ((EngineUse.day == day) & (EngineUse.id > number))
    query = desk.select(EngineUse).where(*_within(name), beyond).order_by(EngineUse.day, EngineUse.id)
    return tuple(_line(row) for row in desk.all(query.limit(CHUNK)))


def kept(desk: Desk) -> tuple[int, tuple[Kept, ...]]:
    """How many conversations are kept here, and the latest of them."""
    here = (Conversation.shop_id == desk.shop.id, not_(Conversation.sends_out))
    number = desk.session.scalar(select(func.count()).where(*here)) or 0
    latest = desk.select(Conversation).where(not_(Conversation.sends_out))
    latest = latest.order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
    rows = desk.all(latest.limit(MOST_KEPT)) if number else []
    return number, tuple(Kept(row.id, row.subject, row.last_message_at) for row in rows)


def _within(name: str) -> tuple[Any, Any]:
    return EngineUse.day >= f"{name}-{FIRST_DAY}", EngineUse.day <= f"{name}-{LAST_DAY}"


def _line(row: EngineUse) -> Line:
    sums = Sums(row.characters, row.calls, row.failures)
    return Line(row.id, row.day, row.host, row.engine, row.purpose, row.source, row.target, sums, row.masked)


def _parts(rows: Iterable[Line], key: Callable[[Line], Any]) -> tuple[Part, ...]:
    """The most characters first."""
    found: dict[Any, list[Line]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    parts = [Part(name, _sum(some)) for name, some in found.items()]
    return tuple(sorted(parts, key=lambda part: -part.sums.characters))


def _sum(rows: Iterable[Line]) -> Sums:
    every = [row.sums for row in rows]
    return Sums(
        sum(one.characters for one in every), sum(one.calls for one in every), sum(one.failures for one in every)
    )

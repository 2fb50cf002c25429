"""How translated replies fare: sent, changed, stopped and sent with a reason, reviewed, by pair and engine."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Function, and_, case, func, select

from app.desk.desk import Desk
from app.desk.guard_verdicts import Outcome
from app.desk.reading import stopped
from app.desk.reading.stopped import Override
from app.desk.reviews import WENT_OUT, Mark
from app.models import EngineUse, GuardVerdict, TranslationReview

SUMMED = ("sent", "edited", "distance", "blocked", "overridden")
NOTHING = (0,) * len(SUMMED)  # of a pair that was reviewed in this time and sent before it
MOST_ROWS = 200
PER_MILLE = 1000
Key = tuple[str, str, str]  # source, target, engine


@dataclass(frozen=True, slots=True)
class Row:
    """Replies of one pair and engine. `distance`: how much was changed in all, in per mille of each reply."""

    source: str
    target: str
    engine: str
    sent: int
    edited: int
    distance: int
    blocked: int
    overridden: int
    marks: Mapping[str, int]

    @property
    def edit_rate(self) -> int:
        """Percent of the replies sent."""
        return round(100 * self.edited / self.sent) if self.sent else 0

    @property
    def mean_distance(self) -> int:
        """Percent of a reply's text that was changed, over all that were sent."""
        return round(100 * self.distance / PER_MILLE / self.sent) if self.sent else 0


@dataclass(frozen=True, slots=True)
class Calls:
    """An engine's calls in one pair, for whatever text."""

    engine: str
    source: str
    target: str
    calls: int
    failures: int

    @property
    def failure_rate(self) -> int:
        return round(100 * self.failures / self.calls) if self.calls else 0


@dataclass(frozen=True, slots=True)
class Board:
    rows: tuple[Row, ...]
    checks: tuple[tuple[str, int], ...]
    overrides: tuple[Override, ...]
    calls: tuple[Calls, ...]

    @property
    def total(self) -> Row:
        marks: Counter[str] = Counter()
        for row in self.rows:
            marks.update(row.marks)
        sums = tuple(sum(int(getattr(row, name)) for row in self.rows) for name in SUMMED)
        return _row(("", "", ""), sums, marks)


def board(desk: Desk, days: int) -> Board:
    """Five queries, whatever there is, each over one index and one stretch of time."""
    since = desk.now - timedelta(days=days)
    return Board(_rows(desk, since), stopped.checks(desk, since), stopped.overrides(desk, since), _calls(desk, since))


def _rows(desk: Desk, since: datetime) -> tuple[Row, ...]:
    went_out = GuardVerdict.outcome.in_(WENT_OUT)
    query = (
        select(
            GuardVerdict.source,
            GuardVerdict.target,
            GuardVerdict.engine,
            _count(went_out),
            _count(and_(went_out, GuardVerdict.edit_distance > 0)),
            func.sum(case((went_out, GuardVerdict.edit_distance), else_=0)),
            _count(GuardVerdict.outcome == Outcome.BLOCKED),
            _count(GuardVerdict.outcome == Outcome.OVERRIDDEN),
        )
        .where(GuardVerdict.shop_id == desk.shop.id, GuardVerdict.created_at >= since)
        .group_by(GuardVerdict.source, GuardVerdict.target, GuardVerdict.engine)
        .order_by(func.count().desc())
        .limit(MOST_ROWS)
    )
    marks = _marks(desk, since)
    found = {
        (source, target, engine): tuple(map(int, sums)) for source, target, engine, *sums in desk.session.execute(query)
    }
    return tuple(_row(key, found.get(key, NOTHING), marks.get(key, {})) for key in dict.fromkeys((*found, *marks)))


def _row(key: Key, sums: tuple[int, ...], marks: Mapping[str, int]) -> Row:
    sent, edited, distance, blocked, overridden = sums
    return Row(*key, sent, edited, distance, blocked, overridden, marks)


def _marks(desk: Desk, since: datetime) -> dict[Key, dict[str, int]]:
    """Reviews of the time, whenever the reply went out."""
    ours = and_(
        GuardVerdict.shop_id == TranslationReview.shop_id,
        GuardVerdict.message_id == TranslationReview.message_id,
        GuardVerdict.outcome.in_(WENT_OUT),
    )
    key = (GuardVerdict.source, GuardVerdict.target, GuardVerdict.engine)
    query = (
        select(*key, TranslationReview.mark, func.count())
        .join(GuardVerdict, ours)
        .where(TranslationReview.shop_id == desk.shop.id, TranslationReview.created_at >= since)
        .group_by(*key, TranslationReview.mark)
    )
    found: dict[Key, dict[str, int]] = {}
    for source, target, engine, mark, number in desk.session.execute(query):
        found.setdefault((source, target, engine), dict.fromkeys(Mark, 0))[mark] = number
    return found


def _calls(desk: Desk, since: datetime) -> tuple[Calls, ...]:
    """Whole days (UTC); pairs of which calls failed come first."""
    failures = func.sum(EngineUse.failures)
    key = (EngineUse.engine, EngineUse.source, EngineUse.target)
    query = (
        select(*key, func.sum(EngineUse.calls), failures)
        .where(EngineUse.shop_id == desk.shop.id, EngineUse.day >= f"{since:%Y-%m-%d}")
        .group_by(*key)
        .order_by(failures.desc(), func.sum(EngineUse.calls).desc())
        .limit(MOST_ROWS)
    )
    rows = desk.session.execute(query)
    return tuple(Calls(engine, source, target, int(calls), int(lost)) for engine, source, target, calls, lost in rows)


def _count(condition: ColumnElement[bool]) -> Function[int]:
    return func.sum(case((condition, 1), else_=0))

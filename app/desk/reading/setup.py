"""What a shop still has to set up, and how far the first copy of its orders is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from app.desk.desk import Desk
from app.desk.reading import troubles
from app.models import Backfill, Conversation, Shop, TranslationEngine

UNDER_WAY = ("STARTING", "RUNNING", "IMPORTING")


@dataclass(frozen=True, slots=True)
class Copying:
    """The first copy of the orders; `percent` is None while the number of orders is not known."""

    state: str
    done: int
    total: int
    error: str

    @property
    def percent(self) -> int | None:
        return min(100, 100 * self.done // self.total) if self.total else None


@dataclass(frozen=True, slots=True)
class SetUp:
    """`troubles` is how much waits for a person, `approvals` for the one who looks to decide."""

    sends_mail: bool
    translates: bool
    copying: Copying | None
    is_new: bool
    rules_paused_at: datetime | None = None
    troubles: int = 0
    approvals: int = 0

    @property
    def steps_left(self) -> int:
        return (not self.sends_mail) + (not self.translates)


def setup(desk: Desk, *, in_use: bool) -> SetUp:
    """`in_use`: a conversation was already seen, so nobody needs to look for one."""
    latest, translates = _latest(desk)
    wrong, to_decide = troubles.count(desk, latest)
    return SetUp(
        sends_mail=bool(desk.shop.sealed_email_settings),
        translates=translates,
        copying=_copying(latest),
        is_new=not in_use and desk.one(desk.select(Conversation)) is None,
        rules_paused_at=desk.shop.automation_paused_at,
        troubles=wrong,
        approvals=to_decide,
    )


def _latest(desk: Desk) -> tuple[Backfill | None, bool]:
    """The newest copying of orders, and whether any engine translates; one query, for every page asks it."""
    engine = exists().where(TranslationEngine.shop_id == Shop.id, TranslationEngine.is_on)
    query = select(Backfill, engine).select_from(Shop).outerjoin(Backfill, Backfill.shop_id == Shop.id)
    latest, translates = desk.session.execute(
        query.where(Shop.id == desk.shop.id).order_by(Backfill.id.desc()).limit(1)
    ).one()
    return latest, bool(translates)


def version(desk: Desk) -> str:
    """Changes with the copying of orders, of which no event tells."""
    row = desk.one(desk.select(Backfill).order_by(Backfill.id.desc()))
    return f"{row.id}.{row.state}.{row.imported_count}.{row.object_count}" if row else ""


def _copying(row: Backfill | None) -> Copying | None:
    if row is None or row.state not in (*UNDER_WAY, "FAILED"):
        return None
    return Copying(row.state, row.imported_count, row.object_count, row.error)

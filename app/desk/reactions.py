"""The outbox's bookkeeping over all shops: events fan out into reactions, reactions are claimed and settled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.orm import Session

from app.domain.event import Event
from app.domain.words import N_
from app.models import EventRow, Reaction

CLAIM = timedelta(seconds=60)  # twice what a batch may take; the work of a worker that died waits as long
FEW = 40  # what a turn takes without looking whose it is
STEPS = (5, 30, 120, 600, 3600)  # seconds until the next attempt
CRASHES = 3  # a reaction that was begun this often and never settled kills its worker
HASTY = 3  # attempts for which the other side's word on the wait counts alone


@dataclass(frozen=True, slots=True)
class Due:
    """One claimed reaction; `event` is rebuilt from its row."""

    reaction_id: int
    shop_id: int
    event_id: int
    name: str
    event: Event
    occurred_at: datetime
    attempts: int


def fan_out(session: Session, names_of: Mapping[str, Sequence[str]], now: datetime, limit: int = 200) -> int:
    """Turn undispatched events into reactions, once each; return how many were made."""
    query = select(EventRow.id, EventRow.shop_id, EventRow.name).where(EventRow.dispatched_at.is_(None))
    events = session.execute(query.order_by(EventRow.id).limit(limit).with_for_update(skip_locked=True)).all()
    made = [
        {"shop_id": shop_id, "event_id": event_id, "name": name, "due_at": now}
        for event_id, shop_id, event in events
        for name in names_of.get(event, ())
    ]
    if made:
        session.execute(insert(Reaction), made)
    if events:
        ids = [row.id for row in events]
        session.execute(update(EventRow).where(EventRow.id.in_(ids)).values(dispatched_at=now))
    return len(made)


def claim(session: Session, now: datetime, *, only: Iterable[str], per_shop: int = 3) -> list[Due]:
    """Take what is due, a few of each shop in turn, so that one shop's burst does not stop another's work.

    What was under way when a worker died comes last and alone: it may have killed it, and would kill its batch again.
    """
    due = (
        Reaction.state == "WAITING",
        Reaction.due_at <= now,
        Reaction.name.in_(list(only)),
        Reaction.claimed_until.is_(None) | (Reaction.claimed_until < now),
    )
    sound = (*due, ~_suspect())
    first = _claimed(session, sound, FEW, now)
    if len(first) < FEW:  # that is all there was, so nobody waits for another
        return first or _suspected(session, due, now)
    taken = list(first)
    for shop_id in session.scalars(select(Reaction.shop_id).where(*sound).distinct()).all():
        taken += _claimed(session, (*sound, Reaction.shop_id == shop_id), per_shop, now)
    return sorted(taken, key=lambda item: item.reaction_id)


def claim_some(session: Session, now: datetime, only: Sequence[str], limit: int, but_shops: Sequence[int]) -> list[Due]:
    """Up to `limit` of what is due, oldest first, and nothing of shops that have enough under way."""
    if limit <= 0:
        return []
    due = (
        Reaction.state == "WAITING",
        Reaction.due_at <= now,
        Reaction.name.in_(only),
        Reaction.claimed_until.is_(None) | (Reaction.claimed_until < now),
        Reaction.shop_id.not_in(but_shops),
    )
    return _claimed(session, (*due, ~_suspect()), limit, now) or _suspected(session, due, now)


def waiting(session: Session, now: datetime, *, only: Iterable[str], limit: int = 100) -> Sequence[int]:
    """The ids of due reactions of these names that nobody holds, oldest first."""
    query = select(Reaction.id).where(
        Reaction.state == "WAITING",
        Reaction.due_at <= now,
        Reaction.name.in_(list(only)),
        Reaction.claimed_until.is_(None) | (Reaction.claimed_until < now),
    )
    return session.scalars(query.order_by(Reaction.id).limit(limit)).all()


def claim_one(session: Session, reaction_id: int, now: datetime) -> Due | None:
    """Take one reaction by its id; None when another holds it or it is done."""
    due = (
        Reaction.id == reaction_id,
        Reaction.state == "WAITING",
        Reaction.due_at <= now,
        Reaction.claimed_until.is_(None) | (Reaction.claimed_until < now),
    )
    return next(iter(_claimed(session, due, 1, now)), None)


def _claimed(session: Session, due: Iterable[ColumnElement[bool]], limit: int, now: datetime) -> list[Due]:
    """The oldest of them with their events: one question and one mark for all, many times a second."""
    rows = session.execute(
        select(Reaction.id, Reaction.shop_id, Reaction.name, Reaction.attempts, EventRow)
        .join(EventRow, EventRow.id == Reaction.event_id)
        .where(*due)
        .order_by(Reaction.id)
        .limit(limit)
        .with_for_update(of=Reaction, skip_locked=True)
    ).all()
    if rows:
        marked = update(Reaction).where(Reaction.id.in_([row.id for row in rows]))
        session.execute(marked.values(claimed_until=now + CLAIM, attempts=Reaction.attempts + 1, error=""))
    taken = []
    for reaction_id, shop_id, name, attempts, source in rows:
        try:
            event = Event.registry[source.name](**source.payload)
        except (KeyError, TypeError) as error:  # of another release
            bury(session, reaction_id, f"{type(error).__name__}: {error}")
        else:
            taken.append(Due(reaction_id, shop_id, source.id, name, event, source.occurred_at, attempts + 1))
    return taken


def _suspect() -> ColumnElement[bool]:
    return (Reaction.attempts > 0) & (Reaction.error == "")


def _suspected(session: Session, due: Iterable[ColumnElement[bool]], now: datetime) -> list[Due]:
    """One at a time, and not for ever."""
    killers = update(Reaction).where(*due, _suspect(), Reaction.attempts >= CRASHES)
    session.execute(killers.values(state="DEAD", error=N_("The worker died three times while doing this.")))
    return _claimed(session, (*due, _suspect()), 1, now)


def hand_back(session: Session, unstarted: Iterable[Due]) -> None:
    """Claimed but not begun: free for anybody at once, and no attempt was made."""
    ids = [item.reaction_id for item in unstarted]
    session.execute(
        update(Reaction)
        .where(Reaction.id.in_(ids))
        .values(claimed_until=None, attempts=Reaction.attempts - 1, error="The batch ran out of time.")
    )


def done(session: Session, *reaction_ids: int) -> None:
    session.execute(
        update(Reaction).where(Reaction.id.in_(reaction_ids)).values(state="DONE", claimed_until=None, error="")
    )


def put_off(session: Session, due: Due, now: datetime, *, error: str, after: float | None = None) -> bool:
    """Try again later; False when it was the last attempt and the reaction is now DEAD, for a person to see."""
    if due.attempts > len(STEPS):
        bury(session, due.reaction_id, error)
        return False
    step = STEPS[due.attempts - 1]
    wait = timedelta(seconds=step if after is None else after if due.attempts <= HASTY else max(after, step))
    session.execute(
        update(Reaction)
        .where(Reaction.id == due.reaction_id)
        .values(due_at=now + wait, claimed_until=None, error=error[:2000])
    )
    return True


def bury(session: Session, reaction_id: int, error: str) -> None:
    session.execute(
        update(Reaction).where(Reaction.id == reaction_id).values(state="DEAD", claimed_until=None, error=error[:2000])
    )


def is_work_due(session: Session, now: datetime, *, but: Sequence[str] = ()) -> bool:
    """Whether a ring was lost: undispatched events, or reactions nobody holds; `but` names are somebody else's."""
    if session.scalar(select(EventRow.id).where(EventRow.dispatched_at.is_(None)).limit(1)):
        return True
    waiting = (
        select(Reaction.id)
        .where(Reaction.state == "WAITING", Reaction.due_at <= now, Reaction.name.not_in(but))
        .where(Reaction.claimed_until.is_(None) | (Reaction.claimed_until < now))
    )
    return session.scalar(waiting.limit(1)) is not None


def counts(session: Session) -> dict[str, int]:
    """Reactions by state, for /metrics."""
    rows = session.execute(
        select(Reaction.state, func.count()).where(Reaction.state != "DONE").group_by(Reaction.state)
    )
    return dict(rows.all())

"""Differences that audits found: each kept once, here and in the ledger, until a person looked; nothing is mended."""

from collections.abc import Iterable

from app.desk import ledger
from app.desk.desk import Desk
from app.domain.errors import Conflict
from app.domain.events import TroubleSeenTo
from app.domain.ledger import Difference, Entry
from app.domain.words import N_
from app.models import Drift, Order


def enter(desk: Desk, order_gid: str, found: Iterable[Difference]) -> int:
    """Keep what was not found before, here and in the ledger; returns how many."""
    new = 0
    for difference in found:
        once = _once(difference)
        if desk.one(desk.select(Drift).where(Drift.once == once)) is None:
            _enter(desk, order_gid, difference, once)
            new += 1
    return new


def see_to(desk: Desk, drift_id: int) -> None:
    """A person has looked in Shopify."""
    row = desk.get(Drift, drift_id, lock=True)
    if row.seen_to_at is not None:
        raise Conflict(N_("Somebody has already seen to this."))
    row.seen_to_at, row.seen_to_by = desk.now, desk.actor.id or None
    desk.record(TroubleSeenTo("drift", drift_id))


def _enter(desk: Desk, order_gid: str, found: Difference, once: str) -> None:
    order = desk.one(desk.select(Order).where(Order.gid == order_gid))
    desk.add(
        Drift(
            once=once,
            found_at=desk.now,
            kind=found.kind,
            gid=found.gid,
            order_gid=order_gid,
            order_id=order.id if order else None,
            remedy_id=found.remedy_id,
            ours=found.ours.amount if found.ours else None,
            our_currency=found.ours.currency if found.ours else "",
            theirs=found.theirs.amount if found.theirs else None,
            their_currency=found.theirs.currency if found.theirs else "",
        )
    )
    told = found.theirs or found.ours
    sums = {"amount": told.amount, "presentment_currency": told.currency} if told else {}
    words = {"kind": str(found.kind), "gid": found.gid, "remedy_id": found.remedy_id, "order_gid": order_gid}
    ledger.write_other(desk, Entry.DRIFT, once, order, **words, **sums)


def _once(found: Difference) -> str:
    """The same difference with other figures is another."""
    theirs = f"{found.theirs.wire()} {found.theirs.currency}" if found.theirs else ""
    return f"{found.kind}:{found.gid}:{theirs}"

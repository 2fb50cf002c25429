"""Receipts over all shops: what arrived is claimed in turns, settled once, replayed by hand, pruned when old."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, select, update
from sqlalchemy.orm import Session

from app.domain.words import N_
from app.models import Shop, WebhookReceipt

CLAIM = timedelta(seconds=60)  # a drain that died gives its receipts back after this
STEPS = (10, 60, 300, 1800, 7200, 21600)  # seconds until the next attempt
HASTY = 3  # attempts for which Shopify's word on the wait counts alone: "in a second" six times would be the end
FEW = 40  # what a turn takes without looking whose it is
CRASHES = 3  # a receipt that was claimed this often and never settled kills its worker


@dataclass(frozen=True, slots=True)
class Claimed:
    """One receipt in the hands of a drain; `shop_id` is None where no such shop ever installed us."""

    id: int
    shop_domain: str
    topic: str
    webhook_id: str
    triggered_at: datetime | None
    received_at: datetime
    body: bytes
    attempts: int
    shop_id: int | None
    is_installed: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one receipt ended; `retry_at` is set where it is to be tried again, `untried` where nothing was tried.

    `forget`: the body names whom it asked to forget, so it goes too.
    """

    receipt_id: int
    state: str
    error: str = ""
    retry_at: datetime | None = None
    untried: bool = False
    forget: bool = False


def is_due(session: Session, now: datetime) -> bool:
    return session.scalar(select(WebhookReceipt.id).where(*_due(now)).limit(1)) is not None


def claim(session: Session, now: datetime, *, per_shop: int = 3) -> list[Claimed]:
    """Take a few receipts of each shop, oldest first; those that may have killed a worker come last and alone."""
    _bury_killers(session, now)
    sound = select(WebhookReceipt).where(*_due(now), ~_suspect())
    rows = list(session.scalars(_oldest(sound, FEW)))
    if len(rows) == FEW:  # there may be more, so each shop gets its turn
        domains = session.scalars(select(WebhookReceipt.shop_domain).where(*_due(now)).distinct()).all()
        each = [_oldest(sound.where(WebhookReceipt.shop_domain == domain), per_shop) for domain in domains]
        rows = sorted((row for query in each for row in session.scalars(query)), key=lambda row: row.id)
    rows += session.scalars(_oldest(select(WebhookReceipt).where(*_due(now), _suspect()), 1)).all()
    return _claimed(session, rows, now)


def settle(session: Session, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Write down how receipts ended; a claim that lapsed meanwhile changes nothing that is already settled."""
    alike: dict[Outcome, list[int]] = {}
    for outcome in outcomes:
        alike.setdefault(replace(outcome, receipt_id=0), []).append(outcome.receipt_id)
    for outcome, ids in alike.items():
        ended: dict[str, object] = {"processed_at": now}
        if outcome.retry_at is not None:
            ended = {"next_try_at": outcome.retry_at}
        if outcome.untried:
            ended["attempts"] = WebhookReceipt.attempts - 1
        if outcome.forget:
            ended["body"] = b""
        session.execute(
            update(WebhookReceipt)
            .where(WebhookReceipt.id.in_(ids), WebhookReceipt.state == "WAITING")
            .values(state=outcome.state, error=outcome.error[:2000], **ended)
        )


def later(claimed: Claimed, now: datetime, error: str, after: float | None = None) -> Outcome:
    """Another attempt, or the end of attempts."""
    if claimed.attempts > len(STEPS):
        return Outcome(claimed.id, "DEAD", error)
    step = STEPS[claimed.attempts - 1]
    seconds = step if after is None else after if claimed.attempts <= HASTY else max(after, step)
    return Outcome(claimed.id, "WAITING", error, now + timedelta(seconds=seconds))


def replay(session: Session, receipt_id: int, now: datetime) -> bool:
    """Try a dead receipt again from the start, after whatever killed it was repaired."""
    changed = session.execute(
        update(WebhookReceipt)
        .where(WebhookReceipt.id == receipt_id, WebhookReceipt.state == "DEAD")
        .values(state="WAITING", attempts=0, error="", next_try_at=now, processed_at=None)
        .returning(WebhookReceipt.id)
    )
    return changed.scalar() is not None


def prune(session: Session, before: datetime, limit: int = 500) -> int:
    """Forget what was done long ago, a batch at a time; the dead stay until somebody looks."""
    old = (
        select(WebhookReceipt.id)
        .where(WebhookReceipt.state.in_(("DONE", "SKIPPED")), WebhookReceipt.received_at < before)
        .limit(limit)
    )
    gone = session.execute(delete(WebhookReceipt).where(WebhookReceipt.id.in_(old)).returning(WebhookReceipt.id))
    return len(gone.all())


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return WebhookReceipt.state == "WAITING", WebhookReceipt.next_try_at <= now


def _suspect() -> ColumnElement[bool]:
    return (WebhookReceipt.attempts > 0) & (WebhookReceipt.error == "")


def _oldest(query: Select[WebhookReceipt], limit: int) -> Select[WebhookReceipt]:
    return query.order_by(WebhookReceipt.id).limit(limit).with_for_update(skip_locked=True)


def _bury_killers(session: Session, now: datetime) -> None:
    session.execute(
        update(WebhookReceipt)
        .where(*_due(now), _suspect(), WebhookReceipt.attempts >= CRASHES)
        .values(state="DEAD", processed_at=now, error=N_("The worker died three times while handling this."))
    )


def _claimed(session: Session, rows: Sequence[WebhookReceipt], now: datetime) -> list[Claimed]:
    domains = {row.shop_domain for row in rows}
    found = session.execute(
        select(Shop.domain, Shop.id, Shop.installed_at, Shop.uninstalled_at).where(Shop.domain.in_(domains))
    )
    shops = {domain: (shop_id, bool(came) and not went) for domain, shop_id, came, went in found}
    for row in rows:
        row.next_try_at = now + CLAIM
        row.attempts += 1
        row.error = ""
    return [_one(row, *shops.get(row.shop_domain, (None, False))) for row in rows]


def _one(row: WebhookReceipt, shop_id: int | None, is_installed: bool) -> Claimed:
    return Claimed(
        id=row.id,
        shop_domain=row.shop_domain,
        topic=row.topic,
        webhook_id=row.webhook_id,
        triggered_at=row.triggered_at,
        received_at=row.received_at,
        body=row.body,
        attempts=row.attempts,
        shop_id=shop_id,
        is_installed=is_installed,
    )

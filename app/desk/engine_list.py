"""A shop's list of translation engines as its owner orders it: where texts go is the owner's alone to change."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import delete, select

from app.desk import owners
from app.desk.desk import Desk
from app.desk.engines import settings_of
from app.desk.sealing import Sealer
from app.domain.errors import Rejected
from app.domain.words import N_
from app.models import StoredTranslation, TranslationEngine

MOST = 12
HIGHEST_CAP = 2_000_000_000
Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Given:
    """What the form said, checked: `settings` answer the plug-in's fields, a kept secret among them."""

    name: str
    settings: Mapping[str, str] = field(repr=False)
    monthly_cap: int = 0
    price: Decimal | None = None
    currency: str = ""


def stored(desk: Desk, sealer: Sealer, engine_id: int) -> tuple[str, dict[str, str]]:
    """An engine's plug-in and its settings in the clear, {} where they cannot be read any more: never shown."""
    row: TranslationEngine = desk.get(TranslationEngine, engine_id)
    return row.name, settings_of(sealer, row.sealed_settings)


def add(desk: Desk, sealer: Sealer, given: Given) -> int:
    """At the end of the list; returns its number."""
    owners.require(desk)
    rows = _locked(desk)
    if len(rows) >= MOST:
        raise Rejected(N_("A shop has at most %(most)s translation engines."), "translator", most=MOST)
    if any((row.name, settings_of(sealer, row.sealed_settings)) == (given.name, given.settings) for row in rows):
        raise Rejected(N_("This very engine is in the list already."), "translator")
    position = max((row.position for row in rows), default=-1) + 1
    row = TranslationEngine(name=given.name, position=position, created_at=desk.now)
    _fill(row, sealer, given)
    return int(desk.add(row).id)


def change(desk: Desk, sealer: Sealer, engine_id: int, given: Given) -> bool:
    """Returns whether it is asked otherwise now: what was known of the service then counts no more."""
    row: TranslationEngine = desk.get(TranslationEngine, engine_id, lock=True)
    owners.require(desk)
    is_other = (row.name, settings_of(sealer, row.sealed_settings)) != (given.name, dict(given.settings))
    _fill(row, sealer, given)
    if is_other:
        row.failures, row.open_until, row.last_error, row.last_error_at, row.pairs = 0, None, "", None, {}
    return is_other


def remove(desk: Desk, engine_id: int) -> None:
    """Its key and what it made for the store go; the counts of what it was sent stay."""
    row = desk.get(TranslationEngine, engine_id, lock=True)
    owners.require(desk)
    made = StoredTranslation.engine_id == row.id
    desk.session.execute(delete(StoredTranslation).where(StoredTranslation.shop_id == desk.shop.id, made))
    desk.session.delete(row)


def switch(desk: Desk, engine_id: int, *, on: bool) -> None:
    row = desk.get(TranslationEngine, engine_id, lock=True)
    owners.require(desk)
    row.is_on = on


def move(desk: Desk, engine_id: int, step: int) -> None:
    """One place up (-1) or down (1); at an end it stays."""
    desk.get(TranslationEngine, engine_id)
    owners.require(desk)
    rows = _locked(desk)
    at = next(place for place, row in enumerate(rows) if row.id == engine_id)
    to = min(max(at + step, 0), len(rows) - 1)
    rows.insert(to, rows.pop(at))
    for place, row in enumerate(rows):
        row.position = place


def wake(desk: Desk, engine_id: int) -> None:
    """Any agent's: it is asked again at once, and rests again when it fails again."""
    row = desk.get(TranslationEngine, engine_id, lock=True)
    row.failures, row.open_until = 0, None


def keep_pairs(desk: Desk, engine_id: int, settings: Mapping[str, str], sealer: Sealer, pairs: Pairs | None) -> None:
    """What the service said; nothing where the engine was removed or set up otherwise while it was asked."""
    row = desk.one(desk.select(TranslationEngine).where(TranslationEngine.id == engine_id).with_for_update())
    if row is None or settings_of(sealer, row.sealed_settings) != dict(settings):
        return
    row.pairs = {"at": desk.now.isoformat(), "pairs": sorted(map(list, pairs or ()))}


def send_nothing(desk: Desk, *, nothing: bool) -> None:
    """For the whole shop, whatever its engines and conversations say."""
    owners.require(desk)
    desk.lock_shop()
    desk.shop.sends_out = not nothing


def listed(desk: Desk) -> list[tuple[str, bool]]:
    """Plug-ins in their order, and whether each is on."""
    query = select(TranslationEngine.name, TranslationEngine.is_on).where(TranslationEngine.shop_id == desk.shop.id)
    rows = desk.session.execute(query.order_by(TranslationEngine.position, TranslationEngine.id))
    return [(str(name), bool(is_on)) for name, is_on in rows]


def _fill(row: TranslationEngine, sealer: Sealer, given: Given) -> None:
    if not 0 <= given.monthly_cap <= HIGHEST_CAP:
        raise Rejected(N_("That is more than can be entered."), "monthly_cap")
    row.name, row.sealed_settings = given.name, sealer.seal(json.dumps(dict(given.settings)))
    row.monthly_cap, row.price, row.currency = given.monthly_cap, given.price, given.currency


def _locked(desk: Desk) -> list[TranslationEngine]:
    """The list in its order, while nobody else orders it."""
    desk.lock_shop()
    rows = desk.select(TranslationEngine).order_by(TranslationEngine.position, TranslationEngine.id)
    return desk.all(rows.execution_options(populate_existing=True))  # what was read before the lock is the past

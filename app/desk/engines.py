"""A shop's translation engines in their order: what each may still be given, how it fares, and what it was given."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from app.desk.desk import Desk
from app.desk.sealing import Sealer
from app.domain.errors import Rejected
from app.domain.masking.facts import known_of
from app.domain.translating.breaker import Breaker
from app.models import Agent, Conversation, Customer, EngineUse, FulfillmentRow, Order, TranslationEngine

MOST_NAMES = 50  # of agents
UNKNOWN_CARRIER = "Other"  # what Shopify calls a carrier that is not on its list
Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class EngineSetup:
    """One engine with its settings in the clear: never leaves the errand, never printed. `spent`: this month."""

    id: int
    name: str
    settings: Mapping[str, str] = field(repr=False)
    cap: int = 0
    spent: int = 0
    breaker: Breaker = field(default_factory=Breaker)
    pairs: Pairs | None = None


@dataclass(frozen=True, slots=True)
class Equipment:
    """What an interpreter knows of a shop and a conversation. `known` is hidden from engines."""

    engines: tuple[EngineSetup, ...]
    glossary_version: int
    sends_out: bool
    conversation_id: int | None = None
    order_id: int | None = None
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Use:
    """What left in one call, or would have: `characters` as they were sent, masked things counted by kind."""

    engine_id: int
    engine: str
    host: str
    purpose: str
    source: str
    target: str
    characters: int
    failed: bool = False
    masked: Mapping[str, int] = field(default_factory=dict)


def equipment(desk: Desk, sealer: Sealer, conversation_id: int | None = None) -> Equipment:
    """All that has to be read before an engine is asked, so that nothing is read while it thinks."""
    engines = tuple(setups(desk, sealer))
    version, sends_out = desk.shop.glossary_version, desk.shop.sends_out
    if conversation_id is None:
        return Equipment(engines, version, sends_out)
    conversation = desk.get(Conversation, conversation_id)
    return Equipment(
        engines,
        version,
        sends_out and conversation.sends_out,
        conversation.id,
        conversation.order_id,
        _known(desk, conversation),
    )


def names_of(desk: Desk, conversation: Conversation) -> tuple[str, ...]:
    """People whose names stay as they are written: the customer and the shop's agents."""
    customer = desk.get(Customer, conversation.customer_id) if conversation.customer_id else None
    staff = select(Agent.name).where(Agent.shop_id == desk.shop.id, Agent.removed_at.is_(None)).limit(MOST_NAMES)
    names = [customer.name if customer else "", *desk.session.scalars(staff)]
    return tuple(dict.fromkeys(filter(None, names)))


def firms_of(desk: Desk, conversation: Conversation) -> tuple[str, ...]:
    """Those that stay too where they are written just so, for "support" may be a word: the shop and the carriers."""
    carriers = select(FulfillmentRow.tracking_company).where(
        FulfillmentRow.shop_id == desk.shop.id, FulfillmentRow.order_id == conversation.order_id
    )
    sent_by = desk.session.scalars(carriers.distinct().limit(MOST_NAMES)) if conversation.order_id else ()
    names = [desk.shop.name, desk.shop.email_from_name, *sorted(sent_by)]
    return tuple(dict.fromkeys(name for name in names if name and name != UNKNOWN_CARRIER))


def _known(desk: Desk, conversation: Conversation) -> tuple[str, ...]:
    customer = desk.get(Customer, conversation.customer_id) if conversation.customer_id else None
    order = desk.get(Order, conversation.order_id) if conversation.order_id else None
    address = order.shipping_address if order else None
    if customer is None:
        return known_of("", "", "", address)
    return known_of(customer.name, customer.email or "", customer.phone, address)


def setups(desk: Desk, sealer: Sealer) -> list[EngineSetup]:
    """Engines that are switched on; one whose settings were sealed under a lost secret has none."""
    rows = desk.all(
        desk.select(TranslationEngine)
        .where(TranslationEngine.is_on)
        .order_by(TranslationEngine.position, TranslationEngine.id)
    )
    spent = spent_this_month(desk) if any(row.monthly_cap for row in rows) else {}
    return [_setup(sealer, row, spent) for row in rows]


def setup(desk: Desk, sealer: Sealer, engine_id: int) -> EngineSetup:
    """One engine, switched on or not; NotFound where it is not this shop's."""
    row: TranslationEngine = desk.get(TranslationEngine, engine_id)
    return _setup(sealer, row, spent_this_month(desk) if row.monthly_cap else {})


def _setup(sealer: Sealer, row: TranslationEngine, spent: Mapping[int, int]) -> EngineSetup:
    return EngineSetup(
        row.id,
        row.name,
        settings_of(sealer, row.sealed_settings),
        row.monthly_cap,
        spent.get(row.id, 0),
        Breaker(row.failures, row.open_until),
        pairs_of(row),
    )


def spent_this_month(desk: Desk) -> dict[int, int]:
    """Characters by engine since the first of the month, UTC."""
    query = (
        select(EngineUse.engine_id, func.sum(EngineUse.characters))
        .where(EngineUse.shop_id == desk.shop.id, EngineUse.day >= f"{desk.now:%Y-%m}-01")
        .group_by(EngineUse.engine_id)
    )
    return {int(engine_id): int(total) for engine_id, total in desk.session.execute(query)}


def pairs_of(row: TranslationEngine) -> Pairs | None:
    """What the service said it speaks; None while it was not asked or cannot say."""
    told = row.pairs.get("pairs")
    return frozenset((str(source), str(target)) for source, target in told) if told else None


def record(desk: Desk, uses: Iterable[Use]) -> None:
    """Add to the day's counts; rows are locked in one order, so that two who count at once both count and none waits
    for the other for ever.
    """
    for use in sorted(uses, key=lambda use: (use.engine_id, use.host, use.purpose, use.source, use.target)):
        row_id = desk.session.execute(_counted(desk, use)).scalar_one()
        if use.masked:
            row = desk.get(EngineUse, row_id, lock=True)
            row.masked = dict(Counter(row.masked) + Counter(use.masked))


def rest(desk: Desk, engine_id: int, breaker: Breaker, error: str = "") -> None:
    """Keep how an engine fares, beside what others found of it; one that was removed meanwhile is no matter."""
    row = desk.one(desk.select(TranslationEngine).where(TranslationEngine.id == engine_id).with_for_update())
    if row is None:
        return
    now = Breaker(row.failures, row.open_until).told(breaker, desk.now)
    row.failures, row.open_until = now.failures, now.open_until
    if error:
        row.last_error, row.last_error_at = error[:1000], desk.now


def forget_words(desk: Desk) -> None:
    """A service that refuses may repeat what it was given."""
    ours = update(TranslationEngine).where(
        TranslationEngine.shop_id == desk.shop.id, TranslationEngine.last_error != ""
    )
    desk.session.execute(ours.values(last_error=""))


def forget_all(desk: Desk) -> None:
    """With the shop: the keys go, the counts of what was sent stay and name nobody."""
    desk.session.execute(delete(TranslationEngine).where(TranslationEngine.shop_id == desk.shop.id))


def _counted(desk: Desk, use: Use) -> ReturningInsert[int]:
    """One more call in its row, which the day's first call makes."""
    insert = sqlite.insert if desk.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    key = {"shop_id": desk.shop.id, "day": f"{desk.now:%Y-%m-%d}", "engine_id": use.engine_id, "host": use.host}
    key |= {"purpose": use.purpose, "source": use.source, "target": use.target}
    counts = {"characters": use.characters, "calls": 1, "failures": int(use.failed)}
    more = {name: getattr(EngineUse, name) + count for name, count in counts.items()}
    row = insert(EngineUse).values(engine=use.engine, masked={}, **key, **counts)
    return row.on_conflict_do_update(index_elements=list(key), set_=more).returning(EngineUse.id)


def settings_of(sealer: Sealer, sealed: str) -> dict[str, str]:
    """In the clear; empty where they were sealed under a secret that is gone."""
    try:
        text = sealer.open(sealed)
    except Rejected:
        return {}
    return {str(name): str(value) for name, value in json.loads(text).items()} if text else {}

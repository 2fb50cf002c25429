"""The list of engines as its page shows it: what each may, did and cost this month, and what the shop needs of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from app.desk import tones
from app.desk.desk import Desk
from app.desk.engines import Pairs, pairs_of, settings_of
from app.desk.sealing import Sealer
from app.domain.messages import ConversationStatus
from app.domain.money import Money
from app.domain.translating.breaker import Breaker
from app.domain.translating.coverage import Pair, wanted
from app.domain.translating.tone import Tone
from app.models import Agent, Conversation, EngineUse, TranslationEngine

LOOKS_BACK = timedelta(days=90)
MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Used:
    """This month (UTC), as counted."""

    characters: int = 0
    calls: int = 0
    failures: int = 0


@dataclass(frozen=True, slots=True)
class EngineLine:
    """`settings` are in the clear for who asks the plug-in where it sends; a page shows no secret of them."""

    id: int
    name: str
    settings: Mapping[str, str] = field(repr=False)
    is_on: bool
    cap: int
    price: Decimal | None
    currency: str
    breaker: Breaker
    last_error: str
    last_error_at: datetime | None
    asked_at: datetime | None
    pairs: Pairs | None
    used: Used

    @property
    def cost(self) -> Money | None:
        """Characters times the price that was typed: an estimate, not a bill."""
        if self.price is None or not self.currency:
            return None
        return Money(self.used.characters * self.price / MILLION, self.currency)

    @property
    def share(self) -> int:
        """Of the month's cap, in percent."""
        return min(100, self.used.characters * 100 // self.cap) if self.cap else 0

    @property
    def is_spent(self) -> bool:
        return bool(self.cap) and self.used.characters >= self.cap


@dataclass(frozen=True, slots=True)
class Needs:
    """What the last 90 days asked for; `tones` by language, as the shop wants to speak it."""

    customers: tuple[str, ...]
    agents: tuple[str, ...]
    pairs: tuple[Pair, ...]
    tones: Mapping[str, Tone]


def lines(desk: Desk, sealer: Sealer) -> tuple[EngineLine, ...]:
    """In the order they are asked in."""
    rows = desk.all(desk.select(TranslationEngine).order_by(TranslationEngine.position, TranslationEngine.id))
    used = _used(desk)
    return tuple(_line(row, sealer, used.get(row.id, Used())) for row in rows)


def one(desk: Desk, sealer: Sealer, engine_id: int) -> EngineLine:
    row: TranslationEngine = desk.get(TranslationEngine, engine_id)
    return _line(row, sealer, _used(desk).get(row.id, Used()))


def needs(desk: Desk) -> Needs:
    customers, agents = _customers(desk), _agents(desk)
    spoken = tones.everything(desk)
    others = spoken.get(tones.OTHERS, Tone.ANY)
    wished = {language: spoken.get(language, others) for language in dict.fromkeys((*customers, *filter(None, spoken)))}
    asked = {language: tone for language, tone in wished.items() if tone}
    return Needs(customers, agents, wanted(customers, agents), asked)


def _used(desk: Desk) -> dict[int, Used]:
    sums = (func.sum(EngineUse.characters), func.sum(EngineUse.calls), func.sum(EngineUse.failures))
    query = (
        select(EngineUse.engine_id, *sums)
        .where(EngineUse.shop_id == desk.shop.id, EngineUse.day >= f"{desk.now:%Y-%m}-01")
        .group_by(EngineUse.engine_id)
    )
    return {int(number): Used(*map(int, counted)) for number, *counted in desk.session.execute(query)}


def _customers(desk: Desk) -> tuple[str, ...]:
    """Their languages of the last 90 days, the most frequent first; by status, which leads the index of the list."""
    query = (
        select(Conversation.language)
        .where(
            Conversation.shop_id == desk.shop.id,
            Conversation.status.in_(list(ConversationStatus)),
            Conversation.last_message_at >= desk.now - LOOKS_BACK,
            Conversation.language != "",
        )
        .group_by(Conversation.language)
        .order_by(func.count().desc(), Conversation.language)
    )
    return tuple(desk.session.scalars(query))


def _agents(desk: Desk) -> tuple[str, ...]:
    query = select(Agent.language).where(Agent.shop_id == desk.shop.id, Agent.removed_at.is_(None))
    return tuple(desk.session.scalars(query.distinct().order_by(Agent.language)))


def _line(row: TranslationEngine, sealer: Sealer, used: Used) -> EngineLine:
    at = row.pairs.get("at")
    return EngineLine(
        row.id,
        row.name,
        settings_of(sealer, row.sealed_settings),
        row.is_on,
        row.monthly_cap,
        row.price,
        row.currency,
        Breaker(row.failures, row.open_until),
        row.last_error,
        row.last_error_at,
        datetime.fromisoformat(at) if at else None,
        pairs_of(row),
        used,
    )

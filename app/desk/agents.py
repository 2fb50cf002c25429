"""Agents: staff members whom Shopify vouches for; nobody else becomes one."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.exc import IntegrityError

from app.desk import translations
from app.desk.desk import Desk
from app.domain.errors import NotAllowed
from app.domain.words import N_
from app.models import Agent

SEEN_EVERY = timedelta(minutes=1)
LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")


class Role(StrEnum):
    OWNER = "OWNER"
    AGENT = "AGENT"


@dataclass(frozen=True, slots=True)
class AgentInfo:
    """An agent as pages see him. `stale`: his row should hear that he is here."""

    id: int
    name: str
    role: Role
    locale: str
    language: str
    reads: tuple[str, ...]
    stale: bool = False

    @property
    def is_owner(self) -> bool:
        return self.role is Role.OWNER


@dataclass(frozen=True, slots=True)
class StaffMember:
    """What Shopify says of him."""

    shopify_user_id: str
    name: str
    email: str
    locale: str
    is_owner: bool


def find(desk: Desk, shopify_user_id: str) -> AgentInfo | None:
    """The agent with this Shopify user id; NotAllowed once he was removed."""
    row = _row(desk, shopify_user_id)
    return _info(row, desk.now) if row else None


def meet(desk: Desk, staff: StaffMember) -> AgentInfo:
    """Make or complete the agent's row; what he chose himself stays."""
    row = _row(desk, staff.shopify_user_id) or _made(desk, staff)
    row.name, row.email = staff.name or row.name, staff.email or row.email
    row.role = Role.OWNER if staff.is_owner else row.role
    row.last_seen_at = desk.now
    return _info(row, desk.now)


def seen(desk: Desk, agent_id: int, locale: str = "") -> AgentInfo:
    """He is here now, and his admin speaks `locale`."""
    row = desk.get(Agent, agent_id)
    row.last_seen_at = desk.now
    row.locale = _locale(locale) or row.locale
    return _info(row, desk.now)


def everyone(desk: Desk) -> list[AgentInfo]:
    """All agents of the shop who were not removed, by name."""
    query = desk.select(Agent).where(Agent.removed_at.is_(None)).order_by(Agent.name, Agent.id)
    return [_info(row, desk.now) for row in desk.all(query)]


def choose_languages(desk: Desk, agent_id: int, language: str, reads: tuple[str, ...]) -> None:
    """The language he works in, and those he reads without help."""
    row = desk.get(Agent, agent_id)
    if language != row.language:
        translations.want_for(desk, language)
    row.language = language
    row.reads = [tag for tag in reads if tag != language]


def language_of(locale: str) -> str:
    """The language of an admin locale: `ja` of `ja-JP`; Chinese keeps its script."""
    primary, _, rest = locale.lower().partition("-")
    if primary == "zh":
        return "zh-Hant" if rest in {"tw", "hk", "mo", "hant"} else "zh-Hans"
    return primary or "en"


def _row(desk: Desk, shopify_user_id: str) -> Agent | None:
    row = desk.one(desk.select(Agent).where(Agent.shopify_user_id == shopify_user_id))
    if row is not None and row.removed_at is not None:
        raise NotAllowed(N_("You are no longer an agent of this shop."))
    return row


def _made(desk: Desk, staff: StaffMember) -> Agent:
    locale = _locale(staff.locale) or "en"
    row = Agent(
        shop_id=desk.shop.id,
        shopify_user_id=staff.shopify_user_id,
        role=Role.AGENT,
        locale=locale,
        language=language_of(locale),
        reads=[],
        created_at=desk.now,
    )
    try:
        with desk.session.begin_nested():
            desk.session.add(row)
    except IntegrityError:  # he opened two pages at once
        return _row(desk, staff.shopify_user_id) or row
    translations.want_for(desk, row.language)
    return row


def _locale(text: str) -> str:
    return text if LOCALE.fullmatch(text) else ""


def _info(row: Agent, now: datetime) -> AgentInfo:
    role = Role.OWNER if row.role == Role.OWNER else Role.AGENT
    stale = row.last_seen_at is None or now - row.last_seen_at >= SEEN_EVERY
    return AgentInfo(row.id, row.name, role, row.locale, row.language, tuple(row.reads), stale)

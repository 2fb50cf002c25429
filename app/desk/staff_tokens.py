"""Agents' own tokens, sealed: one an agent, replaced by the next one, gone with the shop."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from app.desk.desk import Desk
from app.desk.sealing import Sealer
from app.domain.errors import Rejected
from app.models import Agent, AgentToken


@dataclass(frozen=True, slots=True)
class StaffToken:
    """An online token in the clear: never leaves the errand that needs it, never printed."""

    access: str = field(repr=False)
    expires_at: datetime
    scopes: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """In whose name an agent's calls go out. `acts_for_shop`: in the shop's, as its owner granted."""

    domain: str
    shopify_user_id: str
    removed: bool
    acts_for_shop: bool
    token: StaffToken | None


def standing(desk: Desk, agent_id: int, sealer: Sealer) -> Standing:
    agent = desk.get(Agent, agent_id)
    return Standing(
        desk.shop.domain,
        agent.shopify_user_id,
        agent.removed_at is not None,
        agent.acts_for_shop_at is not None,
        _opened(_row(desk, agent_id), sealer),
    )


def store(desk: Desk, agent_id: int, token: StaffToken, sealer: Sealer) -> None:
    row = _row(desk, agent_id, lock=True) or _made(desk, agent_id)
    row.sealed_token, row.scopes = sealer.seal(token.access), token.scopes
    row.expires_at, row.created_at = token.expires_at, desk.now


def forget(desk: Desk, agent_id: int, rejected: str, sealer: Sealer) -> None:
    """Shopify no longer takes this token; one that took its place meanwhile stays."""
    row = _row(desk, agent_id, lock=True)
    held = _opened(row, sealer)
    if held is not None and held.access == rejected:
        desk.session.delete(row)


def forget_all(desk: Desk) -> None:
    desk.session.execute(delete(AgentToken).where(AgentToken.shop_id == desk.shop.id))


def _row(desk: Desk, agent_id: int, *, lock: bool = False) -> AgentToken | None:
    query = desk.select(AgentToken).where(AgentToken.agent_id == agent_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return desk.one(query)


def _made(desk: Desk, agent_id: int) -> AgentToken:
    agent = desk.get(Agent, agent_id)
    row = AgentToken(shop_id=desk.shop.id, agent_id=agent.id, expires_at=desk.now, created_at=desk.now)
    try:
        with desk.session.begin_nested():
            desk.session.add(row)
    except IntegrityError:  # he confirmed in two tabs at once
        return _row(desk, agent_id, lock=True) or row
    return row


def _opened(row: AgentToken | None, sealer: Sealer) -> StaffToken | None:
    """None also for one sealed under a secret that is gone: the next confirm brings another."""
    if row is None:
        return None
    try:
        return StaffToken(sealer.open(row.sealed_token), row.expires_at, row.scopes)
    except Rejected:
        return None

"""Who may give remedies in the shop's name, past Shopify's staff permissions: the owner's to grant, agent by agent."""

from dataclasses import dataclass
from datetime import datetime

from app.desk import owners
from app.desk.agents import Role
from app.desk.desk import Desk
from app.domain.events import StaffGrantChanged
from app.models import Agent


@dataclass(frozen=True, slots=True)
class StaffRight:
    """`acts_for_shop_at`: since when; None: as Shopify allows."""

    agent_id: int
    name: str
    is_owner: bool
    acts_for_shop_at: datetime | None


def everyone(desk: Desk) -> tuple[StaffRight, ...]:
    """Owners first, then by name."""
    query = desk.select(Agent).where(Agent.removed_at.is_(None)).order_by(Agent.name, Agent.id)
    found = [StaffRight(row.id, row.name, row.role == Role.OWNER, row.acts_for_shop_at) for row in desk.all(query)]
    return tuple(sorted(found, key=lambda one: not one.is_owner))


def grant(desk: Desk, agent_id: int) -> None:
    _change(desk, agent_id, granted=True)


def withdraw(desk: Desk, agent_id: int) -> None:
    """What waits to be sent goes out in his own name again, or not at all."""
    _change(desk, agent_id, granted=False)


def _change(desk: Desk, agent_id: int, *, granted: bool) -> None:
    row = desk.get(Agent, agent_id, lock=True)
    owners.require(desk)
    if (row.acts_for_shop_at is not None) is granted:
        return
    row.acts_for_shop_at = desk.now if granted else None
    desk.record(StaffGrantChanged(agent_id, granted))

"""What only the shop's owner may do: asked where it is done, whatever the page showed."""

from app.desk import agents
from app.desk.agents import Role
from app.desk.desk import ActorKind, Desk
from app.domain.errors import NotAllowed
from app.domain.words import N_
from app.models import Agent


def require(desk: Desk) -> None:
    """Raise NotAllowed unless the one who acts owns the shop."""
    row = desk.get(Agent, desk.actor.id) if desk.actor.kind is ActorKind.AGENT else None
    if row is None or row.role != Role.OWNER or row.removed_at is not None:
        raise NotAllowed(N_("Only the owner of the shop can do this. Ask the owner."))


def names(desk: Desk) -> tuple[str, ...]:
    """Whom to ask."""
    return tuple(agent.name for agent in agents.everyone(desk) if agent.is_owner and agent.name)

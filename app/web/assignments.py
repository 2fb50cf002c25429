"""Who works on a conversation: one agent or nobody."""

from flask import Blueprint, request

from app.desk import conversations
from app.domain.errors import Rejected
from app.domain.words import N_
from app.web import screens
from app.web.auth import desk

blueprint = Blueprint("assignments", __name__)


@blueprint.post("/conversations/<int:conversation_id>/assignment")
def create(conversation_id: int) -> str:
    given = request.form.get("agent_id", "")
    if given and not given.isdecimal():
        raise Rejected(N_("This is not an agent."), "agent_id")
    with desk() as opened:
        conversations.assign(opened, conversation_id, int(given) if given else None)
    return screens.pieces(conversation_id)

"""Resolving a conversation, and opening it again."""

from flask import Blueprint

from app.desk import conversations
from app.web import screens
from app.web.auth import desk

blueprint = Blueprint("resolutions", __name__)


@blueprint.post("/conversations/<int:conversation_id>/resolution")
def create(conversation_id: int) -> str:
    with desk() as opened:
        conversations.resolve(opened, conversation_id)
    return screens.pieces(conversation_id)


@blueprint.post("/conversations/<int:conversation_id>/reopening")
def reopen(conversation_id: int) -> str:
    with desk() as opened:
        conversations.reopen(opened, conversation_id)
    return screens.pieces(conversation_id)

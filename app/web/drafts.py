"""Drafts that remedies left above the composer: they are used by sending a reply, or discarded here."""

from flask import Blueprint

from app.desk import remedy_drafts
from app.web import screens
from app.web.auth import desk

blueprint = Blueprint("drafts", __name__)


@blueprint.post("/conversations/<int:conversation_id>/drafts/<int:draft_id>/removal")
def discard(conversation_id: int, draft_id: int) -> str:
    """Nobody will send it."""
    with desk() as opened:
        remedy_drafts.discard(opened, conversation_id, draft_id)
    return screens.pieces(conversation_id)

"""Which order stands beside a conversation, when an agent knows better."""

from flask import Blueprint, request

from app.desk import conversations
from app.domain.errors import Rejected
from app.domain.words import N_
from app.web import screens
from app.web.auth import desk

blueprint = Blueprint("orders", __name__)


@blueprint.post("/conversations/<int:conversation_id>/order")
def pin(conversation_id: int) -> str:
    given = request.form.get("order_id", "")
    if given and not given.isdecimal():
        raise Rejected(N_("This is not an order."), "order_id")
    with desk() as opened:
        conversations.pin_order(opened, conversation_id, int(given) if given else None)
    return screens.pieces(conversation_id)

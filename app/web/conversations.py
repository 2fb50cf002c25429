"""One conversation: its page, its tags and its language."""

from flask import Blueprint, request
from flask_babel import gettext as _

from app.desk import conversations, tones, translations
from app.web import screens
from app.web.auth import desk

blueprint = Blueprint("conversations", __name__)


@blueprint.get("/conversations/<int:conversation_id>")
def show(conversation_id: int) -> str:
    return screens.part(conversation_id) if screens.wants_part() else screens.whole(conversation_id)


@blueprint.post("/conversations/<int:conversation_id>/tags")
def add_tag(conversation_id: int) -> str:
    with desk() as opened:
        conversations.tag(opened, conversation_id, request.form.get("tag", ""))
    return screens.pieces(conversation_id)


@blueprint.post("/conversations/<int:conversation_id>/tag_removals")
def remove_tag(conversation_id: int) -> str:
    with desk() as opened:
        conversations.untag(opened, conversation_id, request.form.get("tag", ""))
    return screens.pieces(conversation_id)


@blueprint.post("/conversations/<int:conversation_id>/language")
def correct_language(conversation_id: int) -> str:
    with desk() as opened:
        conversations.set_language(opened, conversation_id, request.form.get("language", ""))
    return screens.pieces(conversation_id, notice=_("The language was corrected."), composes=True)


@blueprint.post("/conversations/<int:conversation_id>/sends_out")
def send_out(conversation_id: int) -> str:
    """Whether this conversation's texts may leave for a translation engine."""
    sends_out = request.form.get("sends_out") == "1"
    with desk() as opened:
        conversations.set_sends_out(opened, conversation_id, sends_out=sends_out)
    notice = _("It may be sent to translation engines again.") if sends_out else _("Nothing of it leaves any more.")
    return screens.part(conversation_id, notice=notice)


@blueprint.post("/conversations/<int:conversation_id>/tone")
def choose_tone(conversation_id: int) -> str:
    """How this customer is spoken to from now on."""
    with desk() as opened:
        tones.of_conversation(opened, conversation_id, request.form.get("tone", ""))
    return screens.pieces(conversation_id, notice=_("The tone was saved."))


@blueprint.post("/messages/<int:message_id>/translations")
def translate(message_id: int) -> str:
    """Once more, for a message that has no translation yet or none that worked."""
    with desk() as opened:
        conversation_id = translations.want(opened, message_id)
    return screens.pieces(conversation_id, notice=_("It is being translated."))

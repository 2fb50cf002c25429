"""Put a tag on the conversation."""

from app.desk import conversations
from app.desk.acting import Acting, Action, Done, text
from app.domain.words import N_


def _run(acting: Acting, value: object) -> Done:
    conversation = acting.conversation
    conversations.tag(acting.desk, conversation.id, text(value))
    return Done(conversation)


ACTION = Action(label=N_("add the tag"), run=_run)

"""Move the conversation to a status; SNOOZED needs a moment and is left to people."""

from app.desk import conversations
from app.desk.acting import Acting, Action, Done, text
from app.domain.messages import ConversationStatus
from app.domain.rules.reasons import ReasonCode, Skip
from app.domain.words import N_


def _run(acting: Acting, value: object) -> Done:
    status = text(value)
    if status not in {ConversationStatus.OPEN, ConversationStatus.PENDING, ConversationStatus.RESOLVED}:
        raise Skip(ReasonCode.BROKEN, N_("a rule cannot set this status:") + f" {status!r}")
    conversation = acting.conversation
    conversations.set_status(acting.desk, conversation.id, ConversationStatus(status))
    return Done(conversation)


ACTION = Action(label=N_("set the status to"), run=_run)

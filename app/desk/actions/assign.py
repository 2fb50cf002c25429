"""Give the conversation to an agent, by his number; one that somebody already has stays with him."""

from app.desk import conversations
from app.desk.acting import Acting, Action, Done
from app.domain.errors import DeskError
from app.domain.rules.reasons import ReasonCode, Skip
from app.domain.words import N_


def _run(acting: Acting, value: object) -> Done:
    conversation = acting.conversation
    if not isinstance(value, int):
        raise Skip(ReasonCode.BROKEN, N_("this is not the number of an agent:") + f" {value!r}")
    if conversation.assignee_id is None:
        try:
            conversations.assign(acting.desk, conversation.id, value)
        except DeskError as error:
            raise Skip(ReasonCode.BROKEN, N_("this is not the number of an agent:") + f" {value!r}") from error
    return Done(conversation)


ACTION = Action(label=N_("assign to agent"), run=_run)

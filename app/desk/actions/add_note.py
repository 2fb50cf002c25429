"""Leave a note for the agents, once for this rule and cause; customers never see it."""

from app.desk import replies
from app.desk.acting import Acting, Action, Done, text
from app.desk.replies import ReplyDraft
from app.domain.messages import Visibility
from app.domain.words import N_


def _run(acting: Acting, value: object) -> Done:
    conversation = acting.conversation
    draft = ReplyDraft(
        body=text(value),
        language=acting.desk.shop.locale,
        once_key=f"{acting.once_key}:note",
        visibility=Visibility.NOTE,
    )
    replies.queue(acting.desk, conversation.id, draft)
    return Done(conversation)


ACTION = Action(label=N_("leave the note"), run=_run)

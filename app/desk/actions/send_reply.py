"""Send a macro to the customer in his language, once for this rule and cause, unless a guard says why not."""

from app.desk import macros, opening, replies, restraint
from app.desk.acting import Acting, Action, Done
from app.desk.macros import Written
from app.desk.replies import ReplyDraft
from app.domain.languages import canonical
from app.domain.rules.guards import refusal
from app.domain.rules.reasons import ReasonCode, Skip
from app.domain.words import N_
from app.models import Conversation


def _run(acting: Acting, value: object) -> Done:
    """`value`: {"macro": name or number, "otherwise": language where the macro lacks the customer's, or ""}."""
    match value:
        case {"macro": (str() | int()) as ref, **rest}:
            otherwise = str(rest.get("otherwise") or "")
        case _:
            raise Skip(ReasonCode.BROKEN, N_("this names no macro:") + f" {value!r}")
    reason = refusal(restraint.circumstances(acting))
    if reason:
        raise Skip(reason.code, reason.detail)
    macro, facts = macros.find(acting.desk, ref), acting.scene.facts
    text = macros.write(macro, facts, facts.language, otherwise)
    try:
        own = macros.write(macro, facts, acting.desk.shop.locale)
    except Skip:
        own = None  # the agents then read what the customer got
    conversation = acting.scene.conversation or _opened(acting, text)
    return Done(conversation, replies.queue(acting.desk, conversation.id, _draft(acting, text, own)))


def _opened(acting: Acting, text: Written) -> Conversation:
    if acting.scene.order is None:
        raise Skip(ReasonCode.NO_CONVERSATION)
    return opening.open_for_order(acting.desk, acting.scene.order, acting.scene.customer, text.subject)


def _draft(acting: Acting, text: Written, own: Written | None) -> ReplyDraft:
    """An answer keeps the customer's subject, so that his mail program shows both together."""
    is_answer = acting.scene.message is not None and bool(acting.scene.message.subject.strip())
    differs = own is not None and canonical(own.language) != canonical(text.language)
    return ReplyDraft(
        body=text.body,
        language=text.language,
        once_key=acting.once_key,
        draft_body=own.body if own and differs else "",
        draft_language=own.language if own and differs else "",
        subject="" if is_answer else text.subject,
    )


ACTION = Action(label=N_("send the macro"), run=_run)

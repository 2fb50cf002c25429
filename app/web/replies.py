"""Replies and notes: shown before they are sent, sent once whatever is pressed, sent again when a person says so."""

import secrets
from dataclasses import replace

from flask import Blueprint, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.desk import guard_verdicts, macros, memory, remedy_drafts, replies
from app.desk.desk import Desk
from app.desk.guard_verdicts import Judged, Outcome
from app.desk.reading import conversation
from app.desk.replies import ReplyDraft
from app.domain.guard.verdict import Verdict
from app.domain.messages import Visibility
from app.domain.translating.learning import Sent
from app.domain.translating.tone import Tone
from app.errands import preview_reply
from app.errands.guarding import judge
from app.errands.preview_reply import Draft, ReplyPreview
from app.web import own_texts, screens, translation_words
from app.web.auth import current, desk, runtime
from app.web.reply_form import ReplyForm

blueprint = Blueprint("replies", __name__)


@blueprint.app_template_global()
def token() -> str:
    """What makes two presses of one form one message."""
    return secrets.token_urlsafe(18)


@blueprint.app_template_filter()
def made_by(names: str) -> str:
    return translation_words.made_by(names)


@blueprint.post("/conversations/<int:conversation_id>/reply_previews")
def preview(conversation_id: int) -> str:
    visit, draft = current(), request.form.get("draft", "").strip()
    wished = Draft(draft, Tone.of(request.form.get("tone", "")))
    asked = preview_reply.by_hand if "by_hand" in request.form else preview_reply.preview
    shown = own_texts.found(conversation_id, draft, request.form) or asked(
        runtime(), visit.shop_id, visit.agent.id, conversation_id, wished
    )
    return _preview(conversation_id, shown, request.form)


@blueprint.post("/conversations/<int:conversation_id>/reply_checks")
def check(conversation_id: int) -> str:
    """What a text says that the agent changed by hand, and what the guard says of it."""
    form = ReplyForm.of(request.form)
    judged = preview_reply.again(runtime(), current().shop_id, conversation_id, form.reply)
    return render_template("conversations/_verdict.html", preview=form.preview(judged.verdict, judged.back_translation))


@blueprint.post("/conversations/<int:conversation_id>/replies")
def create(conversation_id: int) -> Response | str:
    """What the guard calls red goes out only with a reason; what was blocked is shown again, and counted."""
    key, outcome = _once_key(request.form), Outcome.SENT
    with desk(read_only=True) as opened:
        is_queued = replies.is_queued(opened, key)
        if not is_queued and (used := request.form.get("remedy_draft", type=int)):
            remedy_drafts.require_good(opened, conversation_id, used)
    if is_queued:
        return screens.part(conversation_id, notice=_("Your reply is on its way."))
    form, verdict = _judged(conversation_id)
    if verdict.is_red:
        outcome = Outcome.OVERRIDDEN if form.reason else Outcome.BLOCKED
    judged = form.judged(key, outcome, verdict)
    with desk() as opened:
        if outcome is Outcome.BLOCKED:
            guard_verdicts.keep(opened, conversation_id, judged)
        else:
            _send(opened, conversation_id, form, judged)
    if outcome is Outcome.BLOCKED:
        shown = form.preview(verdict, _said(conversation_id, form), is_blocked=True)
        response = make_response(_preview(conversation_id, shown, request.form))
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#preview", "innerHTML"
        return response
    return screens.part(conversation_id, notice=_("Your reply is on its way."))


@blueprint.post("/conversations/<int:conversation_id>/notes")
def note(conversation_id: int) -> str:
    language = current().agent.language
    draft = ReplyDraft(
        body=request.form.get("text", "").strip(),
        language=language,
        once_key=_once_key(request.form),
        visibility=Visibility.NOTE,
    )
    with desk() as opened:
        replies.queue(opened, conversation_id, draft)
    return screens.part(conversation_id)


@blueprint.post("/messages/<int:message_id>/delivery")
def retry(message_id: int) -> str:
    with desk() as opened:
        replies.retry(opened, message_id)
        conversation_id = conversation.of_message(opened, message_id)
    return screens.pieces(conversation_id, notice=_("It will be sent again."))


@blueprint.get("/conversations/<int:conversation_id>/macros")
def choose_macro(conversation_id: int) -> str:
    with desk(read_only=True) as opened:
        conversation.language_of(opened, conversation_id)  # NotFound for a conversation that is not this shop's
        found = macros.everything(opened)
    return render_template("conversations/_macros.html", macros=found, conversation_id=conversation_id)


@blueprint.get("/conversations/<int:conversation_id>/macros/<int:macro_id>")
def write_macro(conversation_id: int, macro_id: int) -> str:
    """The macro written out for this customer: in the agent's own language where it has one, else in the customer's."""
    own = current().agent.language
    with desk(read_only=True) as opened:
        language = own if own in macros.page(opened, macro_id).languages else ""
        written = macros.write_by_hand(opened, macro_id, conversation_id, language)
    return render_template(
        "conversations/_macro.html", written=written, conversation_id=conversation_id, macro_id=macro_id
    )


def _said(conversation_id: int, form: ReplyForm) -> str:
    """What a blocked text says: who has to decide about it needs that most; mostly known from when it was checked."""
    if not form.is_edited:
        return ""
    return preview_reply.again(runtime(), current().shop_id, conversation_id, form.reply).back_translation


def _preview(conversation_id: int, shown: ReplyPreview, form: MultiDict[str, str]) -> str:
    return render_template(
        "conversations/_preview.html",
        preview=shown,
        conversation_id=conversation_id,
        once=form.get("token") or token(),
        macro=form.get("macro", type=int),
        remedy_draft=form.get("remedy_draft", type=int),
    )


def _judged(conversation_id: int) -> tuple[ReplyForm, Verdict]:
    """The form with what the desk knows of it, and what the guard says; before anybody waits for our writing."""
    form = ReplyForm.of(request.form)
    own = own_texts.found(conversation_id, form.draft, request.form) if form.is_own_words else None
    with desk(read_only=True) as opened:
        target = conversation.language_of(opened, conversation_id)
        form = form.grounded(current().agent.language, target, own.text if own else None)
        return form, judge(opened, conversation_id, form.reply) if form.is_judged else Verdict()


def _send(opened: Desk, conversation_id: int, form: ReplyForm, judged: Judged) -> None:
    """Queue it, remember how it was judged, and learn from what the agent changed."""
    if judged.outcome is Outcome.OVERRIDDEN:
        judged = replace(judged, reason=guard_verdicts.reason(judged.reason))
    language = conversation.language_of(opened, conversation_id) or current().agent.language
    plain = ReplyDraft(body=form.draft, language=language, once_key=judged.once_key)
    message_id = replies.queue(opened, conversation_id, form.completed(plain))
    if used := request.form.get("remedy_draft", type=int):
        remedy_drafts.use(opened, conversation_id, used, message_id)
    if form.is_judged:
        guard_verdicts.keep(opened, conversation_id, judged, message_id)
        if judged.outcome is Outcome.SENT:
            _learn(opened, conversation_id, form)


def _learn(opened: Desk, conversation_id: int, form: ReplyForm) -> None:
    """From what he changed, and from what he left where he can read it; a guess sent unread teaches nothing, nor what
    was not translated.
    """
    agent = current().agent
    is_read = form.is_edited or form.target in {agent.language, *agent.reads}
    if is_read and not form.is_own_words and form.body != form.draft:
        sent = Sent(form.draft, form.shown, form.body, form.source, form.target)
        memory.learn_from(opened, conversation_id, sent, form.tone)


def _once_key(form: MultiDict[str, str]) -> str:
    """The token is the agent's own: nobody else's form can use it up."""
    given = form.get("token", "")
    return f"form:{current().agent.id}:{given}"[:200] if given else ""

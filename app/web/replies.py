"""Replies and notes: shown before they are sent, sent once whatever is pressed, sent again when a person says so."""

import secrets
from dataclasses import replace

from flask import Blueprint, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.desk import macros, remedy_drafts, replies
from app.desk.reading import conversation
from app.desk.replies import ReplyDraft
from app.domain.messages import Visibility
from app.errands import preview_reply
from app.errands.preview_reply import ReplyPreview
from app.web import screens
from app.web.auth import current, desk, runtime

blueprint = Blueprint("replies", __name__)


@blueprint.app_template_global()
def token() -> str:
    """What makes two presses of one form one message."""
    return secrets.token_urlsafe(18)


@blueprint.post("/conversations/<int:conversation_id>/reply_previews")
def preview(conversation_id: int) -> str:
    visit, draft = current(), request.form.get("draft", "").strip()
    shown = (
        _by_hand(conversation_id, request.form.get("macro", type=int), draft)
        or _of_remedy(conversation_id, request.form.get("remedy_draft", type=int), draft)
        or preview_reply.preview(runtime(), visit.shop_id, visit.agent.id, conversation_id, draft)
    )
    return _preview(conversation_id, shown, request.form)


@blueprint.post("/conversations/<int:conversation_id>/replies")
def create(conversation_id: int) -> Response | str:
    form = request.form
    if "body" in form and "despite" not in form and (edited := _newly_wrong(form)):
        response = make_response(_preview(conversation_id, edited, form))
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#preview", "innerHTML"
        return response
    with desk() as opened:
        language = conversation.language_of(opened, conversation_id)
        message_id = replies.queue(opened, conversation_id, _draft(form, language or current().agent.language))
        if used := form.get("remedy_draft", type=int):
            remedy_drafts.use(opened, conversation_id, used, message_id)
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


def _preview(conversation_id: int, shown: ReplyPreview, form: MultiDict[str, str]) -> str:
    return render_template(
        "conversations/_preview.html",
        preview=shown,
        conversation_id=conversation_id,
        once=form.get("token") or token(),
        remedy_draft=form.get("remedy_draft", type=int),
    )


def _by_hand(conversation_id: int, macro_id: int | None, draft: str) -> ReplyPreview | None:
    """A macro's own text in the customer's language, while its text in the agent's stands as it was inserted."""
    own = current().agent.language
    with desk(read_only=True) as opened:
        target = conversation.language_of(opened, conversation_id)
        if not macro_id or target == own or not {own, target} <= set(macros.page(opened, macro_id).languages):
            return None
        mine, theirs = (macros.write_by_hand(opened, macro_id, conversation_id, tag) for tag in (own, target))
    return ReplyPreview(draft, own, target, theirs.body, "", (), "macro", "") if mine.body.strip() == draft else None


def _of_remedy(conversation_id: int, draft_id: int | None, draft: str) -> ReplyPreview | None:
    """A remedy's draft in the customer's language, while its text in the agent's stands as it was inserted."""
    agent = current().agent
    with desk(read_only=True) as opened:
        found = remedy_drafts.of_conversation(opened, conversation_id, agent.id, agent.language)
    kept = next((item for item in found if item.id == draft_id), None)
    if kept is None or kept.own.language == kept.theirs.language or not kept.theirs.body:
        return None
    own, theirs = kept.own, kept.theirs
    is_unchanged = own.body.strip() == draft.replace("\r\n", "\n")
    return (
        ReplyPreview(draft, own.language, theirs.language, theirs.body, "", (), "draft", "") if is_unchanged else None
    )


def _newly_wrong(form: MultiDict[str, str]) -> ReplyPreview | None:
    """The preview again, where the text was changed by hand and now lost something.

    A text that no engine made (`own_words`) is compared with itself: amounts are written otherwise in each language.
    """
    body, draft, target = form.get("body", ""), form.get("draft", ""), form.get("language", "")
    if body == form.get("shown") or not form.get("shown"):
        return None
    checks = preview_reply.check(form["shown"] if form.get("own_words") else draft, body, target)
    again = ReplyPreview(draft, form.get("draft_language", ""), target, body, "", checks, "", "")
    return None if again.is_safe else again


def _draft(form: MultiDict[str, str], language: str) -> ReplyDraft:
    """Without a preview the words go out as they were written; a back-translation holds only for the text it was of."""
    written = form.get("draft", "").strip()
    plain = ReplyDraft(body=written, language=language, once_key=_once_key(form))
    if "body" not in form:
        return plain
    body = form["body"].strip()
    return replace(
        plain,
        body=body,
        language=form.get("language") or language,
        draft_body=written,
        draft_language=form.get("draft_language", ""),
        back_translation=form.get("back_translation", "") if body == form.get("shown", "").strip() else "",
    )


def _once_key(form: MultiDict[str, str]) -> str:
    """The token is the agent's own: nobody else's form can use it up."""
    given = form.get("token", "")
    return f"form:{current().agent.id}:{given}"[:200] if given else ""

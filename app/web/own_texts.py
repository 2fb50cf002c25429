"""Texts that people wrote before in both languages, a macro's variant or a remedy's draft: no engine is asked for them.

They count only while the agent's side stands as it was inserted, whatever a form says of them.
"""

from werkzeug.datastructures import MultiDict

from app.desk import macros, remedy_drafts
from app.desk.desk import Desk
from app.desk.reading import conversation
from app.domain.errors import NotFound
from app.errands.preview_reply import ReplyPreview
from app.web.auth import current, desk


def found(conversation_id: int, draft: str, form: MultiDict[str, str]) -> ReplyPreview | None:
    """The one this form was filled with; None where the agent wrote himself."""
    macro_id, draft_id = form.get("macro", type=int), form.get("remedy_draft", type=int)
    return _of_macro(conversation_id, macro_id, draft) or _of_remedy(conversation_id, draft_id, draft)


def _of_macro(conversation_id: int, macro_id: int | None, draft: str) -> ReplyPreview | None:
    """A macro's own text in the customer's language."""
    own = current().agent.language
    with desk(read_only=True) as opened:
        target = conversation.language_of(opened, conversation_id)
        if not macro_id or target == own or not {own, target} <= _languages(opened, macro_id):
            return None
        mine, theirs = (macros.write_by_hand(opened, macro_id, conversation_id, tag) for tag in (own, target))
    is_unchanged = mine.body.strip() == draft.replace("\r\n", "\n")
    return ReplyPreview(draft, own, target, theirs.body, engine="macro") if is_unchanged else None


def _languages(opened: Desk, macro_id: int) -> set[str]:
    """None for a macro that was removed since: what was written stands by itself."""
    try:
        return set(macros.page(opened, macro_id).languages)
    except NotFound:
        return set()


def _of_remedy(conversation_id: int, draft_id: int | None, draft: str) -> ReplyPreview | None:
    """A remedy's draft in the customer's language."""
    agent = current().agent
    with desk(read_only=True) as opened:
        kept = remedy_drafts.of_conversation(opened, conversation_id, agent.id, agent.language)
    one = next((item for item in kept if item.id == draft_id), None)
    if one is None or one.own.language == one.theirs.language or not one.theirs.body:
        return None
    own, theirs = one.own, one.theirs
    shown = ReplyPreview(draft, own.language, theirs.language, theirs.body, engine="draft")
    return shown if own.body.strip() == draft.replace("\r\n", "\n") else None

"""The guard over one reply: what it is compared with is read from the desk, the language is told by the detector."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.desk import glossary
from app.desk.desk import Desk
from app.desk.engines import firms_of, names_of
from app.domain.guard.pair import Finding, Level, Pair
from app.domain.guard.verdict import Verdict, examine
from app.domain.translating.tone import Tone
from app.models import Conversation
from app.translation.detect import detect

SURE = 60  # percent; below that a foreign word or a name may have misled the detector


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as it would be sent: `draft` in `source`, `text` in `target`, `back` where it was translated back."""

    draft: str
    text: str
    source: str
    target: str
    back: str = ""
    tone: Tone = Tone.ANY


def judge(desk: Desk, conversation_id: int, reply: Reply) -> Verdict:
    """No network, a handful of queries: the page shows it and sending asks for it again."""
    conversation = desk.get(Conversation, conversation_id)
    terms = glossary.terms_for(desk, reply.source, reply.target, conversation.order_id)
    firms = (name for name in firms_of(desk, conversation) if name in reply.draft or name in reply.text)
    names = (*names_of(desk, conversation), *firms)
    pair = Pair(
        reply.draft, reply.text, reply.source, reply.target, reply.back, terms=terms, names=names, tone=reply.tone
    )
    return with_language(examine(pair), reply.text, reply.target)


def with_language(verdict: Verdict, text: str, target: str) -> Verdict:
    """A detector that is not sure says nothing: the other checks see what was left untranslated."""
    found = detect(text, (target,))
    if found.language in {target, ""}:
        return Verdict((*verdict.findings, Finding("language", count=1))) if found.language else verdict
    level = Level.RED if found.confidence >= SURE else Level.AMBER
    return Verdict((Finding("language", level, 1, found.language), *verdict.findings))


def red_names(findings: Sequence[Finding]) -> list[str]:
    return [finding.check for finding in findings if finding.level is Level.RED]

"""The composer's form: what was shown, what will be sent, and what the guard says of it before anything goes."""

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Self

from werkzeug.datastructures import MultiDict

from app.desk.guard_verdicts import Judged, Outcome
from app.desk.replies import ReplyDraft
from app.domain.guard.verdict import Verdict
from app.domain.translating.tone import Tone
from app.errands.guarding import Reply, red_names
from app.errands.preview_reply import ReplyPreview


@dataclass(frozen=True, slots=True)
class ReplyForm:
    """`shown` is the text the preview showed, `body` what would be sent; they differ where the agent changed it.

    `is_own_words`: no engine made the text (a macro's variant, a remedy's draft).
    """

    draft: str
    body: str
    shown: str
    source: str
    target: str
    back: str
    engine: str
    tone: Tone
    reason: str
    is_own_words: bool

    @classmethod
    def of(cls, form: MultiDict[str, str]) -> Self:
        """Line ends as browsers send them are not a change."""
        text = {name: form.get(name, "").replace("\r\n", "\n").strip() for name in ("draft", "body", "shown")}
        return cls(
            text["draft"],
            text["body"],
            text["shown"],
            form.get("draft_language", ""),
            form.get("language", ""),
            form.get("back_translation", ""),
            form.get("engine", ""),
            Tone.of(form.get("tone", "")),
            form.get("reason", "").strip(),
            "own_words" in form,
        )

    @property
    def is_edited(self) -> bool:
        return self.body != self.shown

    @property
    def is_judged(self) -> bool:
        """A text in the agent's own language, or a macro's own variant as it is, has nothing to be compared with."""
        return bool(self.target) and self.source != self.target and (self.is_edited or not self.is_own_words)

    @property
    def reply(self) -> Reply:
        """A text that no engine made is compared with itself: amounts are written otherwise in each language."""
        if self.is_own_words:
            return Reply(self.shown, self.body, self.target, self.target, tone=self.tone)
        back = "" if self.is_edited else self.back
        return Reply(self.draft, self.body, self.source, self.target, back, self.tone)

    def preview(self, verdict: Verdict, back: str = "", *, is_blocked: bool = False) -> ReplyPreview:
        """The same form again with what the guard says of it; `back` is what the text says as it is now."""
        return ReplyPreview(
            self.draft,
            self.source,
            self.target,
            self.body,
            back or ("" if self.is_edited else self.back),
            verdict,
            self.engine,
            tone=self.tone,
            reason=self.reason,
            is_blocked=is_blocked,
            shown=self.shown,
        )

    def judged(self, once_key: str, outcome: Outcome, verdict: Verdict) -> Judged:
        return Judged(
            once_key,
            outcome,
            self.source,
            self.target,
            self.engine,
            self.tone,
            edit_distance(self.shown, self.body),
            tuple(red_names(verdict.findings)),
            self.reason if outcome is Outcome.OVERRIDDEN else "",
        )

    def completed(self, plain: ReplyDraft) -> ReplyDraft:
        """What goes out; a back-translation holds only for the text it was of."""
        return replace(
            plain,
            body=self.body,
            language=self.target or plain.language,
            draft_body=self.draft,
            draft_language=self.source,
            back_translation="" if self.is_edited else self.back,
        )


def edit_distance(shown: str, sent: str) -> int:
    """How much of the longer text is not the other's, in per mille."""
    if shown == sent:
        return 0
    return round(1000 * (1 - SequenceMatcher(None, shown, sent, autojunk=False).ratio()))

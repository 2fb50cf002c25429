"""The composer's form: what was shown, what will be sent, and what the guard says of it before anything goes."""

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Self

from werkzeug.datastructures import MultiDict

from app.desk.guard_verdicts import Judged, Outcome
from app.desk.replies import ReplyDraft
from app.domain.guard.verdict import Verdict
from app.domain.languages import canonical
from app.domain.translating.tone import Tone
from app.errands.guarding import Reply, red_names
from app.errands.preview_reply import ReplyPreview, spoken

ALIGNED = 2_000  # characters


@dataclass(frozen=True, slots=True)
class ReplyForm:
    """`shown` is the text the preview showed, `body` what would be sent; they differ where the agent changed it.
    `back` is what `back_of` says, translated back.

    `is_own_words`: no engine made the text (a macro's variant, a remedy's draft). `is_plain`: nothing was shown, what
    was written is what would be sent. What a form says of languages and origin counts nothing until it is `grounded`.
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
    is_plain: bool = False
    back_of: str = ""

    @classmethod
    def of(cls, form: MultiDict[str, str]) -> Self:
        """Line ends as browsers send them are not a change."""
        text = {
            name: form.get(name, "").replace("\r\n", "\n").strip() for name in ("draft", "body", "shown", "back_of")
        }
        is_plain = "body" not in form
        if is_plain:
            text["body"] = text["shown"] = text["draft"]
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
            is_plain,
            text["back_of"],
        )

    def grounded(self, own: str, target: str, own_text: str | None) -> Self:
        """With what the desk knows: the conversation's language, the one the draft is in, a text of ours as it is now.

        `own`: the agent's language.
        """
        source = canonical(self.source)
        if source in {"", target}:
            source = spoken(self.draft, own)
        is_own_words = self.is_own_words and own_text is not None and own_text.strip() == self.shown
        return replace(self, source=source, target=target, is_own_words=is_own_words)

    @property
    def is_back(self) -> bool:
        """Whether the back-translation is of the very text that would be sent."""
        return self.body == (self.back_of or self.shown)

    @property
    def is_edited(self) -> bool:
        return self.body != self.shown

    @property
    def is_judged(self) -> bool:
        """A text in the agent's own language, or a macro's own variant as it is, has nothing to be compared with."""
        if not self.body or not self.target or self.source == self.target:
            return False
        return self.is_edited or not self.is_own_words

    @property
    def reply(self) -> Reply:
        """A text that no engine made is compared with itself: amounts are written otherwise in each language."""
        if self.is_own_words:
            return Reply(self.shown, self.body, self.target, self.target, tone=self.tone)
        back = self.back if self.is_back else ""
        return Reply(self.draft, self.body, self.source, self.target, back, self.tone)

    def preview(self, verdict: Verdict, back: str = "", *, is_blocked: bool = False) -> ReplyPreview:
        """The same form again with what the guard says of it; `back` is what the text says as it is now."""
        return ReplyPreview(
            self.draft,
            self.source,
            self.target,
            self.body,
            back or (self.back if self.is_back else ""),
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
        if self.is_plain and not self.is_judged:
            return plain
        return replace(
            plain,
            body=self.body,
            language=self.target or plain.language,
            draft_body=self.draft,
            draft_language=self.source,
            back_translation=self.back if self.is_back else "",
        )


def edit_distance(shown: str, sent: str) -> int:
    """How much of the longer text is not the other's, in per mille; of long texts by their letters alone, because to
    align two of 20,000 takes half a minute.
    """
    if shown == sent:
        return 0
    match = SequenceMatcher(None, shown, sent, autojunk=False)
    return round(1000 * (1 - (match.ratio() if max(len(shown), len(sent)) <= ALIGNED else match.quick_ratio())))

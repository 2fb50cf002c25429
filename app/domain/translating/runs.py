"""What of a text the memory knows already and what an engine must be asked for; put together again as one text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.translating.segments import Segment, digest, join, split

WIDE = frozenset({"ja", "zh-Hans", "zh-Hant", "th"})  # no space between sentences
PARAGRAPH = re.compile(r"\n\s*\n")
MOST = 40  # sentences of a run that is looked for by itself; a longer one is a paragraph, or was never parted


@dataclass(frozen=True, slots=True)
class Run:
    """Sentences that go together. `known` is their translation from the memory, "" where an engine is asked."""

    text: str
    gap: str = ""
    known: str = ""

    @property
    def digest(self) -> str:
        return digest(self.text)


def plan(text: str, remembered: Mapping[str, str], *, by_paragraph: bool = False) -> tuple[Run, ...]:
    """`remembered`: translations by the digest of their sentence. The sentences between them stay together, because
    an engine translates better what it sees whole; `by_paragraph` parts them, so that a change costs one paragraph.
    """
    runs: list[Run] = []
    waiting: list[Segment] = []
    for segment in split(text):
        known = remembered.get(digest(segment.text), "") if segment.text else ""
        if known:
            runs += _asked(waiting)
            waiting = []
            runs.append(Run(segment.text, segment.gap, known))
            continue
        waiting.append(segment)
        if by_paragraph and PARAGRAPH.search(segment.gap):
            runs += _asked(waiting)
            waiting = []
    return tuple(runs + _asked(waiting))


def digests(text: str) -> set[str]:
    """Of every run that `plan` could have made of this text, whatever was remembered at the time."""
    parts = split(text)
    last = len(parts)
    runs = (parts[first:after] for first in range(last) for after in range(first + 1, min(first + MOST, last) + 1))
    found = {digest(join(run)) for run in runs}
    return found | {digest(part) for part in (text, *PARAGRAPH.split(text)) if part.strip()}


def compose(runs: Sequence[Run], translations: Sequence[str], target: str) -> str:
    """Every run's translation with the white space that its language wants between sentences."""
    parts = [text + _gap(run.gap, text, target) for run, text in zip(runs, translations, strict=True)]
    whole = "".join(parts)
    return whole if runs and runs[-1].gap else whole.rstrip(" ")


def _asked(segments: Sequence[Segment]) -> list[Run]:
    if not segments:
        return []
    whole, gap = join(segments), segments[-1].gap
    return [Run(whole[: len(whole) - len(gap)], gap)]


def _gap(gap: str, text: str, target: str) -> str:
    if not text or "\n" in gap:
        return gap
    if target in WIDE:
        return "" if gap.strip(" ") == "" and text[-1] in "。！？」』）" else gap
    return gap or " "

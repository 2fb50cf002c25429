"""Sentences of a text with the white space after each: joined again they are the text, character for character."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

CLOSERS = "\"'”’»」』）)\\]"
NARROW = ".!?…؟।"
# An end of a sentence: a wide mark anywhere, or a narrow one before white space; a line's end always. A row of narrow
# marks is looked at from its first only: from each of them, a page of dots would take minutes.
END = re.compile(rf"[。！？]+[{CLOSERS}]{{0,3}}|(?<![{NARROW}])[{NARROW}]++[{CLOSERS}]{{0,3}}(?=\s)|(?=\n)")
SPACE = re.compile(r"\s*")
ABBREVIATIONS = (
    "mr mrs ms dr prof st tel vs etc e.g i.e approx inc ltd co z.b u.a d.h bzw ca inkl zzgl evtl ggf str sr sra "
    "srta d dña ud uds pág p.ej av avda mm mme mlle p.ex env sig dott ecc"
)
SHORTENED = frozenset(ABBREVIATIONS.split())
NUMBERED = frozenset(("no", "nr", "nos", "núm", "art", "n°", "nº", "pos", "tel", "jan", "feb", "sept", "dec"))
WIDEST_GAP = 40  # blanks between two words of one sentence
LAST_WORD = re.compile(r"([^\s(\"'“«]+)\.$")


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence and what stands between it and the next; an empty one leads where a text begins with white space."""

    text: str
    gap: str = ""


def split(text: str) -> tuple[Segment, ...]:
    """Sentences in order; abbreviations, ordinals such as `22.` and initials end none."""
    found: list[Segment] = []
    lead = SPACE.match(text)
    start = lead.end() if lead else 0
    if start:
        found.append(Segment("", text[:start]))
    while start < len(text):
        end = _end(text, start)
        gap = SPACE.match(text, end)
        after = gap.end() if gap else end
        found.append(Segment(text[start:end], text[end:after]))
        start = after
    return tuple(found)


def join(segments: Sequence[Segment]) -> str:
    return "".join(segment.text + segment.gap for segment in segments)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences alone."""
    return tuple(segment.text for segment in split(text) if segment.text)


def digest(text: str) -> str:
    """The same for two texts that differ in nothing but white space and how their letters are composed."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _end(text: str, start: int) -> int:
    for match in END.finditer(text, start):
        if match.start() == match.end():  # a line's end
            return match.start()
        if not _goes_on(text, start, match):
            return match.end()
    return len(text.rstrip()) if text[start:].strip() else len(text)


def _goes_on(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a full stop belongs to a word: an abbreviation, an initial, an ordinal, or a small letter follows."""
    if match.group() != ".":
        return False
    word = LAST_WORD.search(text[max(start, match.end() - 20) : match.end()])
    before = word.group(1) if word else ""
    following = text[match.end() : match.end() + WIDEST_GAP].lstrip(" \t\u00a0")[:1]
    is_short = before.lower() in SHORTENED or (len(before) == 1 and before.isalpha() and before.isascii())
    is_short = is_short or (before.lower() in NUMBERED and following.isdecimal())
    is_ordinal = before.isdecimal() and len(before) <= len("31") and following.isalnum()
    return is_short or is_ordinal or following.islower()

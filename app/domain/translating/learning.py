"""What a sent reply teaches: sentences for the memory, words for the glossary; nothing where sides do not line up.

Sides line up paragraph by paragraph where both have as many, sentence by sentence within a paragraph that has as many
on both sides; else as a whole, where the whole has as many sentences. A pair of which one side is far longer, or only
one asks, shows that the lines slipped: then its whole paragraph teaches nothing.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.domain.translating.memory import Origin, is_anyones
from app.domain.translating.scripts import HAN, HANGUL, KANA, is_eastern
from app.domain.translating.segments import sentences

PARAGRAPH = re.compile(r"\n\s*\n")
QUESTION, PERHAPS = (
    ("?", "？", "؟"),
    ("か。", "か", "吗。", "嗎。", "까.", "요."),
)  # the latter ask or only say politely
LEAST, MOST = 0.2, 3.4  # how long a translation may be against its original, wide letters counting twice
SHORT = 16  # below this length the ratio says nothing
MOST_WORDS = 4
MOST_CHANGES = 2  # replaced runs in a sentence; more is another sentence, not another word
MOST_CANDIDATES = 6
LONGEST_SENTENCE = 200  # words; two longer ones that repeat themselves take minutes to lay beside each other
TOKEN = re.compile(r"[\u3400-\u9fff々]+|[\u30a1-\u30ff]+|[\u3041-\u309f]+|[^\W\u3041-\u30ff\u3400-\u9fff]+")
EASTERN_WORD = re.compile(r"[\u30a1-\u30ff\u3400-\u9fff々]{2,12}")
SPELT_WORD = re.compile(r"[^\W\d_]{4,}(?:[-’'][^\W\d_]+)*")
LEAST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Learned:
    """A sentence and how it is said in the other language."""

    source_text: str
    target_text: str
    origin: Origin
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word of the draft and what the agent put in the engine's place for it; "" where he put the word itself."""

    term: str
    translation: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A reply that went out: what the agent wrote, what the engine made of it ("" where none did), what was sent."""

    draft: str
    engine_text: str
    text: str
    source: str
    target: str


def learned(  # noqa: PLR0913, PLR0917 - the three texts and two languages of one reply, which `Sent` gathers
    draft: str,
    engine_text: str,
    sent_text: str,
    source: str,
    target: str,
    known: Iterable[str] = (),
    terms: Iterable[str] = (),
) -> tuple[Learned, ...]:
    """The sentences of a sent reply that may be said to anybody. `known`: the customer's own words, such as names;
    `terms`: the shop's, which are capitalised and name no person.
    """
    engine, private, shops = set(sentences(engine_text)), tuple(known), tuple(terms)
    found = [
        Learned(ours, theirs, _origin(theirs, engine), source, target)
        for ours, theirs in pairs(draft, sent_text)
        if is_anyones(ours, source, private, shops) and is_anyones(theirs, target, private, shops)
    ]
    return tuple({pair.source_text: pair for pair in found}.values()) if source and source != target else ()


def suggestions(sent: Sent, known: Iterable[str] = ()) -> tuple[Suggestion, ...]:
    """Words of the draft that may be what the agent meant when he changed a word or a few of the engine's.

    One reply cannot tell which word it was: the right one is what comes again with the same change.
    """
    private = tuple(known)
    drafts = dict(reversed([(theirs, ours) for ours, theirs in pairs(sent.draft, sent.text)]))
    found: dict[Suggestion, None] = {}
    for engine, theirs in pairs(sent.engine_text, sent.text):
        ours = drafts.get(theirs, "")
        if engine == theirs or not ours:
            continue
        for words in replacements(engine, theirs):
            found |= dict.fromkeys(_suggested(sent, ours, words, private))
    return tuple(found)


def pairs(ours: str, theirs: str) -> tuple[tuple[str, str], ...]:
    """Sentences that say the same on both sides, as far as their order and number tell."""
    mine, yours = (PARAGRAPH.split(text.strip()) for text in (ours, theirs))
    if len(mine) != len(yours):
        return _matched(sentences(ours), sentences(theirs))
    both = zip(mine, yours, strict=True)
    return tuple(pair for one, other in both for pair in _matched(sentences(one), sentences(other)))


def replacements(before: str, after: str) -> tuple[str, ...]:
    """The words that stand in the place of others, where no more than a few words of the sentence were changed."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    if max(len(old), len(new)) > LONGEST_SENTENCE:
        return ()
    folded = difflib.SequenceMatcher(None, _folded(old), _folded(new), autojunk=False)
    changes = [change for change in folded.get_opcodes() if change[0] != "equal"]
    replaced = [(old[i:j], new[k:m]) for kind, i, j, k, m in changes if kind == "replace"]
    if len(changes) > MOST_CHANGES or any(len(side) > MOST_WORDS for both in replaced for side in both):
        return ()
    gap = "" if KANA.search(after) or HAN.search(after) else " "
    return tuple(words for _old, side in replaced if _is_telling(words := gap.join(side)))


def _matched(ours: Sequence[str], theirs: Sequence[str]) -> tuple[tuple[str, str], ...]:
    if len(ours) != len(theirs):
        return ()
    both = tuple(zip(ours, theirs, strict=True))
    return both if all(_is_plausible(*pair) for pair in both) else ()


def _is_plausible(ours: str, theirs: str) -> bool:
    one, other = _length(ours), _length(theirs)
    asks = {_asks(text) for text in (ours, theirs)} - {None}
    return len(asks) < len((ours, theirs)) and (max(one, other) <= SHORT or LEAST <= other / max(one, 1) <= MOST)


def _asks(text: str) -> bool | None:
    """None: it may."""
    end = text.rstrip("\"'”’»」』） ")
    return None if end.endswith(PERHAPS) else end.endswith(QUESTION)


def _length(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)


def _origin(sentence: str, engine: set[str]) -> Origin:
    return Origin.APPROVED if not engine or sentence in engine else Origin.CORRECTED


def _suggested(sent: Sent, ours: str, words: str, private: tuple[str, ...]) -> Iterator[Suggestion]:
    if not is_anyones(words, "de", private):  # capitals do not matter here: brands have them
        return
    if words.casefold() in ours.casefold():  # he put the draft's own word back
        yield Suggestion(words, "", sent.source, sent.target)
        return
    for term in _candidates(ours):
        if is_anyones(term, "de", private):
            yield Suggestion(term, words, sent.source, sent.target)


def _candidates(sentence: str) -> list[str]:
    """Words that a glossary could hold: the longest of the sentence."""
    pattern = EASTERN_WORD if HAN.search(sentence) or KANA.search(sentence) else SPELT_WORD
    found = dict.fromkeys(pattern.findall(sentence))
    return sorted(found, key=len, reverse=True)[:MOST_CANDIDATES]


def _is_telling(words: str) -> bool:
    """More than an article or an ending."""
    if is_eastern(words):
        return EASTERN_WORD.search(words) is not None or HANGUL.search(words) is not None
    return sum(map(str.isalpha, words)) >= LEAST_LETTERS


def _folded(words: Iterable[str]) -> list[str]:
    return [word.casefold() for word in words]

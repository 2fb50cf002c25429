"""Which language a few words are in, from everything that speaks for one: words, letters, a guess, who is writing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.detecting import latin, letters, lexicon

SHORT, LONG = 40, 120  # letters
PRIORS = (2.5, 1.5, 1.0)  # of what is expected, likeliest first; a clear word weighs 3
# Neighbours that a few words do not tell apart: the better known one is meant, or the one that is expected.
NEIGHBOURS = {
    "gl": ("es", "pt"),
    "sco": ("en",),
    "nn": ("nb",),
    "lb": ("de",),
    "af": ("nl",),
    "ms": ("id",),
    "jv": ("id",),
    "sk": ("cs",),
    "be": ("uk",),
    "mr": ("hi",),
    "ne": ("hi",),
}
# Of two of one family a few sentences are not enough to say that somebody changed from one to the other.
FAMILIES = (
    {"da", "nb", "nn", "sv"},
    {"es", "pt", "gl", "ca"},
    {"cs", "sk"},
    {"ru", "uk", "be", "bg", "sr", "mk"},
    {"id", "ms"},
    {"zh-Hans", "zh-Hant"},
)
NOBODYS = re.compile("(ok|okay|okey|k|kk|lol|(ha)+|xd|hmm*|mm|wow|ah|oh|eh|uh|fyi|asap|vip|sos)", re.IGNORECASE)
# Libraries know many more languages and see them in any few words of a name.
RARE = frozenset(
    {
        *(
            "af",
            "az",
            "be",
            "bs",
            "ca",
            "cy",
            "et",
            "eu",
            "ga",
            "gl",
            "hr",
            "is",
            "ka",
            "kk",
            "lt",
            "lv",
            "mk",
            "ms",
            "mt",
        ),
        *("sk", "sl", "sq", "sr", "sw", "tl", "uz", "hi", "mr", "ne", "ar", "fa", "ur", "el", "he"),
    }
)
LIKELY, GUESS, SCRIPT, MOST = 60, 30, 90, 99
CLEAR = 8.0  # of evidence: some three words of one language alone
NAMES = re.compile(r"[A-Z][\w'’.-]*(?:[ ,]+[A-Z][\w'’.-]*)+")
TELLING = 20  # letters; fewer do not overrule what is expected


@dataclass(frozen=True, slots=True)
class Guess:
    """What a library says: a language and how much of the text it explains, in percent."""

    language: str = ""
    percent: int = 0


@dataclass(frozen=True, slots=True)
class Opinion:
    """A language and how sure that is, in percent; 0 where only what was expected speaks."""

    language: str = ""
    confidence: int = 0


def weigh(text: str, guess: Guess, known: Sequence[str], script: str) -> Opinion:
    """`known` is what is expected, likeliest first; it speaks as far as it is written in this script."""
    size = sum(map(str.isalpha, text))
    possible = [hint for hint in known if letters.can_be(hint, script)]
    evidence = latin.score(text)
    if not evidence and size < SHORT and known and NAMES.fullmatch(text.strip()):
        return Opinion(known[0], GUESS)
    if guess.language and letters.can_be(guess.language, script):
        voted = _voted(guess.language, size, possible)
        evidence[voted] = evidence.get(voted, 0) + _vote(guess, voted, size, evidence)
    if not any(evidence.values()):
        return Opinion(possible[0], GUESS) if possible else _usual(script)
    language, lead = _first(evidence, dict(zip(possible, PRIORS, strict=False)))
    sure = round(min(MOST, 50 + 6 * evidence.get(language, 0)) * (0.6 + 0.4 * lead))
    if language in possible[:1] or language == letters.USUAL.get(script):
        sure = max(sure, LIKELY if language in possible[:1] else SCRIPT)
    is_weak = known and language != known[0] and size < TELLING
    return Opinion(language, min(sure, LIKELY) if is_weak else sure)


def _usual(script: str) -> Opinion:
    language = letters.USUAL.get(script, "")
    return Opinion(language, LIKELY if language else 0)


def are_neighbours(one: str, other: str) -> bool:
    """Whether two languages are of one family."""
    return any({one, other} <= family for family in FAMILIES)


def is_nobodys(words: Sequence[str]) -> bool:
    """Whether these are words that everybody types in any language."""
    return all(map(NOBODYS.fullmatch, words))


def _voted(language: str, size: int, possible: Sequence[str]) -> str:
    meant = NEIGHBOURS.get(language, ())
    if size >= SHORT or language in possible or not meant:
        return language
    return next((hint for hint in possible if hint in meant), meant[0])


def _vote(guess: Guess, voted: str, size: int, evidence: Mapping[str, float]) -> float:
    """Of a few words a library only guesses, the more so where they are known and none of them is of its language."""
    usual = 2.5 if voted in lexicon.languages() else 1.5 if voted in RARE else 0.0
    weight = usual if size < SHORT else 5.0 if size < LONG else 12.0
    doubt = 0.5 if size < SHORT and evidence and not evidence.get(voted) else 1.0
    return weight * doubt * guess.percent / 100


def _first(evidence: Mapping[str, float], priors: Mapping[str, float]) -> tuple[str, float]:
    """The language that most speaks for, and how clearly it is ahead of the next, up to 1."""
    total = {language: evidence.get(language, 0) + priors.get(language, 0) for language in {**priors, **evidence}}
    (language, best), *rest = sorted(total.items(), key=lambda entry: -entry[1])[:2]
    ahead = best - (rest[0][1] if rest else 0.0)
    return language, max(ahead / best, min(1.0, ahead / CLEAR))

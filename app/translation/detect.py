"""Which language a message is in: script first, then pycld2, then what is known of the thread and the customer."""

import re
from collections.abc import Sequence

import pycld2

from app.domain.languages import Detected, by_script, canonical
from app.domain.shielding import PATTERN

SHORT = 40  # letters; below this pycld2's answer is weighed against what is known of the customer
CERTAIN, LIKELY, GUESS = 100, 60, 30
LONGEST = 5_000
RESTS = re.compile(r"[\W\d_]+")
UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Neighbours that a few words do not tell apart: the better known of the two is meant unless a hint says otherwise.
NEIGHBOURS = {"gl": "es", "sco": "en", "nn": "nb", "lb": "de", "af": "nl", "ms": "id"}


def detect(text: str, hints: Sequence[str] = ()) -> Detected:
    """`hints` in order of weight: the thread's language, the customer's. No letters at all keeps the first hint."""
    known = [tag for tag in map(canonical, hints) if tag]
    words = UNFIT.sub(" ", PATTERN.sub(" ", text[:LONGEST]))
    letters = len(RESTS.sub("", words))
    if not letters:
        return Detected(known[0] if known else "", 0)
    if language := by_script(words, known):
        return Detected(language, CERTAIN if len(words) > 1 else LIKELY)
    language, percent = _guess(words)
    if letters >= SHORT and language:
        return Detected(language, percent)
    return _weighed(words, language, percent, known)


def _weighed(words: str, language: str, percent: int, known: Sequence[str]) -> Detected:
    for hint in known:
        if hint == language or _guess(words, hint)[0] == hint:
            return Detected(hint, max(min(percent, 90), LIKELY))
    if language:
        return Detected(NEIGHBOURS.get(language, language), min(percent, LIKELY))
    return Detected(known[0], GUESS) if known else Detected()


def _guess(words: str, hint: str = "") -> tuple[str, int]:
    try:
        _, _, found = pycld2.detect(words, bestEffort=True, hintLanguage=hint.partition("-")[0] or None)
    except pycld2.error:
        return "", 0
    _, code, percent, _ = found[0]
    return canonical(code), percent

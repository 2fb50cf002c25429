"""Whether the customer is spoken to in one way and the right one: Sie or du, vous or tu, 敬語, 존댓말."""

from typing import ClassVar

from app.domain.guard.pair import Finding, Level, Pair
from app.domain.guard.prose import prose
from app.domain.guard.registers import Register, knows, register
from app.domain.translating.tone import Tone

POLITE_ALWAYS = frozenset({"ja", "ko"})  # a friendly shop is polite here too
TOLD_ONLY = frozenset({"zh-Hans", "zh-Hant", "nl"})  # 你 and je are no rudeness even in a formal text


class RegisterOfTone:
    name: ClassVar[str] = "tone"

    def look(self, pair: Pair) -> Finding | None:
        if not knows(pair.target):
            return None
        found = register(prose(pair).text, pair.target)
        if not found.familiar and not found.polite:
            return None
        level = _level(found, pair)
        marks = _rarer(found) if level is not Level.GREEN else ()
        detail = ", ".join(dict.fromkeys(marks))
        return Finding(self.name, level, len(found.familiar) + len(found.polite), detail, tuple(dict.fromkeys(marks)))


def _level(found: Register, pair: Pair) -> Level:
    if found.is_mixed:
        return Level.RED
    if found.familiar:
        return _familiar(pair)
    return Level.AMBER if pair.tone is Tone.FORMAL and not found.is_deferent else Level.GREEN


def _familiar(pair: Pair) -> Level:
    """A text that is familiar throughout: wrong where formal speech is asked for, else worth telling."""
    if pair.target in TOLD_ONLY:
        return Level.AMBER if pair.tone is Tone.FORMAL else Level.GREEN
    if pair.tone is Tone.FORMAL or (pair.tone is Tone.WARM and pair.target in POLITE_ALWAYS):
        return Level.RED
    return Level.GREEN if pair.tone is Tone.WARM else Level.AMBER


def _rarer(found: Register) -> tuple[str, ...]:
    """What to show: the words of the way used less, for that is the slip; all where only one is used."""
    if found.familiar and found.polite:
        return min(found.familiar, found.polite, key=len)
    return found.familiar


CHECK = RegisterOfTone()

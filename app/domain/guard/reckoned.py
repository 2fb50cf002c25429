"""The value of a number in any writing: digits, scales, Han signs or words, with its sign."""

import re
from dataclasses import dataclass
from decimal import Decimal

from app.domain.guard import number_words
from app.domain.guard.found import Strength
from app.domain.guard.numerals import DIGITS, HAN_NUMBER, HANGUL_NUMBER, SCALED, han, read

SCALES = {
    "hundred": 100, "thousand": 1000, "million": 10**6, "millions": 10**6, "billion": 10**9, "Tausend": 1000,
    "tausend": 1000, "Million": 10**6, "Millionen": 10**6, "Mio.": 10**6, "Mio": 10**6, "mille": 1000, "mil": 1000,
    "millón": 10**6, "millones": 10**6, "milliers": 1000, "milioni": 10**6, "milhões": 10**6,
}  # fmt: skip
SCALE = "|".join(sorted(map(re.escape, SCALES), key=len, reverse=True))
WITH_SCALE = re.compile(rf"({DIGITS}) ?({SCALE})")
DIGITAL = rf"(?:{SCALED}|(?:{DIGITS})(?: ?(?:{SCALE})(?![{number_words.LATIN}]))?)"
# "au moins 3" and "al menos 3" take nothing away.
MINUS = re.compile(
    r"(?:minus|(?<!\bau )(?<!\bdu )(?<!\bde )moins|(?<!\bal )(?<!\bpelo )(?<!\bde )menos|(?<!\balme)(?<!\bdi )\bmeno"
    r"|マイナス|零下|氷点下|负|負|마이너스|영하) ?$",
    re.IGNORECASE,
)
ATTACHED = re.compile(r"(?P<before>^|[\s(:=\ufffc])[-–▲△]$")


@dataclass(frozen=True, slots=True)
class Value:
    """As `numerals.read` gives it; `bare` is what may be kept as written."""

    means: frozenset[Decimal]
    also: frozenset[Decimal]
    bare: str = ""
    strength: Strength = Strength.DIGITS


def word_number(language: str) -> str:
    """A pattern for a number without digits, where a currency beside it makes clear that it is one."""
    kind = number_words.base(language)
    if kind in {"ja", "zh"}:
        return HAN_NUMBER
    if kind == "ko":
        return HANGUL_NUMBER
    return number_words.cardinals(language)


def reckon(written: str, language: str) -> Value | None:
    """None where it has no one value: a list, a bare article."""
    written = written.strip()
    if not written[:1].isdecimal():
        return _word(written, language)
    scale = Decimal(1)
    if match := WITH_SCALE.fullmatch(written):
        written, scale = match.group(1), Decimal(SCALES[match.group(2)])
    means, also = read(written, language)
    if not means:
        return None
    bare = written if scale == 1 else ""
    return Value(frozenset(value * scale for value in means), frozenset(value * scale for value in also), bare)


def signed(value: Value, text: str, start: int, *, is_listed: bool = True) -> Value:
    """With a minus that stands directly before it; at a line's start that may be a bullet, where things are listed."""
    before = text[max(0, start - 12) : start].rsplit("\n", 1)[-1]
    if MINUS.search(before):
        return _times(value, (-1,))
    attached = ATTACHED.search(before)
    if attached is None:
        return value
    is_opening = not attached["before"] and (start == 1 or text[start - 2] == "\n")
    return _times(value, (1, -1) if is_opening and is_listed else (-1,))


def _times(value: Value, signs: tuple[int, ...]) -> Value:
    means = frozenset(each * sign for each in value.means for sign in signs)
    return Value(means, frozenset(each * sign for each in value.also for sign in signs), value.bare, value.strength)


def _word(written: str, language: str) -> Value | None:
    if number_words.base(language) in {"ja", "zh", "ko"}:
        value, strength = han(written), Strength.WORD
    elif number_words.is_cardinal(written, language):
        spelled, strength = number_words.strength(written, language)
        value = Decimal(spelled)
    else:
        return None
    return Value(frozenset({value}), frozenset({value}), "", strength)

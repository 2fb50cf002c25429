"""Which language a message is in: its script, its words, pycld2's guess, and what is known of thread and customer."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import pycld2

from app.domain.detecting import han, latin, letters, parts, scripts
from app.domain.detecting.weighing import GUESS, LIKELY, Guess, Opinion, are_neighbours, is_nobodys, weigh
from app.domain.languages import SURE, Detected, canonical
from app.domain.shielding import PATTERN

CERTAIN, FOREIGN = 100, 70
CLEAR = 150  # letters that tell a language from its neighbour beyond what a person said
SCRIPT_TELLING = 6  # letters of a script of its own that are more than a greeting
LONGEST = 5_000
RESTS = re.compile(r"[\W\d_]+")
SPACES = re.compile(r"[^\S\n]+")
UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What telephones put under a message is no word of its writer's; it stands in the telephone's language.
SENT = (
    "sent|get|gesendet|von meinem|envoyé|enviado|inviato|verstuurd|verzonden|skickat|sendt|wysłane|отправлено|发自|發自"
)
MADE = "iphone|ipad|android|galaxy|samsung|huawei|xiaomi|pixel|outlook|yahoo|mobile|smartphone|phone"
DEVICE = re.compile(
    rf"\n[ \t]*(?:--+[ \t]*\n[ \t]*)?(?:(?:{SENT})[^\n]{{1,40}}(?:{MADE})|(?:{MADE})から送信)[^\n]{{0,20}}\s*\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Read:
    """What one text or piece is taken for."""

    opinion: Opinion
    script: str
    size: int


def detect(text: str, hints: Sequence[str] = (), told: str = "") -> Detected:
    """`hints` in order of weight: the thread's language, the customer's. No letters at all keeps the first hint.

    `told`: a person said that this customer writes this language; a few words or a doubt do not change it.
    """
    person = canonical(told)
    known = list(dict.fromkeys(tag for tag in map(canonical, (person, *hints)) if tag))
    written = UNFIT.sub(" ", PATTERN.sub(" ", DEVICE.sub("\n", text[:LONGEST])))
    words = unicodedata.normalize("NFC", SPACES.sub(" ", written))
    whole = _read(words, known)
    if person != whole.opinion.language and _may_be(person, whole):
        whole = Read(Opinion(person, min(LIKELY, whole.opinion.confidence)), whole.script, whole.size)
    several = _several(words, whole, known)
    language = several[0][0] if several else whole.opinion.language
    script = scripts.written(language, letters.script_of(language) or whole.script)
    return Detected(language, whole.opinion.confidence, several, script)


def _may_be(person: str, whole: Read) -> bool:
    """Whether a text leaves room for the language that a person named; a neighbour of it has to say more."""
    found = whole.opinion
    is_clear = found.confidence >= SURE and (whole.size >= CLEAR or not are_neighbours(found.language, person))
    return bool(person) and not is_clear and letters.can_be(person, whole.script)


def _several(words: str, whole: Read, known: Sequence[str]) -> tuple[tuple[str, int], ...]:
    pieces = parts.cut(words) if whole.size >= parts.ENOUGH else []
    if len(pieces) < 2:  # noqa: PLR2004 - several are two
        return ()
    main = whole.opinion.language
    return parts.shares(((_foreign(piece, main), scripts.weight(piece)) for piece in pieces), known)


def _foreign(piece: str, main: str) -> str:
    """The language of a piece where it is surely another than the main one."""
    if not parts.can_be_foreign(piece, scripts.of(piece)):
        return main
    opinion = _read(piece, ()).opinion
    is_other = opinion.confidence >= FOREIGN and not are_neighbours(opinion.language, main)
    return opinion.language if is_other else main


def _read(words: str, known: Sequence[str]) -> Read:
    said = RESTS.sub(" ", words).split()
    size, script = sum(map(len, said)), scripts.of(words)
    if is_nobodys(said):
        return Read(Opinion(known[0] if known else "", 0), script, size)
    if script == scripts.HAN:
        return Read(_han(words, size, known), script, size)
    if language := letters.told(words, script):
        return Read(Opinion(language, _certainty(language, size, known)), script, size)
    prose = latin.without_names(words)
    return Read(weigh(prose, _guess(prose, script), known, script), script, size)


def _han(words: str, size: int, known: Sequence[str]) -> Opinion:
    language, is_told = han.read(words, known)
    if not is_told:
        return Opinion(language, LIKELY if language in known[:1] else GUESS)
    return Opinion(language, _certainty(language, size, known))


def _certainty(language: str, size: int, known: Sequence[str]) -> int:
    """A word of thanks in the shop's language does not change the customer's."""
    return CERTAIN if not known or language == known[0] or size >= SCRIPT_TELLING else LIKELY


def _guess(words: str, script: str) -> Guess:
    text = words if script == scripts.LATIN else scripts.LATIN_WORD.sub(" ", words)
    try:
        _, _, found = pycld2.detect(text, bestEffort=True)
    except pycld2.error:
        return Guess()
    _, code, percent, _ = found[0]
    return Guess(canonical(code), percent)

"""The shape of a translation engine: text in, text out; what comes back is data, never markup or instruction."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol

from app.domain.errors import Refused
from app.domain.fields import SettingField
from app.domain.languages import canonical
from app.domain.shielding import TOKEN
from app.domain.translating.tone import Tone
from app.domain.words import N_
from app.plugins import discover

LONGEST = 20_000
SAME = 20  # letters; a shorter text may well read the same in two languages
# Control characters, what turns the direction of writing, and the invisible tags that hide words from people.
CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffc\ufffe\uffff\U000e0000-\U000e007f]"
)
LINES = re.compile(r"\r\n?|[\u2028\u2029]")
DENSE = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
TIMES, MORE = 3, 80  # how much longer than its text a translation may be, with CJK signs counted as TIMES letters
LINK = re.compile(r"(?:https?://|www\.)[^\s()<>\[\]\"'「」（）、。]+", re.IGNORECASE)
# The languages a shop meets. Services that put each of 200 into each other would make a list of 40,000 pairs.
SPOKEN = (
    "af ar az bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko lo lt"
    " lv mk ml mn mr ms mt my nb ne nl nn pa pl pt ro ru si sk sl sq sr sv sw ta te th tl tr uk ur uz vi"
    " zh-Hans zh-Hant"
)
MET = frozenset(SPOKEN.split())

Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """`source` may be "" where the language is not known."""

    text: str
    source: str
    target: str
    tone: Tone = Tone.ANY


class Translator(Protocol):
    """Made for one shop's settings and used by one caller."""

    def translate(self, asked: Request) -> str:
        """Raises Unavailable, Refused or QuotaSpent."""

    def pairs(self) -> Pairs | None:
        """Asks the service what it can; None: it cannot be asked, so anything may be tried. Raises like translate."""


class Engine(Protocol):
    """A plug-in: each module of this package that holds an ENGINE. `is_advised` is False for what may break or leak."""

    name: ClassVar[str]
    label: ClassVar[str]
    is_advised: ClassVar[bool]
    fields: ClassVar[tuple[SettingField, ...]]
    longest: ClassVar[int]  # characters the service takes in one call

    def open(self, settings: Mapping[str, str]) -> Translator: ...

    def host(self, settings: Mapping[str, str]) -> str:
        """host:port that texts go to; "" for an engine that asks nobody."""

    def speaks(self, target: str, tone: Tone) -> bool:
        """Whether it can be asked for this tone in this language; anybody can for no tone."""


def engines() -> dict[str, Engine]:
    """Every engine by its name."""
    found = [module.ENGINE for module in discover("app.translation").values() if hasattr(module, "ENGINE")]
    return {engine.name: engine for engine in found}


def translate(translator: Translator, asked: Request) -> str:
    """One text through one engine, its answer cleaned; raises Refused for an answer that is none."""
    text = asked.text
    if not text.strip():
        return text
    if len(text) > LONGEST:
        raise Refused(N_("The text is too long to be translated:"), f"{len(text):,} / {LONGEST:,}")
    answer = plain(translator.translate(asked))
    if not answer:
        raise Refused(N_("The translation engine gave an empty answer."))
    if letters(text) > SAME and answer.casefold() == text.strip().casefold():
        raise Refused(N_("The translation engine gave the text back untranslated."))
    if weight(answer) > TIMES * weight(text) + MORE:
        raise Refused(N_("The translation engine gave far more than a translation."))
    if set(LINK.findall(answer)) - set(LINK.findall(text)):
        raise Refused(N_("The translation engine added a link."))
    return answer


def crossed(sources: Iterable[str], targets: Iterable[str]) -> Pairs:
    """Each source into each target, of the languages a shop meets, from a service's own names for them."""
    known, into = (MET & set(map(canonical, tags)) for tags in (sources, targets))
    return frozenset((source, target) for source in known for target in into if source != target)


def plain(text: str) -> str:
    """Words and line breaks only: nothing that a screen, a terminal or another program obeys."""
    return CONTROLS.sub("", LINES.sub("\n", text)).strip()


def letters(text: str) -> int:
    return sum(map(str.isalpha, TOKEN.sub("", text)))


def weight(text: str) -> int:
    """A length that can be held against that of the same thing in another script."""
    return len(text) + (TIMES - 1) * len(DENSE.findall(text))

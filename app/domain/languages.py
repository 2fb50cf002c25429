"""Language tags as this app writes them (ja, es, zh-Hans, zh-Hant) and who needs which translation; "" is not known."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from app.domain.detecting.letters import by_script

__all__ = [
    "HAN",
    "HANGUL",
    "KANA",
    "SURE",
    "THAI",
    "UNKNOWN",
    "Detected",
    "Reader",
    "by_script",
    "canonical",
    "display_name",
    "targets",
]

UNKNOWN = ""
SURE = 80  # percent; less is a guess, which changes no conversation
RENAMED = {"iw": "he", "in": "id", "ji": "yi", "no": "nb", "fil": "tl"}
TRADITIONAL_REGIONS = frozenset({"tw", "hk", "mo", "hant", "cht", "zt"})
TAG = re.compile(r"[a-z]{2,3}([-_][a-z0-9]{1,8})*")

KANA = re.compile(r"[\u3041-\u30ff\uff66-\uff9f]")
HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
THAI = re.compile(r"[\u0e01-\u0e5b]")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads the inbox: the language he works in and those he also reads."""

    language: str
    reads: tuple[str, ...] = ()


def canonical(tag: str) -> str:
    """Bring any tag (zh_TW, pt-BR, JA) to the form used here; what is no tag becomes unknown."""
    text = tag.strip().lower()
    if not TAG.fullmatch(text):
        return UNKNOWN
    language, *rest = re.split("[-_]", text)
    if language in {"zh", "zt", "cmn", "yue"}:
        traditional = language in {"zt", "yue"} or TRADITIONAL_REGIONS.intersection(rest)
        return "zh-Hant" if traditional and "hans" not in rest else "zh-Hans"
    return UNKNOWN if language in {"un", "und", "auto"} else RENAMED.get(language, language)


def display_name(tag: str, reader: str) -> str:
    """The name of a language in the reader's own: Spanisch for ("es", "de")."""
    try:
        locale = Locale.parse(reader.replace("-", "_"))
        return Locale.parse(tag.replace("-", "_")).get_display_name(locale) or tag
    except (ValueError, UnknownLocaleError):
        return tag


def targets(language: str, readers: Iterable[Reader], shop_language: str) -> tuple[str, ...]:
    """The languages a message must be put into so that every reader of the shop can read it, once each."""
    people = list(readers) or [Reader(canonical(shop_language) or "en")]
    wanted = (
        canonical(person.language)
        for person in people
        if language not in {canonical(person.language), *map(canonical, person.reads)}
    )
    return tuple(dict.fromkeys(tag for tag in wanted if tag))


@dataclass(frozen=True, slots=True)
class Detected:
    """A language and how sure that is, in percent; 0 where only a hint spoke.

    `languages` are those of a message in several, with how much of it each one is, in percent, the main one first.
    `script` is that of the main one (ISO 15924).
    """

    language: str = UNKNOWN
    confidence: int = 0
    languages: tuple[tuple[str, int], ...] = ()
    script: str = ""

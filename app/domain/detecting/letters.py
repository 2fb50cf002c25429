"""Languages of the Cyrillic and Arabic scripts by letters that their neighbours do not write."""

import re
from collections.abc import Iterable, Sequence

from app.domain.detecting import han, scripts

CYRILLIC = (
    ("uk", re.compile("[їєґЇЄҐ]")),
    ("be", re.compile("[ўЎ]")),
    ("kk", re.compile("[қғңұһәҚҒҢҰҺӘ]")),
    ("mk", re.compile("[ѓќѕЃЌЅ]")),
    ("sr", re.compile("[јњљћђџЈЊЉЋЂЏ]")),
    ("ru", re.compile("[ыэёЫЭЁ]")),
    ("uk", re.compile("[іІ]")),
)
ARABIC = (
    ("ur", re.compile("[ٹڈڑںےھہ]")),
    ("fa", re.compile("[پچژگی]")),
)
BY_SCRIPT = {"Cyrl": CYRILLIC, "Arab": ARABIC}
USUAL = {"Cyrl": "ru", "Arab": "ar", "Hebr": "he", "Grek": "el", "Deva": "hi", "Thai": "th", "Hang": "ko", "Kana": "ja"}
ONE_LANGUAGE = frozenset({"Hebr", "Grek", "Thai", "Hang", "Kana"})
WRITTEN_IN = {
    "Cyrl": frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg", "tt"}),
    "Arab": frozenset({"ar", "fa", "ur", "ps", "ckb"}),
    "Deva": frozenset({"hi", "mr", "ne"}),
    "Hebr": frozenset({"he", "yi"}),
    "Grek": frozenset({"el"}),
    "Thai": frozenset({"th"}),
    "Hang": frozenset({"ko"}),
    "Kana": frozenset({"ja"}),
    "Hani": frozenset({"ja", "zh-Hans", "zh-Hant"}),
}
NEVER_LATIN = frozenset().union(*WRITTEN_IN.values()) - {"sr"}


def told(text: str, script: str) -> str:
    """The language that the letters alone tell; "" where several write the same ones."""
    if script in ONE_LANGUAGE:
        return USUAL[script]
    return next((language for language, letters in BY_SCRIPT.get(script, ()) if letters.search(text)), "")


def expected(script: str, hints: Sequence[str]) -> str:
    """The likeliest hint that is written in this script."""
    return next((hint for hint in hints if can_be(hint, script)), "")


def can_be(language: str, script: str) -> bool:
    """Whether a language may be meant by a text in this script; every other one is taken to write Latin letters."""
    if script in WRITTEN_IN:
        return language in WRITTEN_IN[script]
    return script in {"", "Latn"} and language not in NEVER_LATIN


def script_of(language: str) -> str:
    """The script a language is written in, where it is one of those that are told by theirs; else ""."""
    return next((script for script, languages in WRITTEN_IN.items() if language in languages and language != "sr"), "")


def by_script(text: str, hints: Iterable[str] = ()) -> str:
    """The language that the script alone tells; Han without kana is Chinese unless hint or character says Japanese."""
    script = scripts.of(text)
    if script != scripts.HAN:
        return told(text, script)
    return han.read(text, tuple(hints))[0]

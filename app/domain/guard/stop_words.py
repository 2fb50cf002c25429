"""What comparing two texts of one language leaves aside: small words and endings of words, but never a no."""

import re
import tomllib
from functools import cache
from importlib import resources

NEGATIVE = {
    "en": re.compile(r"^(?:not|no|never|cannot|none|nothing|without|nor)$|n't$"),
    "de": re.compile(r"^(?:nicht|kein\w*|nie|niemals|nichts|ohne)$"),
    "fr": re.compile(r"^(?:pas|jamais|rien|sans|aucune?)$"),
    "es": re.compile(r"^(?:no|nunca|nada|sin|ningun[oa]?|ningún)$"),
    "it": re.compile(r"^(?:non|mai|senza|nessun[oa]?)$"),
    "pt": re.compile(r"^(?:não|nunca|sem|nenhuma?)$"),
    "nl": re.compile(r"^(?:niet|geen|nooit|zonder)$"),
    "zh": re.compile(r"^[不没沒无無未勿]$"),
    "ja": re.compile(r"^(?!すみません|すいません).*(?:ません|ない|なかった|なく|ずに)"),
    "ko": re.compile(r"않|없|못|아니|아닙|^안$|지마|말아|마세요"),
}
ENDINGS = {
    "en": re.compile(r"(?:ing|edly|ed|ies|es|ly|'s|s|e|y)$"),
    "de": re.compile(r"(?:en|ern|er|es|em|e|n|s|t)$"),
    "fr": re.compile(r"(?:ements?|ées?|és?|er|ez|ons|es|e|s|x)$"),
    "es": re.compile(r"(?:amos|emos|imos|ados?|adas?|idos?|idas?|ar|er|ir|as|os|es|an|en|a|o|e|s)$"),
    "it": re.compile(r"(?:ato|ata|ati|ate|are|ere|ire|i|e|a|o)$"),
    "pt": re.compile(r"(?:ados?|adas?|ar|er|ir|as|os|es|a|o|e|s)$"),
    "nl": re.compile(r"(?:en|de|te|t|e|s)$"),
    "ko": re.compile(r"(?:께서|에서|까지|부터|으로|에게|은|는|이|가|을|를|에|의|로|도|와|과|만)$"),
}
DOUBLED = re.compile(r"([a-z])\1")  # canceled, cancelled
SHORTEST = 3  # letters of a word that its ending leaves
KOREAN_STEM = 2


@cache
def _small() -> dict[str, frozenset[str]]:
    text = resources.files(__package__).joinpath("stop_words.toml").read_text("utf-8")
    return {language: frozenset(words.split()) for language, words in tomllib.loads(text).items()}


def is_small(word: str, language: str) -> bool:
    """Whether a word makes no difference."""
    return word in _small().get(language, frozenset())


def negative(word: str, language: str) -> str:
    """The same sign for every word that says no, "" for others."""
    pattern = NEGATIVE.get(language)
    return "¬" if pattern and pattern.search(word) else ""


def stem(word: str, language: str) -> str:
    """A word without its ending, roughly: what two forms of it share."""
    ending = ENDINGS.get(language)
    shorter = ending.sub("", word) if ending else word
    if language == "ko":
        start = (shorter or word)[:KOREAN_STEM]
        return "" if is_small(start, language) else start
    return DOUBLED.sub(r"\1", shorter if len(shorter) >= SHORTEST else word)

"""What a sentence speaks of, in any language of the lexicon: bits to compare, no meaning; see concepts.toml."""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources

from app.domain.guard.prose import ADDRESS, LINK
from app.domain.guard.writing import as_simplified

NOT_WORD = re.compile(r"[^\w'’&-]+")
COURTESY = ("greeting", "regards", "thank")
ADDRESSED = ("customer", "shop", "help", "name", "contact", "question", "message")
# Concepts whose words say the same; of the others, "size" and "unused", one word is not as good as another.
INTERCHANGEABLE = (
    "refund", "ship", "parcel", "sorry", "inconvenience", "thank", "contact", "check", "soon", "invoice", "regards",
    "greeting", "help", "customer", "item", "late", "wait", "damaged", "repair",
)  # fmt: skip
FACT = re.compile(r"\d+(?:[.,'’\u00a0\u202f:/-]\d+){0,6}")


@cache
def _rows() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files(__package__).joinpath("concepts.toml").read_text("utf-8"))


@cache
def _stems(language: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """For each concept its bit and the pieces of words that show it."""
    words = (row.get(language, "") for row in _rows().values())
    return tuple(
        (1 << place, tuple(word.replace("_", " ") for word in row.split(",") if word))
        for place, row in enumerate(words)
    )


@lru_cache(maxsize=512)
def concepts(sentence: str, language: str) -> int:
    """One bit for each concept that the sentence names."""
    lexicon = "zh" if language.startswith("zh") else language
    plain = as_simplified(sentence) if lexicon == "zh" else NOT_WORD.sub(" ", f" {sentence.lower()} ")
    found = 0
    for bit, stems in _stems(lexicon):
        if any(stem in plain for stem in stems):
            found |= bit
    return found


def is_courtesy(sentence: str, language: str) -> bool:
    """Whether a sentence greets or takes leave and does nothing else."""
    spoken, mere = concepts(sentence, language), _bits(COURTESY)
    return bool(spoken & mere) and not spoken & ~(mere | _bits(ADDRESSED))


@cache
def _bits(names: tuple[str, ...]) -> int:
    return sum(1 << place for place, name in enumerate(_rows()) if name in names)


@lru_cache(maxsize=512)
def facts(sentence: str) -> frozenset[str]:
    """Numbers by their digits, links and addresses: what stands in the other language as it does here."""
    plain = unicodedata.normalize("NFKC", sentence)
    links = {*LINK.findall(plain), *ADDRESS.findall(plain)}
    rest = ADDRESS.sub(" ", LINK.sub(" ", plain))
    numbers = {re.sub(r"\D", "", number).rstrip("0") for number in FACT.findall(rest)}
    return frozenset(links | (numbers - {""}))


def same_as(word: str, language: str) -> str:
    """The name of the first concept whose words are as good as one another, "" for words that must stay themselves."""
    spoken = concepts(word, language) & _bits(INTERCHANGEABLE)
    return f"={spoken & -spoken}" if spoken else ""

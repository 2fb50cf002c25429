"""Brings like sentences to one key: order names, numbers, links and names become slots, marks are dropped."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from devstore.phrasebook.names import NAMES

LETTER = "[A-Za-zÀ-ɏ]"
SLOT = "\ue000"
NUMBER = r"\d+(?:[.,:/-]\d+)*"
MONEY = r"(?:US\$|NT\$|[$€£¥₩])"
CODE = r"(?:USD|EUR|GBP|JPY|TWD|KRW|CNY|CAD|円|元|원)"
TOKENS = (
    r"\{\d+\}",  # a slot as the phrasebook writes it
    r"⟦[^⟧]{1,12}⟧",  # what a translator's caller puts in place of what must not change
    r"<x\s+id=[\"']?[^>]{1,12}/?>(?:</x>)?",
    r"https?://[^\s<>\"，。）)]+",
    r"[\w.+-]+@[\w-]+\.[\w.-]*\w",
    r"#\d+(?:-[A-Z]?\d+)?",
    r"\b[A-Z]{2}\d{6,}[A-Z]{0,2}\b",  # tracking numbers
    r"\b[A-Z]+(?:-[A-Z0-9]+)+\b",  # discount codes, SKUs
    rf"{MONEY}\s?{NUMBER}(?:\s?{CODE})?|{NUMBER}\s?(?:{MONEY}|{CODE})|{CODE}\s{NUMBER}|{NUMBER}\s?%?",
)
LATIN_MARKS = re.compile("[\u0300-\u036f]")
DROPPED = re.compile(r"[^\w\ue000]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's key and the tokens that fill its slots, in their order."""

    key: str
    tokens: tuple[str, ...]


def read(text: str) -> Sentence:
    """Takes the tokens out and normalises the rest: width, case, accents, spaces and punctuation do not count."""
    tokens: list[str] = []

    def slot(match: re.Match[str]) -> str:
        tokens.append(match.group().strip())
        return SLOT

    slotted = _pattern().sub(slot, unicodedata.normalize("NFC", text))
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", slotted).casefold())
    plain = unicodedata.normalize("NFC", LATIN_MARKS.sub("", folded))
    return Sentence(DROPPED.sub("", plain.replace("_", "")), tuple(tokens))


def fill(wording: str, source_wording: str, sentence: Sentence) -> str:
    """Puts a sentence's tokens into the target wording, each where its number stands."""
    numbers = re.findall(r"\{(\d+)\}", source_wording)
    values = dict(zip(numbers, sentence.tokens, strict=False))
    return re.sub(r"\{(\d+)\}", lambda match: values.get(match.group(1), ""), wording)


def is_only_tokens(sentence: Sentence) -> bool:
    """Nothing to translate: names, numbers, links, marks."""
    return not sentence.key.replace(SLOT, "")


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(NAMES, key=len, reverse=True)
    latin = [re.escape(name) for name in names if name.isascii() or _is_latin(name)]
    other = [re.escape(name) for name in names if not (name.isascii() or _is_latin(name))]
    # a Latin name may touch Japanese, but not another Latin letter
    parts = [*TOKENS, rf"(?<!{LETTER})(?:{'|'.join(latin)})(?!{LETTER})", *other]
    return re.compile("|".join(parts))


def _is_latin(name: str) -> bool:
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in name if letter.isalpha())

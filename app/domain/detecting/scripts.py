"""Which script a text is in; names from brands and products do not outweigh a sentence around them."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from app.domain.detecting import lexicon

LATIN, HAN, KANA, HANGUL = "Latn", "Hani", "Kana", "Hang"
CYRILLIC, ARABIC = "Cyrl", "Arab"
NAMES = {
    "LATIN": LATIN,
    "CJK": HAN,
    "HIRAGANA": KANA,
    "KATAKANA": KANA,
    "HALFWIDTH": KANA,
    "HANGUL": HANGUL,
    "CYRILLIC": CYRILLIC,
    "ARABIC": ARABIC,
    "THAI": "Thai",
    "HEBREW": "Hebr",
    "GREEK": "Grek",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "GUJARATI": "Gujr",
    "GURMUKHI": "Guru",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "SINHALA": "Sinh",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
    "KHMER": "Khmr",
    "LAO": "Laoo",
    "MYANMAR": "Mymr",
    "ETHIOPIC": "Ethi",
}
WRITTEN = {"ja": "Jpan", "ko": "Kore", "zh-Hans": "Hans", "zh-Hant": "Hant"}
SENTENCE = 3  # small words
WEIGHT = {HAN: 3, KANA: 2, HANGUL: 2}  # letters of the Latin script that one of these is worth
LATIN_WORD = re.compile(r"[A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff]+")
OTHERS = re.compile(r"[^\W\d_A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff]")


def of(text: str) -> str:
    """The script that carries the text (ISO 15924), kana for any Japanese, "" where there are no letters."""
    counts = count(text)
    if not counts:
        return ""
    if len(counts) == 1:
        return next(iter(counts))
    japanese = counts.pop(KANA, 0)
    if japanese:
        counts[KANA] = japanese + counts.pop(HAN, 0)
    latin = counts.pop(LATIN, 0)
    other, letters = max(counts.items(), key=lambda entry: entry[1] * WEIGHT.get(entry[0], 1)) if counts else ("", 0)
    return LATIN if latin > letters * WEIGHT.get(other, 1) and not is_names(text) else other or LATIN


def count(text: str) -> Counter[str]:
    """Letters by script."""
    found: Counter[str] = Counter(map(script, OTHERS.findall(text)))
    if latin := sum(map(len, LATIN_WORD.findall(text))):
        found[LATIN] += latin
    return found


@lru_cache(maxsize=4096)
def script(letter: str) -> str:
    """The script of one letter; those without a name of their own here count as unknown."""
    return NAMES.get(unicodedata.name(letter, "").partition(" ")[0], "Zyyy")


def is_names(text: str) -> bool:
    """Whether the Latin words of a text are names, as of products: written large, no small word among them."""
    words = LATIN_WORD.findall(text)
    small = [word for word in words if lexicon.knows(word)]
    shouted = len(small) >= SENTENCE and all(map(str.isupper, words))
    return not shouted and not any(word[0].islower() for word in small)


def weight(text: str) -> int:
    """How much a text says, in Latin letters."""
    return sum(letters * WEIGHT.get(name, 1) for name, letters in count(text).items())


def written(language: str, script_: str) -> str:
    """The script's name as it is written beside a language: Jpan for Japanese, whatever its letters."""
    return WRITTEN.get(language, script_)

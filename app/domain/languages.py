"""Language tags as this app writes them (ja, es, zh-Hans, zh-Hant) and who needs which translation; "" is not known."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

UNKNOWN = ""
RENAMED = {"iw": "he", "in": "id", "ji": "yi", "no": "nb", "fil": "tl"}
TRADITIONAL_REGIONS = frozenset({"tw", "hk", "mo", "hant", "cht", "zt"})
TAG = re.compile(r"[a-z]{2,3}([-_][a-z0-9]{1,8})*")

KANA = re.compile(r"[\u3041-\u30ff\uff66-\uff9f]")
HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
THAI = re.compile(r"[\u0e01-\u0e5b]")
RUSSIAN = re.compile(r"[ыэёЫЭЁ]")  # not in Serbian, Ukrainian or Bulgarian
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
# Frequent in messages to shops and written in one of the two ways only.
ONLY_TRADITIONAL = frozenset(
    "們這個來說時間請問訂單沒還進換貨運費經嗎麼為與會對應該幾張裡詢謝產顏發過後現關從聯繫體雖國開點錢買賣"
)
ONLY_SIMPLIFIED = frozenset(
    "们这个来说时间请问订单没还进换货运费经吗么为与会对应该几张里询谢产颜发过后现关从联系体虽国开点钱买卖"
)


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


def by_script(text: str, hints: Iterable[str] = ()) -> str:
    """The language that the script alone tells; Han without kana is Chinese unless a hint says Japanese."""
    if KANA.search(text):
        return "ja"
    if HANGUL.search(text):
        return "ko"
    if THAI.search(text):
        return "th"
    if RUSSIAN.search(text):
        return "ru"
    letters = sum(map(str.isalpha, text))
    han = len(HAN.findall(text))
    if not han or han * 2 < letters:
        return UNKNOWN
    hinted = [hint for hint in hints if hint == "ja" or hint.startswith("zh")]
    return _chinese(text, hinted)


def _chinese(text: str, hints: list[str]) -> str:
    characters = set(text)
    traditional = len(characters & (ONLY_TRADITIONAL - ONLY_SIMPLIFIED))
    simplified = len(characters & (ONLY_SIMPLIFIED - ONLY_TRADITIONAL))
    if hints and hints[0] == "ja" and simplified == 0:
        return "ja"
    if traditional == simplified:
        return next((hint for hint in hints if hint != "ja"), "zh-Hans")
    return "zh-Hant" if traditional > simplified else "zh-Hans"


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
    """A language and how sure that is, in percent; 0 where only a hint spoke."""

    language: str = UNKNOWN
    confidence: int = 0

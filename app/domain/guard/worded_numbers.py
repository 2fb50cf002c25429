"""Finds numbers written as words: with a counter in the East, between blanks elsewhere."""

import re
from collections.abc import Hashable, Iterator
from decimal import Decimal
from functools import lru_cache

from app.domain.guard import number_words
from app.domain.guard.found import Found, Kind, Strength
from app.domain.guard.number_words import LATIN, base
from app.domain.guard.numerals import HAN, HAN_NUMBER, han
from app.domain.guard.plain_numbers import PERCENT

HALF, HUNDRED = Decimal("0.5"), Decimal(100)
SHARE = re.compile(PERCENT)

COUNTER = (
    r"日|天|[週周](?![一二三四五六日末])|星期|[ヶかカヵ箇個个]月"
    r"|[个個件枚本杯名人回次号號张張套箱台冊册つ盒瓶包份位只隻把款種种倍]"
    r"|[年时時点點秒条條]|小時|小时|工作日|[営营營][業业]日|分[钟鐘間间]|分(?=[以後前で])|セット|パック|カップ"
)
HAN_COUNTED = re.compile(rf"(?<!第)(?<![周週期拜])({HAN_NUMBER})[多余餘]? ?(?:{COUNTER})")
KOREAN_COUNTER = (
    r"개|명|분|번(?!호)|잔|장|시간|시|가지|달|주|건|병|벌|켤레|세트|박스|상자|권|대|곳|차례|살|마리|통|포|배|사람"
    r"|점(?!심)|팩|종"
)
KOREAN_TENS = {"열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50}
KOREAN_UNITS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9}
KOREAN_COUNTED = re.compile(
    rf"(?<![가-힣])((?:{'|'.join(KOREAN_TENS)})?(?:{'|'.join(KOREAN_UNITS)})?) ?(?:{KOREAN_COUNTER})"
)
KOREAN_GERMAN = "vierzehn|zwölf|sieben|sechs|zwei|drei|vier|fünf|acht|neun|zehn|elf"
KOREAN_DAYS = re.compile(r"(?<![가-힣])(이틀|사흘|나흘|닷새|엿새|이레|여드레|아흐레|열흘|보름)")
GERMAN = "vierzehn|zwölf|sieben|sechs|zwei|drei|vier|fünf|acht|neun|zehn|elf"
GERMAN_STEM = re.compile(rf"(?<![{LATIN}])({GERMAN})(?=[{LATIN}])", re.IGNORECASE)


def worded_numbers(text: str, language: str) -> Iterator[Found]:
    """May tell one place twice; the first counts."""
    counted = {"ja": _han, "zh": _han, "ko": _korean}.get(base(language))
    yield from counted(text) if counted else _between_blanks(text, language)
    if counted:
        for match in _standing(language).finditer(text):
            value = number_words.standing(language)[match.group()]
            yield _worded(match.start(), match.group(), Decimal(value), Strength.LOOSE)


@lru_cache(maxsize=16)
def _standing(language: str) -> re.Pattern[str]:
    words = sorted(number_words.standing(language), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def _between_blanks(text: str, language: str) -> Iterator[Found]:
    pattern = number_words.pattern(language)
    for match in pattern.finditer(text) if pattern else ():
        value, strength = number_words.strength(match.group(), language)
        if share := SHARE.match(text, match.end()):
            literal, means = match.group() + share.group(), frozenset({(Decimal(value), "%")})
            yield Found(Kind.NUMBER, match.start(), literal, means)
        else:
            yield _worded(match.start(), match.group(), Decimal(value), strength)
    for match in GERMAN_STEM.finditer(text) if language == "de" else ():  # dreiteilig
        value, _ = number_words.strength(match.group(), language)
        yield _worded(match.start(), match.group(), Decimal(value), Strength.LOOSE)


def _han(text: str) -> Iterator[Found]:
    for match in HAN_COUNTED.finditer(text):
        for start, written in _one_or_the_next(match):
            value = han(written)
            yield _worded(start, written, value, Strength.WORD if value > 1 else Strength.LOOSE)


def _one_or_the_next(match: re.Match[str]) -> list[tuple[int, str]]:
    """两三天 are two or three days."""
    written, start = match[1], match.start(1)
    values = [HAN.get(sign, 0) for sign in written]
    if len(values) == 2 and 0 < values[0] == values[1] - 1:  # noqa: PLR2004  # two signs
        return [(start, written[0]), (start + 1, written[1])]
    return [(start, written)]


def _korean(text: str) -> Iterator[Found]:
    for match in KOREAN_COUNTED.finditer(text):
        word = match[1]
        ten = next((ten for ten in KOREAN_TENS if word.startswith(ten)), "")
        value = KOREAN_TENS.get(ten, 0) + KOREAN_UNITS.get(word.removeprefix(ten), 0)
        if value:
            yield _worded(match.start(), word, Decimal(value), Strength.WORD if value > 1 else Strength.LOOSE)
    for match in KOREAN_DAYS.finditer(text):
        yield _worded(match.start(), match[1], Decimal(number_words.standing("ko")[match[1]]), Strength.WORD)


def _worded(start: int, literal: str, value: Decimal, strength: Strength) -> Found:
    """A half may be told as 50 %."""
    means: frozenset[Hashable] = frozenset({value, (HUNDRED / 2, "%")} if value == HALF else {value})
    return Found(Kind.NUMBER, start, literal, means, strength)

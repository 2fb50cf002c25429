"""Finds the numbers that nothing else has told of: digits, percentages, and numbers in words."""

import re
from collections.abc import Iterator
from decimal import Decimal

from app.domain.guard import number_words
from app.domain.guard.found import Found, Kind, Strength
from app.domain.guard.number_words import LATIN, base
from app.domain.guard.numerals import HAN_NUMBER, han
from app.domain.guard.reckoned import DIGITAL, Value, reckon, signed

PERCENT = (
    rf" ?(?:%|‰|(?:percent|per ?cent|Prozent|pour ?cents?|por ?ciento|por ?cento|per ?cento|procent)(?![{LATIN}])"
    r"|パーセント|퍼센트|프로(?!그|모|필))"
)
DIGITAL_NUMBER = re.compile(
    rf"(?P<hundredths>百分之 ?)?(?P<n>{DIGITAL})(?P<percent>{PERCENT})?(?P<tenths> ?[折割](?!り|高|烂|爛))?"
)
HAN_PERCENT = re.compile(rf"百分之 ?({HAN_NUMBER})|({HAN_NUMBER})(割|折)(?!り)")
COUNTER = (
    r"日|天|[週周](?![一二三四五六日末])|星期|[ヶかカヵ箇個个]月|[个個件枚本杯名人回次号號张張套箱台冊册つ盒瓶包份位只隻把款種种倍年时時点點秒条條]"
    r"|小時|小时|工作日|[営营營]業?业?日|分[钟鐘間间]|分(?=[以後前で])|セット|パック|カップ|点"
)
HAN_COUNTED = re.compile(rf"(?<!第)(?<![周週期拜])({HAN_NUMBER}) ?(?:{COUNTER})")
KOREAN_COUNTER = r"개|명|분|번(?!호)|잔|장|시간|시|가지|달|주|건|병|벌|켤레|세트|박스|상자|권|대|곳|차례|살|마리|통|포|배|사람|점(?!심)|팩|종"
KOREAN_TENS = {"열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50}
KOREAN_UNITS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9}
KOREAN_COUNTED = re.compile(
    rf"(?<![가-힣])((?:{'|'.join(KOREAN_TENS)})?(?:{'|'.join(KOREAN_UNITS)})?) ?(?:{KOREAN_COUNTER})"
)
KOREAN_DAYS = re.compile(r"(?<![가-힣])(이틀|사흘|나흘|닷새|엿새|이레|여드레|아흐레|열흘|보름)")
GERMAN_STEM = re.compile(
    rf"(?<![{LATIN}])(vierzehn|zwölf|sieben|sechs|zwei|drei|vier|fünf|acht|neun|zehn|elf)(?=[{LATIN}])", re.IGNORECASE
)


def plain_numbers(text: str, language: str) -> Iterator[Found]:
    """May tell one place twice; the first counts."""
    for match in DIGITAL_NUMBER.finditer(text):
        yield from _digital(match, language)
    if base(language) in {"ja", "zh"}:
        yield from _han(text, language)
    elif base(language) == "ko":
        yield from _korean(text)
    elif pattern := number_words.pattern(language):
        for match in pattern.finditer(text):
            value, strength = number_words.strength(match.group(), language)
            yield _worded(match.start(), match.group(), Decimal(value), strength)
    if language == "de":
        for match in GERMAN_STEM.finditer(text):
            value, _ = number_words.strength(match.group(), language)
            yield _worded(match.start(), match.group(), Decimal(value), Strength.LOOSE)
    if base(language) in {"ja", "zh", "ko"}:
        for word, value in number_words.standing(language).items():
            for match in re.finditer(word, text):
                yield _worded(match.start(), word, Decimal(value), Strength.LOOSE)


def _digital(match: re.Match[str], language: str) -> Iterator[Found]:
    value = reckon(match["n"], language)
    if value is None:  # a list or a version: each of its numbers
        for run in re.finditer(r"\d{1,18}", match["n"]):
            start, number = match.start("n") + run.start(), Decimal(run.group())
            yield Found(
                Kind.NUMBER, start, run.group(), frozenset({number}), also=frozenset({number}), bare=run.group()
            )
        return
    value = signed(value, match.string, match.start())
    if match["tenths"] and base(language) in {"ja", "zh"}:
        yield _percent(match, _by_tenths(value, match["tenths"].strip()))
    elif match["percent"] or match["hundredths"]:
        yield _percent(match, value)
    else:
        yield _plain(match.start(), match.group(), value)


def _plain(start: int, literal: str, value: Value) -> Found:
    apart = tuple(Decimal(run) for run in re.findall(r"\d{1,18}", literal))
    parts = (apart,) if len(apart) > 1 else ()
    return Found(
        Kind.NUMBER, start, literal, frozenset(value.means), also=frozenset(value.also), bare=value.bare, parts=parts
    )


def _percent(match: re.Match[str], value: Value) -> Found:
    means = frozenset((each, "%") for each in value.means)
    also = frozenset((each, "%") for each in value.also)
    return Found(Kind.NUMBER, match.start(), match.group(), means, also=also, bare=value.bare, parts=tuple((each,) for each in value.means))  # fmt: skip


def _by_tenths(value: Value, sign: str) -> Value:
    """3割 are 30 %; 8折 and 85折 leave 80 and 85 %, so 20 and 15 % are off."""
    return Value(frozenset(_tenths(each, sign) for each in value.means), frozenset())


def _tenths(value: Decimal, sign: str) -> Decimal:
    if sign == "割":
        return value * 10
    return 100 - (value if value > 10 else value * 10)  # noqa: PLR2004  # 85折 is 8.5折


def _han(text: str, language: str) -> Iterator[Found]:
    for match in HAN_PERCENT.finditer(text):
        value = Value(frozenset({han(match[1] or match[2])}), frozenset())
        yield _percent(match, _by_tenths(value, match[3]) if match[3] else value)
    for match in HAN_COUNTED.finditer(text):
        value = han(match[1])
        yield _worded(match.start(), match.group(), value, Strength.WORD if value > 1 else Strength.LOOSE)


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
    return Found(Kind.NUMBER, start, literal, frozenset({value}), strength)

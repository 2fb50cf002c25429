"""Finds the numbers in digits that nothing else has told of, and percentages in any writing."""

import re
from collections.abc import Hashable, Iterator
from decimal import Decimal

from app.domain.guard.found import Found, Kind
from app.domain.guard.number_words import LATIN, base
from app.domain.guard.numerals import HAN_NUMBER, han
from app.domain.guard.reckoned import DIGITAL, Value, reckon, signed

PERCENT = (
    r" ?(?:%|‰|(?:percent|per ?cent|Prozent|pour ?cents?|por ?ciento|por ?cento|per ?cento|procent)"
    rf"(?![{LATIN}])|パーセント|퍼센트|프로(?!그|모|필))"
)
TENTHS = "折(?!扣)|割(?!り|高|烂|爛)|成(?![功为為本品分立交员員])"
DIGITAL_NUMBER = re.compile(
    rf"(?P<hundredths>百分之 ?)?(?P<n>{DIGITAL})(?:(?P<percent>{PERCENT})|(?P<tenths> ?(?:{TENTHS})))?"
)
HAN_PERCENT = re.compile(rf"百分之 ?({HAN_NUMBER})|({HAN_NUMBER})({TENTHS})|({HAN_NUMBER}) ?(?:%|パーセント)")
ROUND_THE_CLOCK = re.compile(r"(?<!\d)(\d{1,2}) ?[hj] ?/ ?\1(?!\d)")  # 24 h/24, 7 j/7
TOUCHING = re.compile(rf"[-_]?[{LATIN}]{{1,8}}")


def plain_numbers(text: str, language: str) -> Iterator[Found]:
    """Those with digits, and shares in Han signs."""
    for match in ROUND_THE_CLOCK.finditer(text):
        number = frozenset[Hashable]({Decimal(match[1])})
        yield Found(Kind.NUMBER, match.start(), match.group(), number, also=number, bare=match.group())
    for match in DIGITAL_NUMBER.finditer(text):
        yield from _digital(match, language)
    for match in HAN_PERCENT.finditer(text) if base(language) in {"ja", "zh"} else ():
        share = Value(frozenset({han(match[1] or match[2] or match[4])}), frozenset())
        yield _percent(match, _by_tenths(share, match[3]) if match[3] else share)


def _digital(match: re.Match[str], language: str) -> Iterator[Found]:
    value = reckon(match["n"], language)
    if value is None:  # a list or a version: each of its numbers
        for run in re.finditer(r"\d{1,18}", match["n"]):
            number = frozenset[Hashable]({Decimal(run.group())})
            yield Found(Kind.NUMBER, match.start("n") + run.start(), run.group(), number, also=number, bare=run.group())
        return
    value = signed(value, match.string, match.start())
    if match["tenths"] and base(language) in {"ja", "zh"}:
        yield _percent(match, _by_tenths(value, match["tenths"].strip()))
    elif match["percent"] or match["hundredths"]:
        yield _percent(match, value)
    else:
        yield _plain(match, value)


def _plain(match: re.Match[str], value: Value) -> Found:
    """What letters touch is not the bare number: 1042a."""
    means, also = frozenset[Hashable](value.means), frozenset[Hashable](value.also)
    apart = tuple(Decimal(run) for run in re.findall(r"\d{1,18}", match.group()))
    touching = TOUCHING.match(match.string, match.end())
    bare = value.bare + (touching.group() if touching and value.bare else "")
    parts = (apart,) if len(apart) > 1 else ()
    return Found(Kind.NUMBER, match.start(), match.group(), means, also=also, bare=bare, parts=parts)


def _percent(match: re.Match[str], value: Value) -> Found:
    means = frozenset[Hashable]((each, "%") for each in value.means)
    also = frozenset[Hashable]((each, "%") for each in value.also)
    return Found(Kind.NUMBER, match.start(), match.group(), means, also=also, bare=value.bare)


def _by_tenths(value: Value, sign: str) -> Value:
    """3割 and 3成 are 30 %; 8折 and 85折 leave 80 and 85 %, so 20 and 15 % are off."""
    return Value(frozenset(_tenths(each, sign) for each in value.means), frozenset())


def _tenths(value: Decimal, sign: str) -> Decimal:
    if sign != "折":
        return value * 10
    return 100 - (value if value > 10 else value * 10)  # noqa: PLR2004  # 85折 is 8.5折

"""What a number written with digits or Han signs means by the habits of a language, and what it means elsewhere."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol

# Bounded everywhere: what a stranger pastes must not make this slow.
DIGITS = (
    r"(?<!\d)\d{1,3}(?: \d{3}){1,5}(?!\d)(?:[.,]\d{1,6}(?!\d))?"
    r"|\d{1,18}(?:[.,'’]\d{1,18}){0,8}"
)
BIG = {"万": 10**4, "萬": 10**4, "만": 10**4, "億": 10**8, "亿": 10**8, "억": 10**8}
SMALL = {"十": 10, "百": 100, "千": 1000, "십": 10, "백": 100, "천": 1000}
HAN = {sign: value for value, signs in enumerate(["零〇", "一壱", "二两兩", "三", *"四五六七八九"]) for sign in signs}
HANGUL = {sign: value for value, sign in enumerate("영일이삼사오육칠팔구")}
SCALED = (
    r"\d{1,9}(?:[.,]\d{1,4}){0,3} ?(?:[万萬億亿만억백]|[千천](?![克米瓦卡字])|百(?![合貨货]))"
    r"(?: ?\d{0,4}(?:,\d{3})? ?[十百千万萬億亿만천백억]){0,6}"
    r"(?:(?<=만) ?\d{1,3},\d{3}|(?<=만) ?\d{4}|\d{1,3},\d{3}|\d{1,4})?"
)
HAN_NUMBER = r"[〇零一二三四五六七八九十百千万萬億亿两兩]{1,12}"
# With a scale: 사원 is a clerk.
HANGUL_NUMBER = r"(?<![가-힣])[일이삼사오육칠팔구]{0,2}[십백천만억][일이삼사오육칠팔구십백천만억]{0,8}"
SCALED_NUMBER = re.compile(SCALED)
PIECE = re.compile(r"\d[\d.,]*|[〇零一壱二两兩三四五六七八九영일이삼사오육칠팔구]+|[十百千万萬億亿십백천만억]")
GROUPED = re.compile(r"\d{1,3}(?:([.,'’ ])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Habit:
    decimal: str
    group: str


@lru_cache(maxsize=64)
def habit(language: str) -> Habit:
    """How the language writes a number; unknown ones like English."""
    try:
        locale = Locale.parse(language.replace("-", "_") or "en")
        return Habit(get_decimal_symbol(locale), get_group_symbol(locale).replace("’", "'"))
    except (ValueError, UnknownLocaleError):
        return Habit(".", ",")


def read(written: str, language: str) -> tuple[frozenset[Decimal], frozenset[Decimal]]:
    """What it means in this language (several where that is open), and what it may mean anywhere; empty: a list."""
    number = written.replace("’", "'")
    if SCALED_NUMBER.fullmatch(number):
        scaled = frozenset({han(number)})
        return scaled, scaled
    anywhere = frozenset(value for point in ".," if (value := _by(number, point)) is not None)
    if len(anywhere) < 2:  # noqa: PLR2004  # one reading only: whoever reads it understands the same
        return anywhere, anywhere
    ours = habit(language)
    if ours.decimal in number:
        return _one(_by(number, ours.decimal)), anywhere
    if ours.group in number:
        return _one(_by(number, "." if ours.group == "," else ",")), anywhere
    return anywhere, anywhere


def parts(written: str) -> tuple[Decimal, ...]:
    """Its runs of digits as numbers of their own: 1,2,3 may be a list."""
    return tuple(Decimal(run) for run in re.findall(r"\d{1,18}", written))


def han(written: str) -> Decimal:
    """三十五, 二〇二六, 1万2,000, 삼만: digits and scales in any mix."""
    total, section, number = Decimal(0), Decimal(0), Decimal(-1)
    for piece in PIECE.findall(written):
        if piece in BIG:
            alone = Decimal(1) if number < 0 and not section else Decimal(0)
            section += max(number, alone)
            total, section, number = total + section * BIG[piece], Decimal(0), Decimal(-1)
        elif piece in SMALL:
            section, number = section + (number if number >= 0 else 1) * SMALL[piece], Decimal(-1)
        else:
            number = _plain(piece)
    return total + section + max(number, Decimal(0))


def _plain(piece: str) -> Decimal:
    if piece[0].isascii():
        value = next(iter(read(piece.rstrip(".,"), "ja")[0]), None)
        return value if value is not None else Decimal(0)
    return Decimal("".join(str(HAN.get(sign, HANGUL.get(sign, 0))) for sign in piece))


def _one(value: Decimal | None) -> frozenset[Decimal]:
    return frozenset() if value is None else frozenset({value})


def _by(number: str, point: str) -> Decimal | None:
    """With this sign before the decimals; None where it cannot be read so."""
    whole, _, decimals = number.partition(point)
    if point not in number:
        decimals = "0"
    if not decimals.isdecimal():
        return None
    groups = {sign for sign in whole if not sign.isdecimal()}
    if groups and (len(groups) > 1 or whole.startswith("0") or not GROUPED.fullmatch(whole)):
        return None
    return Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{decimals}")

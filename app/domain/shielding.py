"""What a translator must not touch or see is a token ⟦n⟧ on its way there and exactly itself again, or nothing is."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.words import N_

OPEN, CLOSE = "\u27e6", "\u27e7"
TOKEN = re.compile(r"\u27e6\s*(\d{1,4})\s*\u27e7")
CURRENCY = r"(?:[A-Z]{2,3}\$|[$€£¥￥₩₹₽฿₫₱₪]|(?:USD|EUR|GBP|JPY|KRW|TWD|CNY|HKD|CAD|AUD|NZD|CHF|SEK|NOK|DKK|SGD)\b)"
UNIT = r"(?:[%％‰]|°[CF]?|(?:cm|mm|ml|km|kg|oz|lbs?|g|m|l|in|ft)\b|円|元|원|[xX×]\s?\d+)"
NUMBER = r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,5}(?:[.,]\d+)?(?!\d)|\d{1,15}(?:[.,'’]\d{1,15}){0,6})"
FORMS = (
    r"[\u27e6\u27e7]",  # somebody's own brackets must not pass for ours
    r"\{\{.{0,80}?\}\}|\{%.{0,80}?%\}",
    r"(?:https?://|www\.)[^\s<>\"'「」（）、。]*[^\s<>\"'「」（）、。.,;:!?)\]]",
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+",
    r"[#＃]\s?[A-Za-z]{0,6}-?[0-9０-９]{3,10}(?:-[A-Za-z0-9]{1,4})?(?![A-Za-z0-9_０-９])",
    # SKUs, tracking numbers, IBANs
    r"(?<![A-Za-z0-9])(?=[A-Z-]{0,30}\d)(?=[\d-]{0,30}[A-Z])[A-Z0-9][A-Z0-9-]{3,40}[A-Z0-9](?![A-Za-z0-9])",
    rf"{CURRENCY}\s?-?{NUMBER}(?:\s?{CURRENCY})?",
    rf"{NUMBER}\s?(?:{CURRENCY}|{UNIT})",
    r"\+?\d[\d ()./:-]{4,40}\d",  # telephone, card and other long numbers, dates
    r"\d{1,2}[:/]\d{1,2}(?:[:/]\d{1,4})?(?!\d)",
    r"\d{1,15}(?:[.,]\d{1,15}){1,6}",
    r"[0-9０-９]{3,}",
)
PATTERN = re.compile("|".join(f"(?:{form})" for form in FORMS))


class LostToken(ValueError):
    """The translator dropped, doubled or invented a token: its text cannot be trusted. Words, then how many stayed."""


@dataclass(frozen=True, slots=True)
class Shielded:
    """`text` may be shown to a translator; `hidden[n]` is what stands behind ⟦n⟧."""

    text: str
    hidden: tuple[str, ...]


def hide(text: str, terms: Iterable[str] = ()) -> Shielded:
    """Replace whatever must survive unchanged; `terms` are the shop's own words, such as product names."""
    hidden: list[str] = []

    def replace(match: re.Match[str]) -> str:
        hidden.append(match.group())
        return f"{OPEN}{len(hidden) - 1}{CLOSE}"

    return Shielded(_pattern(terms).sub(replace, text), tuple(hidden))


def restore(translated: str, hidden: tuple[str, ...]) -> str:
    """Put everything back in its place; raises LostToken unless each token is there exactly once."""
    found = sorted(int(match.group(1)) for match in TOKEN.finditer(translated))
    if found != list(range(len(hidden))):
        raise LostToken(
            N_("The translation lost or changed order names, numbers or links."), f"({len(set(found))}/{len(hidden)})"
        )
    text = TOKEN.sub(lambda match: hidden[int(match.group(1))], translated)
    stray = TOKEN.sub("", translated)
    if OPEN in stray or CLOSE in stray:
        raise LostToken(N_("The translation lost or changed order names, numbers or links."))
    return text


def protected(text: str) -> tuple[str, ...]:
    """What `hide` would hide, in order: the things two texts must have in common."""
    return tuple(_all(text))


def _all(text: str) -> Iterator[str]:
    return (match.group() for match in PATTERN.finditer(text))


def _pattern(terms: Iterable[str]) -> re.Pattern[str]:
    words = sorted({term for term in terms if term.strip()}, key=len, reverse=True)
    if not words:
        return PATTERN
    return re.compile("|".join(map(re.escape, words)) + "|" + PATTERN.pattern)

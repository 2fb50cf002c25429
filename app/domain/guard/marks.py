"""Finds what must stay sign for sign: placeholders, links, addresses, order names, codes and long numbers."""

import re
from collections.abc import Iterator
from decimal import Decimal

from app.domain.guard.calendar_words import months
from app.domain.guard.currencies import CODES
from app.domain.guard.found import Found, Kind
from app.domain.order_names import IN_TEXT

PLACEHOLDER = re.compile(
    r"\{\{[^{}]{0,80}\}\}|\{%[^{}]{0,80}%\}|%\([A-Za-z_]\w{0,40}\)[sdif]?|\$?\{[A-Za-z_][\w. -]{0,40}\}|%\{\w{1,40}\}"
    r"|\[\[[^\[\]]{0,80}\]\]|\u27e6\s{0,3}\d{0,4}\s{0,3}\u27e7|[\u27e6\u27e7]|\{\{|\}\}"
)
# Signs of an address only: in 「https://x/aをご覧」 no blank ends it.
LINK = re.compile(r"(?:https?://|www\.)[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]{1,2000}", re.IGNORECASE)
BARE_LINK = re.compile(
    r"(?<![A-Za-z0-9@._/-])(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,4}(?:(?:com|net|org|shop|store|info|co\.jp|co\.uk|co\.kr|com\.tw|com\.cn)"
    r"(?:/[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]{0,500})?|[a-z]{2,10}/[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]{1,500})(?![A-Za-z0-9])"
)
ADDRESS = re.compile(r"[A-Za-z0-9À-ɏ._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
CODE = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Z_-]{0,30}\d)(?=[\d_-]{0,30}[A-Z])[A-Z0-9][A-Z0-9_-]{3,60}[A-Z0-9](?![A-Za-z0-9])"
)
LONG = re.compile(
    r"(?<![\w+])\+?\(?\d{1,4}\)?(?:[ ()/-]{1,2}\d{1,6}){2,8}(?!\d|[.,]\d|[-/]\d)|(?<!\d)\+?\d{9,40}(?!\d|[.,]\d)"
    r"|(?<![\d.])0\d(?:\.\d{2}){4}(?![\d.])|(?<!\d)0\d{1,5}[-/ ]\d{5,10}(?!\d)"
)
SPACED_NUMBER = re.compile(r"[1-9]\d{0,2}(?: \d{3})+")
TRAILING = ".,;:!?'*_"
# No code: 1000JPY, 10AM, 500ML, 22NOV2026.
ORDINARY = {
    *CODES,
    "AM",
    "PM",
    "CM",
    "MM",
    "ML",
    "KG",
    "UHR",
    "H",
    "G",
    "L",
    "M",
    "NTD",
    "RMB",
    "PCS",
    "X",
    "TH",
    "ST",
    "ND",
}
FEWEST_DIGITS, LONG_NUMBER = 2, 9


def placeholders(text: str, _language: str) -> Iterator[Found]:
    for match in PLACEHOLDER.finditer(text):
        yield _exact(Kind.PLACEHOLDER, match.group(), match.start(), re.sub(r"\s", "", match.group()))


def links(text: str, _language: str) -> Iterator[Found]:
    for pattern in (LINK, BARE_LINK):
        for match in pattern.finditer(text):
            link = _without_end(match.group())
            head, slashes, rest = link.partition("://")
            host, slash, path = (rest if slashes else head).partition("/")
            means = f"{head.casefold() if slashes else ''}{slashes}{host.casefold()}{slash}{path}"
            yield _exact(Kind.LINK, link, match.start(), means)


def addresses(text: str, _language: str) -> Iterator[Found]:
    for match in ADDRESS.finditer(text):
        local, _, domain = match.group().partition("@")
        yield _exact(Kind.ADDRESS, match.group(), match.start(), f"{local}@{domain.casefold()}")


def order_names(text: str, _language: str) -> Iterator[Found]:
    """#1042; 1042 without its sign may be told instead."""
    for match in IN_TEXT.finditer(text):
        found = _exact(Kind.ORDER, match.group(), match.start(), f"#{match.group(1).upper()}")
        yield _with_parts(found, _runs(match.group(1)))


def codes(text: str, language: str) -> Iterator[Found]:
    """SKUs, tracking numbers, IBANs without blanks: capitals and digits mixed."""
    named = {name.upper() for name in months(language)}
    for match in CODE.finditer(text):
        letters = {run for run in re.findall(r"[A-Z]+", match.group()) if run}
        if sum(map(str.isdecimal, match.group())) >= FEWEST_DIGITS and not letters <= ORDINARY | named:
            yield _exact(Kind.TRACKING, match.group(), match.start(), match.group())


def long_numbers(text: str, _language: str) -> Iterator[Found]:
    """Telephone and tracking numbers of digits; how they are grouped does not count, a leading zero does."""
    for match in LONG.finditer(text):
        digits = re.sub(r"[^\d+]", "", match.group())
        if len(digits.lstrip("+")) >= LONG_NUMBER and not SPACED_NUMBER.fullmatch(match.group()):
            whole = (Decimal(digits.lstrip("+")[:18]),) if digits.isdecimal() and not digits.startswith("0") else ()
            yield _with_parts(_exact(Kind.TRACKING, match.group(), match.start(), digits), whole, _runs(match.group()))


def _exact(kind: Kind, literal: str, start: int, means: str) -> Found:
    return Found(kind, start, literal, frozenset({means}), bare=means)


def _with_parts(found: Found, *parts: tuple[Decimal, ...]) -> Found:
    return Found(found.kind, found.start, found.literal, found.means, bare=found.bare, parts=tuple(filter(None, parts)))


def _runs(written: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(run) for run in re.findall(r"\d{1,18}", written))


def _without_end(link: str) -> str:
    """A full stop or a bracket of the sentence is not the link's."""
    while link and (link[-1] in TRAILING or _closes_nothing(link)):
        link = link[:-1]
    return link


def _closes_nothing(link: str) -> bool:
    opening = {")": "(", "]": "["}.get(link[-1], "")
    return bool(opening) and link.count(opening) < link.count(link[-1])

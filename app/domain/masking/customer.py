"""What the shop knows of the customer, name, company, street, town with its code, wherever it stands in a text."""

import re
from collections.abc import Iterable, Iterator

from app.domain.masking._folding import fold
from app.domain.masking._kind import Page, Span
from app.domain.masking._values import digits_of, is_common, is_telling, pattern_of, spellings
from app.domain.words import N_

NUMBER = re.compile(r"[+(（]?\d(?:[ ()（）./ー-]{0,3}\d){4,30}")
PHONE_DIGITS = 7
TAIL = 8  # digits by which a telephone number is the same with and without its country's


class Customer:
    name = "customer"
    label = N_("The customer's own details")
    rank = 50
    is_private = True

    def find(self, page: Page) -> Iterator[Span]:
        values = [value for value in dict.fromkeys(map(str.strip, page.known)) if is_telling(value)]
        words = [value for value in values if not _is_number(value)]
        if pattern := pattern_of((way, is_common(way)) for value in words for way in spellings(value)):
            yield from (match.span() for match in pattern.finditer(page.text))
        yield from _numbers(page.text, filter(_is_number, values))


def _is_number(value: str) -> bool:
    return not any(letter.isalpha() for letter in value) and len(digits_of(fold(value))) >= PHONE_DIGITS


def _numbers(text: str, values: Iterable[str]) -> Iterator[Span]:
    tails = tuple({digits_of(fold(value))[-TAIL:] for value in values})
    if tails:
        yield from (match.span() for match in NUMBER.finditer(text) if digits_of(match.group()).endswith(tails))


KIND = Customer()

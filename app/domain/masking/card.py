"""Numbers of payment cards: 13 to 19 digits, however they are parted, whose last one proves the others (Luhn)."""

import re
from collections.abc import Iterator

from app.domain.masking._kind import Page, Span
from app.domain.words import N_

RUN = re.compile(r"\d++(?:(?: ?[._·*-] ?|[/,]| {1,3}|\t|\r?\n)\d++)*+")
GROUP = re.compile(r"\d++")
SHORTEST, LONGEST = 13, 19
DOUBLED = str.maketrans("0123456789", "0246813579")  # twice the digit, its own digits added


class Cards:
    name = "card"
    label = N_("Card numbers")
    rank = 10
    is_private = True

    def find(self, page: Page) -> Iterator[Span]:
        for run in RUN.finditer(page.text):
            if run.end() - run.start() >= SHORTEST:
                yield from _within([match.span() for match in GROUP.finditer(page.text, *run.span())], page.text)


def _within(groups: list[Span], text: str) -> Iterator[Span]:
    """Cards among neighbouring groups of digits; another number may stand right before or behind."""
    for first, (start, _) in enumerate(groups):
        digits = ""
        for begin, end in groups[first : first + LONGEST]:
            if len(digits) + end - begin > LONGEST:
                break
            digits += text[begin:end]
            if len(digits) >= SHORTEST and is_card(digits):
                yield start, end


def is_card(digits: str) -> bool:
    """Whether the last digit fits the others; a row of one digit does too and is nobody's card."""
    proof = sum(map(int, digits[::-2])) + sum(map(int, digits[-2::-2].translate(DOUBLED)))
    return proof % 10 == 0 and digits[0] != "0" and len(set(digits)) > 1


KIND = Cards()

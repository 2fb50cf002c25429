"""Keys and tokens that open something: long rows of letters and digits that nobody reads aloud."""

import re
from collections.abc import Iterator

from app.domain.masking._kind import Page, Span
from app.domain.words import N_

ROW = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{16,}+(?:\.[A-Za-z0-9_-]{5,}+){0,2}")
PART = re.compile(r"[A-Za-z0-9]{12,}+")
MARKED = re.compile(r"(?:sk|pk|rk|shp[a-z]{2}|gh[pousr]|whsec|xox[a-z]|eyJ)[_A-Za-z0-9-]", re.ASCII)


class Tokens:
    name = "token"
    label = N_("Keys and tokens")
    rank = 60
    is_private = True

    def find(self, page: Page) -> Iterator[Span]:
        return (match.span() for match in ROW.finditer(page.text) if _is_secret(match.group()))


def _is_secret(row: str) -> bool:
    if MARKED.match(row) and any(letter.isdigit() for letter in row):
        return True
    return any(_is_mixed(part.group()) for part in PART.finditer(row))


def _is_mixed(part: str) -> bool:
    digits = sum(letter.isdigit() for letter in part)
    lower = sum(letter.islower() for letter in part)
    return digits > 1 and lower > 1  # capitals with digits are what shops number goods with: the next kinds' matter


KIND = Tokens()

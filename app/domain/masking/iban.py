"""Bank accounts by IBAN: a country, its length, and a remainder of 1 by 97."""

import re
from collections.abc import Iterator

from app.domain.masking._kind import Page, Span
from app.domain.words import N_

# Lengths of the IBAN registry, by country.
LENGTHS = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI FO GL NL SD FK", 19: "MK SI", 20: "AT BA EE KZ LT LU XK MN",
        21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM TL SO",
        24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HU LB NI PL SV", 29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC", 32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
GAP = r"(?:[ .-]{0,2}| ?\r?\n ?)"  # a letter's lines wrap anywhere
START = re.compile(rf"(?<![A-Za-z0-9])([A-Z]{{2}})\d{{2}}(?={GAP}[A-Z0-9])", re.IGNORECASE | re.ASCII)
REST = re.compile(rf"[A-Z0-9](?:{GAP}[A-Z0-9]){{14,32}}", re.IGNORECASE | re.ASCII)
LETTERS = re.compile(r"[A-Z0-9]", re.IGNORECASE | re.ASCII)


class Ibans:
    name = "iban"
    label = N_("Bank accounts (IBAN)")
    rank = 15
    is_private = True

    def find(self, page: Page) -> Iterator[Span]:
        for match in START.finditer(page.text):
            length = LENGTHS.get(match.group(1).upper())
            if length and (end := _end(page.text, match.start(), length)):
                yield match.start(), end


def _end(text: str, start: int, length: int) -> int:
    """Behind the account that begins here, 0 where none does."""
    rest = REST.match(text, start)
    places = [start + match.start() for match in LETTERS.finditer(rest.group())][:length] if rest else []
    if len(places) < length:
        return 0
    end = places[-1] + 1
    goes_on = LETTERS.match(text, end) is not None
    return 0 if goes_on or not is_iban("".join(text[at] for at in places)) else end


def is_iban(account: str) -> bool:
    turned = account[4:] + account[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


KIND = Ibans()

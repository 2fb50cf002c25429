"""Numbers that are no amount, date or code: the same value in digits or words, as often as it was written."""

import re
from dataclasses import replace
from typing import ClassVar

from app.domain.guard.comparing import Compared, compared
from app.domain.guard.durations import last_otherwise
from app.domain.guard.found import Found, Kind, Strength
from app.domain.guard.pair import Finding, Level, Pair
from app.domain.guard.telling import finding

FEW = 2  # "two" is often said otherwise, as "both", "the other" or with a dual
SAID_OTHERWISE = frozenset({1, FEW})
BOTH = re.compile(
    r"\b(?:both|either|couple|pair|beide[nrsm]?|paar|ambos|ambas|par|deux|paire|entrambi|entrambe|beiden?)\b"
    r"|両方|両者|両|双方|とも|どちらも|둘 ?다|양쪽|모두|두 |两|兩|都|均|皆",
    re.IGNORECASE,
)


class Numbers:
    name: ClassVar[str] = "numbers"

    def look(self, pair: Pair) -> Finding | None:
        result = compared(pair)[Kind.NUMBER]
        certain = Compared(result.count, _digits(result.missing), _digits(result.added), result.apart)
        words_missing, words_added = _words(result.missing), _words(result.added)
        if words_missing and words_added:
            certain.missing += words_missing
            certain.added += words_added
        found = finding(self.name, certain, pair)
        if found is None or found.level is not Level.GREEN or not _beyond_few(words_missing):
            return _kind_to_one(found, certain, f"{pair.draft}\n{pair.text}")
        lost = Compared(result.count, words_missing)
        told = finding(self.name, lost, pair)
        return told and replace(told, level=Level.AMBER)


def _kind_to_one(found: Finding | None, certain: Compared, texts: str) -> Finding | None:
    """A 1 on one side only promises nothing else: 1 cup is the cup, 1回 one of many; nor a 2 that is said as both."""
    if any(last_otherwise(ours, theirs) for ours in certain.missing for theirs in certain.added):
        return found  # 1 day is not 1 week
    differing = (*certain.missing, *certain.added)
    only_ones = all(1 in each.means for each in differing)
    one_sided = not (certain.missing and certain.added)
    is_otherwise = one_sided and all(each.means <= SAID_OTHERWISE for each in differing) and BOTH.search(texts)
    is_kind = found and found.level is Level.RED and (only_ones or is_otherwise)
    return replace(found, level=Level.AMBER) if found and is_kind else found


def _digits(found: list[Found]) -> list[Found]:
    return [each for each in found if each.strength is Strength.DIGITS]


def _words(found: list[Found]) -> list[Found]:
    return [each for each in found if each.strength is Strength.WORD and not each.means & {0, 1}]


def _beyond_few(words: list[Found]) -> bool:
    return any(FEW not in each.means for each in words)


CHECK = Numbers()

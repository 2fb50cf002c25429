"""All that is found in a text, each sign of it told by one kind only: what one finds, the next no longer sees."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from app.domain.guard.bounds import bounded
from app.domain.guard.clock import times
from app.domain.guard.day_words import month_words, near_words, weekday_words
from app.domain.guard.days import days
from app.domain.guard.durations import lasting
from app.domain.guard.found import GONE, Found, fold, without
from app.domain.guard.marks import addresses, codes, links, long_numbers, order_names, placeholders
from app.domain.guard.moneys import moneys
from app.domain.guard.plain_numbers import plain_numbers
from app.domain.guard.worded_numbers import worded_numbers

Reader = Callable[[str, str], Iterator[Found]]
READERS: tuple[Reader, ...] = (
    placeholders,
    addresses,
    links,
    order_names,
    codes,
    days,
    moneys,
    times,
    long_numbers,
    month_words,
    weekday_words,
    near_words,
    plain_numbers,
    worded_numbers,
)


@lru_cache(maxsize=16)  # for the checks of one pair; customers' words are not kept longer
def literals(text: str, language: str) -> tuple[Found, ...]:
    """In the order of the text, with its own words."""
    left, found = fold(text).replace(GONE, " "), []
    for reader in READERS:
        for each in tuple(reader(left, language)):
            end = each.start + len(each.literal)
            if GONE not in left[each.start : end]:
                left = without(left, each.start, end)
                full = bounded(lasting(each, left, language), left, language)
                first, last = each.start - full.aside[0], end + full.aside[1]
                found.append(replace(full, literal=text[each.start : end], told=text[first:last].strip()))
    return tuple(sorted(found, key=lambda each: each.start))

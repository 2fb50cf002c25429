"""Which of the things found in the draft stand in the text too: by what they mean, each as often as it is said."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import product

from app.domain.guard.bounds import bound_otherwise
from app.domain.guard.durations import has_other_unit, last_otherwise, may_be_hours
from app.domain.guard.found import Found, Kind, Strength
from app.domain.guard.literals import literals
from app.domain.guard.pair import Pair

Same = Callable[[Found, Found], bool]
STRENGTHS = tuple(Strength)


@dataclass(slots=True)
class Compared:
    """Of one kind. `missing` and `added` have nothing on the other side; `apart` are pairs that are told otherwise:
    the same writing with another meaning there, or a number without the sign that made it more.
    """

    count: int = 0
    missing: list[Found] = field(default_factory=list)
    added: list[Found] = field(default_factory=list)
    apart: list[tuple[Found, Found]] = field(default_factory=list)


@lru_cache(maxsize=8)  # ten checks ask for one pair; customers' words are not kept longer
def compared(pair: Pair) -> dict[Kind, Compared]:
    """Kind by kind; what is left then is looked for among the plain numbers (2時 may be told as "at 2")."""
    draft, text = literals(pair.draft, pair.source), literals(pair.text, pair.target)
    strike = _as_strong if pair.source == pair.target else _as_strong_and_needed
    kinds = {kind: _compare(_of(draft, kind), _of(text, kind), strike) for kind in Kind}
    for kind in Kind:
        _tell_as_numbers(kinds[kind], kinds[Kind.NUMBER])
    return kinds


def _of(found: Iterable[Found], kind: Kind) -> list[Found]:
    """What must be there before what may stand for it."""
    ours = [each for each in found if each.kind is kind]
    return sorted(ours, key=lambda each: STRENGTHS.index(each.strength))


def _compare(draft: list[Found], text: list[Found], as_strong: Same) -> Compared:
    result = Compared(sum(each.strength is not Strength.LOOSE for each in draft))
    for same in (as_strong, _said):
        draft, text, _ = _strike(draft, text, same)
    draft, text, written = _strike(draft, text, _written)
    result.missing, result.added, dated = _strike(draft, text, _but_for_the_year)
    result.apart = written + dated
    return result


def _strike(
    draft: list[Found], text: list[Found], same: Same
) -> tuple[list[Found], list[Found], list[tuple[Found, Found]]]:
    """What stays of both after each has met its like, and those who met. What met none is not looked for again: a
    page of dates would take a minute.
    """
    left, missing, met, alone = list(text), [], [], set()
    for before in draft:
        kind = replace(before, start=0)
        place = None if kind in alone else next((at for at, each in enumerate(left) if same(before, each)), None)
        if place is None:
            missing.append(before)
            alone.add(kind)
        else:
            met.append((before, left.pop(place)))
    return missing, left, met


def _as_strong(before: Found, after: Found) -> bool:
    """Within one language; a, un, ein are everywhere, so that none uses up another and a 1 finds one."""
    is_article = before.strength is Strength.LOOSE and 1 in before.means
    return before.strength is after.strength and not is_article and _said(before, after)


def _as_strong_and_needed(before: Found, after: Found) -> bool:
    """Between two languages no loose word uses up another: 二重 is not said by 第二."""
    return before.strength is not Strength.LOOSE and _as_strong(before, after)


def _said(before: Found, after: Found) -> bool:
    is_other = last_otherwise(before, after) or bound_otherwise(before, after)
    return not (is_other or before.means.isdisjoint(after.means))


def _written(before: Found, after: Found) -> bool:
    is_other = has_other_unit(before, after) or bound_otherwise(before, after)
    return before.bare != "" and before.bare == after.bare and not (is_other or before.also.isdisjoint(after.also))


def _but_for_the_year(before: Found, after: Found) -> bool:
    if before.kind is not Kind.DATE or after.kind is not Kind.DATE:
        return False
    dates = product(before.means, after.means)
    return any(ours[1:] == theirs[1:] and not (ours[0] and theirs[0]) for ours, theirs in dates)  # type: ignore[index]  # a date is a tuple


def _tell_as_numbers(of_kind: Compared, numbers: Compared) -> None:
    """Strike what the other side says with plain numbers; an order name without its sign is `apart`."""
    for before in [each for each in of_kind.missing if each.parts]:
        if taken := _taken(before, numbers.added):
            of_kind.missing.remove(before)
            numbers.added = [each for each in numbers.added if each not in taken]
            of_kind.apart += [(before, taken[0])] if _loses_its_sign(before) else []
    for after in [each for each in of_kind.added if each.parts]:
        if taken := _taken(after, numbers.missing):
            of_kind.added.remove(after)
            numbers.missing = [each for each in numbers.missing if each not in taken]
            of_kind.apart += [(taken[0], after)] if _loses_its_sign(after) else []


def _loses_its_sign(found: Found) -> bool:
    return found.kind in {Kind.ORDER, Kind.TRACKING}


def _taken(found: Found, numbers: list[Found]) -> list[Found]:
    """The plain numbers that together say one of its parts; none unless all are there."""
    for parts in found.parts:
        left, taken = [each for each in numbers if each is not found and _may_stand_for(found, each)], []
        for part in parts:
            here = next((each for each in left if part in each.means), None)
            if here is None:
                break
            left.remove(here)
            taken.append(here)
        else:
            return taken
    return []


def _may_stand_for(found: Found, number: Found) -> bool:
    """1042 for #1042, but not 1042a; 5 hours for 5 horas, but not 5 weeks."""
    if found.kind is Kind.TIME:
        return may_be_hours(number)
    return not _loses_its_sign(found) or number.bare.isdecimal()

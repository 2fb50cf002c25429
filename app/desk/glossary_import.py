"""A glossary brought in as a list: looked at first, and imported only as it was looked at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.desk import glossary
from app.desk.desk import Desk
from app.domain.errors import Conflict, Rejected
from app.domain.translating.glossary import Given, Key, Origin, key
from app.domain.translating.glossary_plan import Fate, Planned, Wrong
from app.domain.translating.glossary_plan import plan as plan_of
from app.domain.words import N_
from app.models import GlossaryTerm


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """`mark` changes with the glossary: what was looked at is what is imported, or it is looked at again."""

    good: tuple[Planned, ...]
    wrong: tuple[Wrong, ...]
    too_many: int = 0

    def of(self, fate: str) -> tuple[Planned, ...]:
        return tuple(line for line in self.good if line.fate == fate)

    @property
    def mark(self) -> str:
        return ".".join(str(len(self.of(fate))) for fate in Fate) + f".{len(self.wrong)}"


def look_at(desk: Desk, lines: Iterable[tuple[int, Given]]) -> ImportPlan:
    """What importing these numbered lines would do; nothing is done."""
    good, wrong = plan_of(lines, {at: glossary.given(row) for at, row in glossary.by_key(desk).items()})
    more = sum(line.fate is Fate.NEW for line in good) + glossary.count(desk) - glossary.MOST_TERMS
    return ImportPlan(tuple(good), tuple(wrong), max(0, more))


def bring_in(desk: Desk, lines: Sequence[tuple[int, Given]], mark: str) -> ImportPlan:
    """Import the good lines; Conflict where the plan is not the one with this mark any more."""
    desk.lock_shop()
    plan = look_at(desk, lines)
    if plan.mark != mark:
        raise Conflict(N_("The glossary or the file changed in the meantime. Look again before you import."))
    if plan.too_many:
        raise Rejected(N_("A glossary has at most %(most)s terms."), "file", most=f"{glossary.MOST_TERMS:,}")
    _apply(desk, plan, glossary.by_key(desk))
    return plan


def _apply(desk: Desk, plan: ImportPlan, rows: Mapping[Key, GlossaryTerm]) -> None:
    for line in plan.good:
        row = rows.get(key(line.given.term, line.given.source, line.given.target))
        if row is None:
            glossary.insert(desk, line.given, Origin.IMPORT)
        elif line.fate is Fate.CHANGED:
            glossary.write(row, line.given)
    if plan.of(Fate.NEW) or plan.of(Fate.CHANGED):
        desk.session.flush()
        glossary.changed(desk)

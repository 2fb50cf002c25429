"""The shop's glossary in its rows: every change is made under the shop's lock and makes older translations old."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select

from app.desk.desk import ActorKind, Desk
from app.domain.errors import Rejected
from app.domain.translating import glossary
from app.domain.translating.glossary import Given, Key, Origin
from app.domain.translating.terms import Term
from app.domain.words import N_
from app.models import GlossaryTerm, LineItemRow

MOST_TERMS = 5_000
MOST_TITLES = 50
PAGE = 50
CHUNK = 500
KINDS = ("kept", "translated")


@dataclass(frozen=True, slots=True)
class Wish:
    """Which terms somebody wants to see; `kind` is one of KINDS or ""."""

    words: str = ""
    source: str = ""
    target: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class TermLine:
    id: int
    given: Given
    origin: str
    at: datetime

    @property
    def is_kept(self) -> bool:
        return not self.given.translation


def terms_for(
    desk: Desk, source: str, target: str, order_id: int | None = None, *, within: str | None = None
) -> tuple[Term, ...]:
    """What guard and engines must know for this pair: the shop's terms, and the titles on that order as kept ones.

    `within`: only those that stand in this text.
    """
    columns = (GlossaryTerm.term, GlossaryTerm.translation, GlossaryTerm.source, GlossaryTerm.target)
    fits = (GlossaryTerm.source.in_(("", source)), GlossaryTerm.target.in_(("", target)))
    rows = desk.session.execute(select(*columns).where(GlossaryTerm.shop_id == desk.shop.id, *fits))
    own = [Term(term, translation, of, to) for term, translation, of, to in rows]
    known = {glossary.key(term.term, "", "") for term in own}
    bought = [term for term in _titles(desk, order_id, source, target) if glossary.key(term.term, "", "") not in known]
    found = glossary.fitting([*own, *bought], source, target)
    return found if within is None else glossary.within(found, within)


def page(desk: Desk, wish: Wish, before: int = 0, most: int = PAGE) -> tuple[TermLine, ...]:
    """Newest first; `before` is the last id of the page before."""
    query = desk.select(GlossaryTerm).where(*_conditions(wish)).order_by(GlossaryTerm.id.desc()).limit(most)
    rows = desk.all(query.where(GlossaryTerm.id < before) if before else query)
    return tuple(map(_line, rows))


def count(desk: Desk) -> int:
    return desk.session.scalar(select(func.count()).where(GlossaryTerm.shop_id == desk.shop.id)) or 0


def one(desk: Desk, term_id: int) -> TermLine:
    return _line(desk.get(GlossaryTerm, term_id))


def add(desk: Desk, given: Given, origin: Origin = Origin.HAND) -> int:
    entry = glossary.read(given)
    desk.lock_shop()
    _check_free(desk, entry)
    if count(desk) >= MOST_TERMS:
        raise Rejected(N_("A glossary has at most %(most)s terms."), "term", most=f"{MOST_TERMS:,}")
    row = insert(desk, entry, origin)
    desk.session.flush()
    changed(desk)
    return row.id


def save(desk: Desk, term_id: int, given: Given) -> None:
    entry = glossary.read(given)
    desk.lock_shop()
    row = desk.get(GlossaryTerm, term_id, lock=True)
    _check_free(desk, entry, but=row.id)
    write(row, entry)
    changed(desk)


def remove(desk: Desk, term_id: int) -> None:
    desk.lock_shop()
    desk.session.delete(desk.get(GlossaryTerm, term_id, lock=True))
    changed(desk)


def forget_all(desk: Desk) -> None:
    """With the shop."""
    desk.session.execute(delete(GlossaryTerm).where(GlossaryTerm.shop_id == desk.shop.id))


def changed(desk: Desk) -> None:
    desk.shop.glossary_version += 1


def _titles(desk: Desk, order_id: int | None, source: str, target: str) -> tuple[Term, ...]:
    if order_id is None:
        return ()
    of_order = (LineItemRow.shop_id == desk.shop.id, LineItemRow.order_id == order_id)
    query = select(LineItemRow.title).where(*of_order).order_by(LineItemRow.position).limit(MOST_TITLES)
    return glossary.titles(desk.session.scalars(query), source, target)


def by_key(desk: Desk) -> dict[Key, GlossaryTerm]:
    rows = desk.all(desk.select(GlossaryTerm))
    return {glossary.key(row.term, row.source, row.target): row for row in rows}


def _check_free(desk: Desk, entry: Given, but: int = 0) -> None:
    """Compared here, because no database folds the capitals of every script."""
    pair = (GlossaryTerm.source == entry.source, GlossaryTerm.target == entry.target)
    query = select(GlossaryTerm.id, GlossaryTerm.term).where(GlossaryTerm.shop_id == desk.shop.id, *pair)
    wanted = glossary.key(entry.term, "", "")
    for row_id, term in desk.session.execute(query):
        if row_id != but and glossary.key(term, "", "") == wanted:
            raise Rejected(N_("“%(term)s” is in the glossary already for these languages."), "term", term=term)


def insert(desk: Desk, entry: Given, origin: Origin) -> GlossaryTerm:
    row = GlossaryTerm(shop_id=desk.shop.id, origin=origin, created_at=desk.now)
    row.agent_id = desk.actor.id if desk.actor.kind is ActorKind.AGENT else None
    write(row, entry)
    desk.session.add(row)
    return row


def write(row: GlossaryTerm, entry: Given) -> None:
    row.term, row.translation, row.note = entry.term, entry.translation, entry.note
    row.source, row.target = entry.source, entry.target


def given(row: GlossaryTerm) -> Given:
    return Given(row.term, row.translation, row.source, row.target, row.note)


def _line(row: GlossaryTerm) -> TermLine:
    return TermLine(row.id, given(row), row.origin, row.created_at)


def _conditions(wish: Wish) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wish.words:
        columns = (GlossaryTerm.term, GlossaryTerm.translation, GlossaryTerm.note)
        found.append(or_(*(column.icontains(wish.words, autoescape=True) for column in columns)))
    if wish.source:
        found.append(GlossaryTerm.source == wish.source)
    if wish.target:
        found.append(GlossaryTerm.target == wish.target)
    if wish.kind in KINDS:
        found.append(GlossaryTerm.translation == "" if wish.kind == "kept" else GlossaryTerm.translation != "")
    return found

"""Terms that agents' corrections suggest: a word and its change must come twice before anybody is asked about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.desk import glossary
from app.desk.desk import Desk
from app.domain.errors import Conflict
from app.domain.translating.glossary import Given, Key, Origin, key
from app.domain.translating.learning import Suggestion
from app.domain.words import N_
from app.models import GlossaryTerm, TermSuggestion

OPEN, ACCEPTED, DISMISSED = "OPEN", "ACCEPTED", "DISMISSED"
TWICE = 2
MOST_SHOWN = 20
REMEMBERED = timedelta(days=90)  # what came once in that time and not again was chance


@dataclass(frozen=True, slots=True)
class SuggestionLine:
    """`seen`: in how many replies."""

    id: int
    given: Given
    seen: int


def note(desk: Desk, found: Sequence[Suggestion], conversation_id: int | None) -> None:
    """Count what one reply suggests; what is in the glossary already suggests nothing."""
    if not found:
        return
    old = (TermSuggestion.state == OPEN, TermSuggestion.seen < TWICE)
    too_old = TermSuggestion.created_at < desk.now - REMEMBERED
    desk.session.execute(delete(TermSuggestion).where(TermSuggestion.shop_id == desk.shop.id, *old, too_old))
    known = _known(desk, [(one.source, one.target) for one in found])
    # In one order for all, so that no two replies wait for each other in a circle
    for one in sorted(found, key=lambda one: (one.term, one.translation)):
        if key(one.term, "", "") not in known:
            _count(desk, one, conversation_id)


def waiting(desk: Desk) -> tuple[SuggestionLine, ...]:
    """What came twice or more, the most frequent first, of one translation only the most frequent words."""
    query = desk.select(TermSuggestion).where(TermSuggestion.state == OPEN, TermSuggestion.seen >= TWICE)
    found = desk.all(query.order_by(TermSuggestion.seen.desc(), TermSuggestion.id).limit(5 * MOST_SHOWN))
    known = _known(desk, [(row.source, row.target) for row in found])
    rows = [row for row in found if key(row.term, "", "") not in known]
    best: dict[tuple[str, str, str], int] = {}
    for row in rows:
        best.setdefault((row.source, row.target, row.translation or row.term), row.seen)
    shown = [row for row in rows if row.seen == best[row.source, row.target, row.translation or row.term]]
    return tuple(SuggestionLine(row.id, _given(row), row.seen) for row in shown[:MOST_SHOWN])


def accept(desk: Desk, suggestion_id: int) -> None:
    """Into the glossary with it; others for the same words or the same translation have their answer too."""
    desk.lock_shop()
    row = _open(desk, suggestion_id)
    glossary.add(desk, _given(row), Origin.SUGGESTION)
    row.state = ACCEPTED
    pair = (TermSuggestion.source == row.source, TermSuggestion.target == row.target, TermSuggestion.state == OPEN)
    for other in desk.all(desk.select(TermSuggestion).where(*pair)):
        if other.term == row.term or (row.translation and other.translation == row.translation):
            other.state = DISMISSED


def dismiss(desk: Desk, suggestion_id: int) -> None:
    """It is not asked again."""
    _open(desk, suggestion_id).state = DISMISSED


def forget(desk: Desk, conversation_ids: Sequence[int]) -> None:
    """With the conversations they were last seen in."""
    here = TermSuggestion.conversation_id.in_(conversation_ids)
    desk.session.execute(delete(TermSuggestion).where(TermSuggestion.shop_id == desk.shop.id, here))


def forget_all(desk: Desk) -> None:
    desk.session.execute(delete(TermSuggestion).where(TermSuggestion.shop_id == desk.shop.id))


def _open(desk: Desk, suggestion_id: int) -> TermSuggestion:
    row = desk.get(TermSuggestion, suggestion_id, lock=True)
    if row.state != OPEN:
        raise Conflict(N_("This suggestion was answered already."))
    return row


def _known(desk: Desk, pairs: Sequence[tuple[str, str]]) -> set[Key]:
    """The words that the glossary has for these pairs of languages, or nearly these."""
    sources, targets = {"", *(source for source, _target in pairs)}, {"", *(target for _source, target in pairs)}
    of_pair = (GlossaryTerm.source.in_(sources), GlossaryTerm.target.in_(targets))
    terms = select(GlossaryTerm.term).where(GlossaryTerm.shop_id == desk.shop.id, *of_pair)
    return {key(term, "", "") for term in desk.session.scalars(terms)}


def _count(desk: Desk, one: Suggestion, conversation_id: int | None) -> None:
    """Twice in one conversation is one person's habit of that day, not yet the shop's."""
    row = _kept(desk, one)
    if row is None:
        columns = {"source": one.source, "target": one.target, "term": one.term, "translation": one.translation}
        fresh = TermSuggestion(shop_id=desk.shop.id, conversation_id=conversation_id, created_at=desk.now, **columns)
        try:
            with desk.session.begin_nested():
                desk.session.add(fresh)
        except IntegrityError:  # another reply suggested it a moment ago
            row = _kept(desk, one)
    if row is not None and (row.conversation_id is None or row.conversation_id != conversation_id):
        row.seen += 1
        row.conversation_id = conversation_id
        desk.session.flush()


def _kept(desk: Desk, one: Suggestion) -> TermSuggestion | None:
    pair = (TermSuggestion.source == one.source, TermSuggestion.target == one.target)
    same = (TermSuggestion.term == one.term, TermSuggestion.translation == one.translation)
    query = desk.select(TermSuggestion).where(*pair, *same).with_for_update()
    return desk.one(query.execution_options(populate_existing=True))


def _given(row: TermSuggestion) -> Given:
    return Given(row.term, row.translation, row.source, row.target)

"""What a search finds, newest first: each conversation with the words it was found by, as this reader reads them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import case, select

from app.desk import search_facts, searching
from app.desk.desk import Desk
from app.desk.reading import inbox
from app.desk.reading.inbox import InboxRow
from app.desk.reading.reader import Reader
from app.desk.searching import ABOUT, DRAFT, MESSAGE, SUBJECT
from app.domain.messages import Visibility
from app.domain.searching import Phrase, Piece, excerpt, phrases
from app.models import Conversation, Message, SearchText, Translation

OWN = (MESSAGE, SUBJECT, DRAFT, ABOUT)
KEPT = 30  # rows of one conversation that are compared: the newest show it as well as all


@dataclass(frozen=True, slots=True)
class Match:
    """`language` is the text's, `is_translation` where it is not what was written; ABOUT is in no language."""

    part: str
    pieces: tuple[Piece, ...]
    language: str = ""
    is_translation: bool = False
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class FoundRow:
    row: InboxRow
    match: Match | None


@dataclass(frozen=True, slots=True)
class Found:
    """`before` is the cursor of the next page; `is_complete`: nothing written earlier is still to be indexed."""

    query: str
    is_complete: bool
    rows: tuple[FoundRow, ...] = ()
    before: str = ""


@dataclass(frozen=True, slots=True)
class _Held:
    """A row of the index that holds `count` of the phrases; what is not of a message has no languages."""

    conversation_id: int
    part: str
    count: int
    message_id: int | None
    message_language: str | None
    draft_language: str | None
    visibility: str | None

    @property
    def language(self) -> str:
        own = {MESSAGE: self.message_language, SUBJECT: self.message_language, DRAFT: self.draft_language, ABOUT: ""}
        return own.get(self.part, self.part) or ""


def page(desk: Desk, reader: Reader, query: str, before: str = "") -> Found:
    asked, is_complete = phrases(query), desk.shop.unindexed_below == 0
    if not asked:
        return Found(query, is_complete)
    ids = searching.conversations(desk, asked)
    which = (Conversation.shop_id == desk.shop.id, Conversation.id.in_(ids))
    rows, following = inbox.turn(desk, reader, which, before)
    matches = _matches(desk, reader, asked, [row.id for row in rows])
    return Found(query, is_complete, tuple(FoundRow(row, matches.get(row.id)) for row in rows), following)


def _matches(desk: Desk, reader: Reader, asked: Sequence[Phrase], ids: Sequence[int]) -> dict[int, Match]:
    """By conversation, the text that shows best why it was found."""
    best: dict[int, _Held] = {}
    for held in _held(desk, asked, ids):
        there = best.get(held.conversation_id)
        if there is None or _rank(reader, held) > _rank(reader, there):
            best[held.conversation_id] = held
    texts = _texts(desk, best.values())
    return {
        number: Match(
            part=held.part,
            pieces=excerpt(texts.get(held, ""), asked),
            language=held.language,
            is_translation=held.part not in OWN,
            is_note=held.visibility == Visibility.NOTE,
        )
        for number, held in best.items()
    }


def _held(desk: Desk, asked: Sequence[Phrase], ids: Sequence[int]) -> Iterable[_Held]:
    """The rows of these conversations that hold any of the phrases, newest first."""
    counts = [case((searching.holds(phrase, desk.shop.id), 1), else_=0) for phrase in asked]
    count = sum(counts[1:], start=counts[0])
    query = (
        select(SearchText.conversation_id, SearchText.part, count, SearchText.message_id)
        .add_columns(Message.language, Message.draft_language, Message.visibility)
        .outerjoin(Message, Message.id == SearchText.message_id)
        .where(SearchText.shop_id == desk.shop.id, SearchText.conversation_id.in_(ids), count > 0)
        .order_by(SearchText.message_id.desc())
        .limit(KEPT * len(ids))
    )
    return [_Held(*row) for row in desk.session.execute(query)]


def _rank(reader: Reader, held: _Held) -> tuple[int, bool, bool, bool]:
    """More of what was asked for, then a text the reader can read, then one that somebody wrote; else the newest."""
    readable = bool(held.language) and reader.understands(held.language)
    return (held.count, readable, held.part != ABOUT, held.part in OWN)


def _texts(desk: Desk, rows: Collection[_Held]) -> dict[_Held, str]:
    """What the rows were made of, read in a few queries whatever their number."""
    ids = [held.message_id for held in rows if held.message_id is not None]
    facts = search_facts.about(desk, [held.conversation_id for held in rows if held.part == ABOUT])
    texts: dict[tuple[int, str], str] = {(number, ABOUT): " · ".join(lines) for number, lines in facts.items()}
    for message in desk.all(desk.select(Message).where(Message.id.in_(ids))):
        for part, text in ((MESSAGE, message.body), (SUBJECT, message.subject), (DRAFT, message.draft_body)):
            texts[message.id, part] = text
    for row in desk.all(desk.select(Translation).where(Translation.message_id.in_(ids))):
        texts[row.message_id, row.target] = f"{row.subject}\n{row.text}".strip()
    return {held: texts.get((held.message_id or held.conversation_id, held.part), "") for held in rows}

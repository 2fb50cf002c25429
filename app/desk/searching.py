"""Words in and out of the search: every text of a conversation becomes a row, every word led by its shop's number.

So the words of one shop are found, and searched through, as if no other shop were there.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, column, delete, literal, or_, select, table, text
from sqlalchemy.dialects import postgresql, sqlite

from app.desk import search_facts
from app.desk.desk import Desk
from app.domain import searching
from app.domain.events import MessageReceived, MessageTranslated, ReplyQueued
from app.domain.searching import Phrase
from app.models import Conversation, Message, SearchText, Translation

MESSAGE, DRAFT, SUBJECT, ABOUT = "MESSAGE", "DRAFT", "SUBJECT", "ABOUT"
MOST = 2000  # texts of one word that are looked at, the newest: what is in more is no word to find anything by
BATCH = 50
INDEX = table("search_index", column("rowid"), column("search_index"))  # SQLite's own: app/models/searching.py
VECTOR = text("array_to_tsvector(string_to_array(search_texts.words, ' ')) @@ CAST(:wanted AS tsquery)")


def index(desk: Desk, event: MessageReceived | ReplyQueued | MessageTranslated) -> None:
    """Bring the rows of a message up to its texts."""
    index_message(desk, event.message_id)


def index_message(desk: Desk, message_id: int) -> None:
    message = _held(desk, message_id)
    if message is None:
        return
    translated = desk.all(desk.select(Translation).where(Translation.message_id == message_id))
    texts = {MESSAGE: message.body, DRAFT: message.draft_body, SUBJECT: message.subject}
    texts |= {row.target: f"{row.subject}\n{row.text}" for row in translated}
    of_it = SearchText.message_id == message_id
    _keep(desk, of_it, texts, conversation_id=message.conversation_id, message_id=message_id)
    index_about(desk, message.conversation_id)


def _held(desk: Desk, message_id: int) -> Message | None:
    """Read under locks that stop only who forgets it: he comes after us and finds what we kept, or before, and we find
    nothing. In the order in which he locks.
    """
    mine = select(Message.conversation_id).where(Message.shop_id == desk.shop.id, Message.id == message_id)
    desk.session.execute(
        select(Conversation.id).where(Conversation.id.in_(mine)).with_for_update(read=True, key_share=True)
    )
    query = desk.select(Message).where(Message.id == message_id).with_for_update(read=True, key_share=True)
    return desk.one(query.execution_options(populate_existing=True))


def index_about(desk: Desk, conversation_id: int) -> None:
    """Whose conversation it is and about which order."""
    of_it = and_(SearchText.conversation_id == conversation_id, SearchText.message_id.is_(None))
    lines = "\n".join(search_facts.about(desk, [conversation_id]).get(conversation_id, ()))
    _keep(desk, of_it, {ABOUT: lines}, conversation_id=conversation_id, message_id=None)


def index_earlier(desk: Desk) -> bool:
    """A turn over the messages from before there was a search, newest first; returns whether there are more."""
    shop = desk.shop
    query = select(Message.id).where(Message.shop_id == shop.id, Message.id < shop.unindexed_below)
    ids = desk.session.scalars(query.order_by(Message.id.desc()).limit(BATCH)).all()
    for message_id in ids:
        index_message(desk, message_id)
    shop.unindexed_below = ids[-1] if len(ids) == BATCH else 0
    return shop.unindexed_below > 0


def forget(desk: Desk, conversation_ids: Sequence[int] = (), message_ids: Sequence[int] = ()) -> None:
    """What nobody may find any more."""
    which = or_(SearchText.conversation_id.in_(conversation_ids), SearchText.message_id.in_(message_ids))
    desk.session.execute(delete(SearchText).where(SearchText.shop_id == desk.shop.id, which))


def conversations(desk: Desk, asked: Sequence[Phrase]) -> set[int]:
    """Those in which everything that was asked for stands, in one text or in several."""
    found = set(_newest(desk, asked))
    if len(asked) < 2:  # noqa: PLR2004 - one phrase is in one text
        return found
    ids = {phrase: _newest(desk, [phrase]) for phrase in asked}
    rare = [set(those) for those in ids.values() if len(those) < MOST]
    if not rare:
        return found
    several = set.intersection(*rare)
    for phrase in (phrase for phrase, those in ids.items() if len(those) >= MOST):
        several = _among(desk, phrase, several)
    return found | several


def holds(phrase: Phrase, shop_id: int) -> ColumnElement[bool]:
    """Whether a row holds the phrase, read word for word: for few rows that are known already."""
    end = "" if phrase.is_begun else " "
    padded = literal(" ").concat(SearchText.words).concat(" ")
    return padded.contains(f" {_led(phrase.words, shop_id)}{end}", autoescape=True)


def _newest(desk: Desk, asked: Sequence[Phrase]) -> Sequence[int]:
    """The conversations of the newest texts that hold all of it, one a text."""
    if desk.session.get_bind().dialect.name == "sqlite":
        rows = select(INDEX.c.rowid).where(INDEX.c.search_index.op("MATCH")(_fts(desk, asked)))
        newest = rows.order_by(INDEX.c.rowid.desc()).limit(MOST)
        query = select(SearchText.conversation_id).where(SearchText.id.in_(newest))
    else:
        beside = [holds(phrase, desk.shop.id) for phrase in asked if len(phrase.words) > 1]
        query = select(SearchText.conversation_id).where(VECTOR.bindparams(wanted=_tsquery(desk, asked)), *beside)
        # by a sum: in the order of the key the planner would read all rows of all shops instead of the index
        query = query.order_by((SearchText.id + 0).desc()).limit(MOST)
    return desk.session.scalars(query.where(SearchText.shop_id == desk.shop.id)).all()


def _among(desk: Desk, phrase: Phrase, conversation_ids: Collection[int]) -> set[int]:
    query = select(SearchText.conversation_id).where(
        SearchText.shop_id == desk.shop.id,
        SearchText.conversation_id.in_(conversation_ids),
        holds(phrase, desk.shop.id),
    )
    return set(desk.session.scalars(query))


def _fts(desk: Desk, asked: Sequence[Phrase]) -> str:
    """As FTS5 reads it; a word of ours holds nothing that means anything to it."""
    parts = (f'"{_led(phrase.words, desk.shop.id)}"{" *" * phrase.is_begun}' for phrase in asked)
    return " AND ".join(parts)


def _tsquery(desk: Desk, asked: Sequence[Phrase]) -> str:
    return " & ".join(
        f"'{_led([word], desk.shop.id)}'{':*' * (phrase.is_begun and at == len(phrase.words) - 1)}"
        for phrase in asked
        for at, word in enumerate(phrase.words)
    )


def _led(words: Iterable[str], shop_id: int) -> str:
    return " ".join(f"{shop_id}.{word}" for word in words)


def _keep(
    desk: Desk,
    of_it: ColumnElement[bool],
    texts: Mapping[str, str],
    *,
    conversation_id: int,
    message_id: int | None,
) -> None:
    """Rows for these texts and no others; what did not change is not written."""
    there = {row.part: row for row in desk.all(desk.select(SearchText).where(of_it))}
    wanted = {part: _led(searching.words(text).split(), desk.shop.id) for part, text in texts.items()}
    for part, words in wanted.items():
        row = there.get(part)
        if words and row is None:
            key = {"conversation_id": conversation_id, "message_id": message_id}
            _add(desk, {"shop_id": desk.shop.id, "part": part, "words": words} | key)
        elif row is not None and words not in ("", row.words):
            row.words = words
    for part, row in there.items():
        if not wanted.get(part):
            desk.session.delete(row)
    desk.session.flush()


def _add(desk: Desk, row: dict[str, Any]) -> None:
    """Two who index the same at the same time leave one row."""
    dialect = sqlite if desk.session.get_bind().dialect.name == "sqlite" else postgresql
    desk.session.execute(dialect.insert(SearchText).values(row).on_conflict_do_nothing())

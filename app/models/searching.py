"""What is found by its words: one row a text, and over them the database's own index, unknown to SQLAlchemy."""

from sqlalchemy import DDL, ForeignKey, Index, Table, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import Id, ShopId, Word, Words

OF_NO_MESSAGE = text("message_id IS NULL")
WORDS_INDEX: dict[str, tuple[str, ...]] = {
    # Tokens are what stands between blanks, as app/domain/searching.py made them. What is deleted leaves nothing.
    "sqlite": (
        """CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_texts', content_rowid='id',
        columnsize=0, tokenize="ascii tokenchars '.#-'")""",
        "INSERT INTO search_index(search_index, rank) VALUES ('secure-delete', 1)",
        """CREATE TRIGGER search_texts_added AFTER INSERT ON search_texts
        BEGIN INSERT INTO search_index(rowid, words) VALUES (NEW.id, NEW.words); END""",
        """CREATE TRIGGER search_texts_removed AFTER DELETE ON search_texts
        BEGIN INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', OLD.id, OLD.words); END""",
        """CREATE TRIGGER search_texts_changed AFTER UPDATE OF words ON search_texts BEGIN
        INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', OLD.id, OLD.words);
        INSERT INTO search_index(rowid, words) VALUES (NEW.id, NEW.words); END""",
    ),
    "postgresql": (
        """CREATE INDEX search_index ON search_texts
        USING gin (array_to_tsvector(string_to_array(words, ' ')))""",
    ),
}
"""The index over the words, by dialect; a migration that creates or rebuilds the table runs a copy of it."""


class SearchText(Base):
    """The words of one text of a conversation, in order, each led by its shop's number: see app/desk/searching.py.

    `part` is MESSAGE, DRAFT or SUBJECT of a message, a translation's target language, or ABOUT: whose conversation it
    is and about which order, which belongs to no message.
    """

    __tablename__ = "search_texts"
    __table_args__ = (
        UniqueConstraint("shop_id", "message_id", "part"),
        Index("ix_search_texts_conversation", "shop_id", "conversation_id"),
        Index(
            "uq_search_texts_about", "shop_id", "conversation_id", unique=True,
            postgresql_where=OF_NO_MESSAGE, sqlite_where=OF_NO_MESSAGE,
        ),
    )  # fmt: skip

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    part: Mapped[Word]
    words: Mapped[Words]


def _index_the_words() -> None:
    table = SearchText.__table__
    assert isinstance(table, Table)  # noqa: S101 - tells the type checker what a mapped class's table is
    for dialect, statements in WORDS_INDEX.items():
        for statement in statements:
            event.listen(table, "after_create", DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]  # SQLAlchemy left it out


_index_the_words()

"""What is found by its words: one row a text, kept in the order the database's own index of words wants it."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import Id, ShopId, Word, Words


class SearchText(Base):
    """The words of one text of a conversation, normalised: see app/domain/searching.py.

    `part` is MESSAGE, DRAFT or SUBJECT of a message, or a translation's target language.
    """

    __tablename__ = "search_texts"
    __table_args__ = (
        UniqueConstraint("shop_id", "message_id", "part"),
        Index("ix_search_texts_conversation", "shop_id", "conversation_id"),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    part: Mapped[Word]
    words: Mapped[Words]

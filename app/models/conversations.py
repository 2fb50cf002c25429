"""Conversations, their messages and the translations beside them; an original is never overwritten."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import Bytes, Id, Json, Line, MaybeMoment, Moment, ShopId, Word, Words


class Conversation(Base):
    """`order_id` is the order this conversation is about, `order_reason` why it was chosen.

    `sends_out`: whether its texts may leave for a translation engine.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_list", "shop_id", "status", "last_message_at", "id"),
        Index("ix_conversations_mine", "shop_id", "assignee_id", "status", "last_message_at", "id"),
        Index("ix_conversations_customer", "shop_id", "customer_id"),
        Index("ix_conversations_order", "shop_id", "order_id"),
        Index(
            "ix_conversations_kept",
            "shop_id",
            "last_message_at",
            "id",
            sqlite_where=text("sends_out = 0"),
            postgresql_where=text("NOT sends_out"),
        ),
        UniqueConstraint("shop_id", "reply_token"),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id", ondelete="SET NULL"))
    order_reason: Mapped[Word]
    channel: Mapped[Word]
    subject: Mapped[Words]
    snippet: Mapped[Line]
    status: Mapped[Word] = mapped_column(default="OPEN")
    priority: Mapped[Word] = mapped_column(default="NORMAL")
    inquiry_kind: Mapped[Word]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    language: Mapped[Word]
    sends_out: Mapped[bool] = mapped_column(default=True)
    reply_token: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[Moment]
    last_message_at: Mapped[Moment]
    last_inbound_at: Mapped[MaybeMoment]
    changed_at: Mapped[Moment]
    resolved_at: Mapped[MaybeMoment]
    snoozed_until: Mapped[MaybeMoment]


class ConversationTag(Base):
    __tablename__ = "conversation_tags"
    __table_args__ = (UniqueConstraint("shop_id", "conversation_id", "tag"), Index(None, "shop_id", "tag"))

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    tag: Mapped[Word]


class Message(Base):
    """`body` is what the customer wrote or gets, byte for byte; `draft_body` what the agent wrote before it
    was translated. `external_id` is the Message-ID or the channel's own id, fixed before anything is sent.
    `seen_to_at`: a person knows that it did not arrive and leaves it so. `languages`: those of a customer's message
    that is in several, as [[tag, percent], …], the main one first; empty where it is in one.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("shop_id", "channel", "external_id"),
        UniqueConstraint("shop_id", "once_key"),
        Index("ix_messages_thread", "shop_id", "conversation_id", "id"),
        Index("ix_messages_delivery", "shop_id", "delivery", "id"),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    channel: Mapped[Word]
    external_id: Mapped[str] = mapped_column(String(255))
    once_key: Mapped[str | None] = mapped_column(String(200))
    direction: Mapped[Word]
    visibility: Mapped[Word] = mapped_column(default="PUBLIC")
    author: Mapped[Word]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("rules.id", ondelete="SET NULL"))
    from_address: Mapped[Line]
    from_name: Mapped[Line]
    to_address: Mapped[Line]
    subject: Mapped[Words]
    body: Mapped[Words]
    quoted: Mapped[Words]
    draft_body: Mapped[Words]
    draft_language: Mapped[Word]
    back_translation: Mapped[Words]
    language: Mapped[Word]
    language_confidence: Mapped[int] = mapped_column(default=0)
    languages: Mapped[list[list[Any]]] = mapped_column(Json, default=list)
    in_reply_to: Mapped[Line]
    references: Mapped[Words]
    automated: Mapped[Word]
    verified: Mapped[bool] = mapped_column(default=False)
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    raw_id: Mapped[int | None] = mapped_column(ForeignKey("raw_messages.id", ondelete="SET NULL"))
    delivery: Mapped[Word] = mapped_column(default="NONE")
    delivery_error: Mapped[Words]
    claim: Mapped[Word]
    claimed_at: Mapped[MaybeMoment]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Moment]
    sent_at: Mapped[MaybeMoment]
    seen_to_at: Mapped[MaybeMoment]


class RawMessage(Base):
    """The bytes as they came, kept so that anything parsed wrongly can be parsed again."""

    __tablename__ = "raw_messages"
    __table_args__ = (UniqueConstraint("shop_id", "channel", "digest"), Index(None, "shop_id", "state"))

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    channel: Mapped[Word]
    content: Mapped[Bytes]
    state: Mapped[Word] = mapped_column(default="WAITING")
    error: Mapped[Words]
    attempts: Mapped[int] = mapped_column(default=0)
    digest: Mapped[Word]
    received_at: Mapped[Moment]


class Translation(Base):
    """One message in one other language. FAILED says so in `note` and holds no text; PARTIAL holds what could be
    translated, the rest as it was written. `pivot` is the language it went through where no engine goes directly.
    """

    __tablename__ = "translations"
    __table_args__ = (UniqueConstraint("shop_id", "message_id", "target"),)

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    source: Mapped[Word]
    target: Mapped[Word]
    subject: Mapped[Words]
    text: Mapped[Words]
    state: Mapped[Word]
    engine: Mapped[Word]
    pivot: Mapped[Word]
    note: Mapped[Words]
    created_at: Mapped[Moment]

"""Translation: engines in order with their use, texts once translated, glossary, memory, tones, guard and search."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


WORDS_INDEX = {
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


def upgrade():
    op.create_table(
        "engine_uses",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("engine_id", sa.Integer(), nullable=False),
        sa.Column("engine", sa.String(length=64), nullable=False),
        sa.Column("host", sa.String(length=500), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("masked", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_engine_uses_shop_id_shops"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engine_uses")),
        sa.UniqueConstraint(
            "shop_id", "day", "engine_id", "host", "purpose", "source", "target", name="uq_engine_uses_of_a_day"
        ),
    )
    with op.batch_alter_table("engine_uses", schema=None) as batch_op:
        batch_op.create_index("ix_engine_uses_engine", ["shop_id", "engine_id", "day"], unique=False)

    op.create_table(
        "language_tones",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("tone", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_language_tones_shop_id_shops"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language_tones")),
        sa.UniqueConstraint("shop_id", "language", name=op.f("uq_language_tones_shop_id_language")),
    )
    op.create_table(
        "stored_translations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("engine_id", sa.Integer(), nullable=False),
        sa.Column("tone", sa.String(length=64), nullable=False),
        sa.Column("glossary_version", sa.Integer(), nullable=False),
        sa.Column("pivot", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_stored_translations_shop_id_shops"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_translations")),
        sa.UniqueConstraint(
            "shop_id",
            "digest",
            "source",
            "target",
            "engine_id",
            "tone",
            "glossary_version",
            name="uq_stored_translations_once",
        ),
    )
    with op.batch_alter_table("stored_translations", schema=None) as batch_op:
        batch_op.create_index("ix_stored_translations_age", ["created_at"], unique=False)
        batch_op.create_index("ix_stored_translations_conversation", ["shop_id", "conversation_id"], unique=False)

    op.create_table(
        "term_suggestions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("term", sa.String(length=200), nullable=False),
        sa.Column("translation", sa.String(length=200), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_term_suggestions_shop_id_shops"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_suggestions")),
        sa.UniqueConstraint("shop_id", "source", "target", "term", "translation", name="uq_term_suggestions_once"),
    )
    op.create_table(
        "translation_engines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("sealed_settings", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("monthly_cap", sa.Integer(), nullable=False),
        sa.Column("price", sa.Numeric(20, 4).with_variant(sa.String(32), "sqlite"), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("last_error_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pairs", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_translation_engines_shop_id_shops"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_engines")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("translation_engines", schema=None) as batch_op:
        batch_op.create_index("ix_translation_engines_order", ["shop_id", "position", "id"], unique=False)

    op.create_table(
        "glossary_terms",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("term", sa.String(length=200), nullable=False),
        sa.Column("translation", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_glossary_terms_agent_id_agents"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_glossary_terms_shop_id_shops"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossary_terms")),
        sa.UniqueConstraint(
            "shop_id", "source", "target", "term", name=op.f("uq_glossary_terms_shop_id_source_target_term")
        ),
    )
    op.create_table(
        "memory_segments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("tone", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.Column("target_text", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_memory_segments_agent_id_agents"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_memory_segments_conversation_id_conversations"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_memory_segments_shop_id_shops"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memory_segments")),
        sa.UniqueConstraint(
            "shop_id",
            "source",
            "target",
            "tone",
            "digest",
            name=op.f("uq_memory_segments_shop_id_source_target_tone_digest"),
        ),
    )
    with op.batch_alter_table("memory_segments", schema=None) as batch_op:
        batch_op.create_index("ix_memory_segments_conversation", ["shop_id", "conversation_id"], unique=False)

    op.create_table(
        "guard_verdicts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("once_key", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("engine", sa.String(length=64), nullable=False),
        sa.Column("tone", sa.String(length=64), nullable=False),
        sa.Column("edit_distance", sa.Integer(), nullable=False),
        sa.Column("red", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_guard_verdicts_agent_id_agents"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_guard_verdicts_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_guard_verdicts_message_id_messages"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_guard_verdicts_shop_id_shops"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guard_verdicts")),
        sa.UniqueConstraint("shop_id", "once_key", "outcome", name=op.f("uq_guard_verdicts_shop_id_once_key_outcome")),
    )
    with op.batch_alter_table("guard_verdicts", schema=None) as batch_op:
        batch_op.create_index("ix_guard_verdicts_message", ["shop_id", "message_id"], unique=False)
        batch_op.create_index("ix_guard_verdicts_time", ["shop_id", "created_at", "id"], unique=False)

    op.create_table(
        "search_texts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("part", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_search_texts_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_search_texts_message_id_messages"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_search_texts_shop_id_shops"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_texts")),
        sa.UniqueConstraint("shop_id", "message_id", "part", name=op.f("uq_search_texts_shop_id_message_id_part")),
    )
    with op.batch_alter_table("search_texts", schema=None) as batch_op:
        batch_op.create_index("ix_search_texts_conversation", ["shop_id", "conversation_id"], unique=False)
        batch_op.create_index(
            "uq_search_texts_about",
            ["shop_id", "conversation_id"],
            unique=True,
            postgresql_where=sa.text("message_id IS NULL"),
            sqlite_where=sa.text("message_id IS NULL"),
        )
    for statement in WORDS_INDEX[op.get_bind().dialect.name]:
        op.execute(sa.DDL(statement))

    op.create_table(
        "translation_reviews",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_translation_reviews_agent_id_agents"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_translation_reviews_message_id_messages"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_translation_reviews_shop_id_shops"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_reviews")),
        sa.UniqueConstraint(
            "shop_id", "message_id", "agent_id", name=op.f("uq_translation_reviews_shop_id_message_id_agent_id")
        ),
    )
    with op.batch_alter_table("translation_reviews", schema=None) as batch_op:
        batch_op.create_index("ix_translation_reviews_time", ["shop_id", "created_at", "id"], unique=False)
    # with defaults of the database's own: the release before goes on inserting without them
    for table, column in added():
        op.add_column(table, column)
    op.create_index(
        "ix_conversations_kept",
        "conversations",
        ["shop_id", "last_message_at", "id"],
        sqlite_where=sa.text("sends_out = 0"),
        postgresql_where=sa.text("NOT sends_out"),
    )
    take_over_engines()
    # what was written before is indexed later, by the clock: see app/errands/indexing.py
    op.execute("UPDATE shops SET unindexed_below = 9223372036854775807")


def added():
    """Columns of tables that were there before, made anew for every use: a column belongs to one statement."""
    yes, no_list = sa.true(), sa.text("'[]'")
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return (
        ("conversations", sa.Column("sends_out", sa.Boolean(), nullable=False, server_default=yes)),
        ("customers", sa.Column("language_told_at", sa.DateTime(timezone=True), nullable=True)),
        ("customers", sa.Column("tone", sa.String(length=64), nullable=False, server_default="")),
        ("messages", sa.Column("languages", sa.JSON(), nullable=False, server_default=no_list)),
        ("shops", sa.Column("sends_out", sa.Boolean(), nullable=False, server_default=yes)),
        ("shops", sa.Column("glossary_version", sa.Integer(), nullable=False, server_default="0")),
        ("shops", sa.Column("unindexed_below", big, nullable=False, server_default="0")),
        ("translations", sa.Column("pivot", sa.String(length=64), nullable=False, server_default="")),
    )


def take_over_engines():
    """The one engine each shop had is the first of its list."""
    shops = sa.table("shops", sa.column("id"), sa.column("translator"), sa.column("sealed_translator_settings"))
    engines = sa.table(
        "translation_engines",
        *map(sa.column, ("shop_id", "position", "name", "sealed_settings", "monthly_cap", "currency", "failures")),
        *map(sa.column, ("last_error",)),
        sa.column("is_on", sa.Boolean()),
        sa.column("pairs", sa.JSON()),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    chosen = sa.select(shops.c.id, shops.c.translator, shops.c.sealed_translator_settings)
    bind = op.get_bind()
    for shop_id, name, sealed in bind.execute(chosen.where(shops.c.translator.not_in(("", "none")))).all():
        bind.execute(
            engines.insert().values(
                shop_id=shop_id, position=0, name=name, sealed_settings=sealed, is_on=True, monthly_cap=0, currency="",
                failures=0, last_error="", pairs={}, created_at=datetime.now(UTC),
            )
        )  # fmt: skip


def downgrade():
    op.drop_index("ix_conversations_kept", table_name="conversations")
    for table, column in reversed(added()):
        op.drop_column(table, column.name)
    op.drop_table("translation_reviews")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
    op.drop_table("search_texts")
    with op.batch_alter_table("guard_verdicts", schema=None) as batch_op:
        batch_op.drop_index("ix_guard_verdicts_time")
        batch_op.drop_index("ix_guard_verdicts_message")

    op.drop_table("guard_verdicts")
    with op.batch_alter_table("memory_segments", schema=None) as batch_op:
        batch_op.drop_index("ix_memory_segments_conversation")

    op.drop_table("memory_segments")
    op.drop_table("glossary_terms")
    with op.batch_alter_table("translation_engines", schema=None) as batch_op:
        batch_op.drop_index("ix_translation_engines_order")

    op.drop_table("translation_engines")
    op.drop_table("term_suggestions")
    with op.batch_alter_table("stored_translations", schema=None) as batch_op:
        batch_op.drop_index("ix_stored_translations_conversation")
        batch_op.drop_index("ix_stored_translations_age")

    op.drop_table("stored_translations")
    op.drop_table("language_tones")
    with op.batch_alter_table("engine_uses", schema=None) as batch_op:
        batch_op.drop_index("ix_engine_uses_engine")

    op.drop_table("engine_uses")

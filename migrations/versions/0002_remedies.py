"""Remedies: their tables, what agents may give, the ledger that nobody changes, and return policies."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


APPEND_ONLY = {
    "sqlite": (
        """CREATE TRIGGER ledger_entries_stay BEFORE UPDATE ON ledger_entries
        BEGIN SELECT RAISE(ABORT, 'The ledger is append-only.'); END""",
        """CREATE TRIGGER ledger_entries_remain BEFORE DELETE ON ledger_entries
        BEGIN SELECT RAISE(ABORT, 'The ledger is append-only.'); END""",
        """CREATE TRIGGER ledger_entries_numbered BEFORE INSERT ON ledger_entries
        WHEN EXISTS (SELECT 1 FROM ledger_entries WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'The ledger is append-only.'); END""",
        """CREATE TRIGGER ledger_entries_once BEFORE INSERT ON ledger_entries
        WHEN EXISTS (SELECT 1 FROM ledger_entries WHERE shop_id = NEW.shop_id AND once = NEW.once)
        BEGIN SELECT RAISE(IGNORE); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'The ledger is append-only.'; END $$""",
        """CREATE TRIGGER ledger_entries_stay BEFORE UPDATE OR DELETE ON ledger_entries
        FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()""",
        """CREATE TRIGGER ledger_entries_remain BEFORE TRUNCATE ON ledger_entries
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()""",
    ),
}


def upgrade():
    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("once", sa.String(length=200), nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("remedy_id", sa.Integer(), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("order_gid", sa.String(length=500), nullable=False),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("cost", sa.Numeric(20, 4).with_variant(sa.String(32), "sqlite"), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.Numeric(20, 4).with_variant(sa.String(32), "sqlite"), nullable=True),
        sa.Column("presentment_currency", sa.String(length=3), nullable=False),
        sa.Column("payload_hash", sa.String(length=64), nullable=False),
        sa.Column("gid", sa.String(length=500), nullable=False),
        sa.Column("refund_gid", sa.String(length=500), nullable=False),
        sa.Column("transaction_gid", sa.String(length=500), nullable=False),
        sa.Column("transaction_status", sa.String(length=64), nullable=False),
        sa.Column("transaction_amount", sa.Numeric(20, 4).with_variant(sa.String(32), "sqlite"), nullable=True),
        sa.Column("transaction_currency", sa.String(length=3), nullable=False),
        sa.Column("problem", sa.String(length=64), nullable=False),
        sa.Column("from_state", sa.String(length=64), nullable=False),
        sa.Column("to_state", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("shop_id", "once", name=op.f("uq_ledger_entries_shop_id_once")),
    )
    with op.batch_alter_table("ledger_entries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ledger_entries_shop_id_ledger_entries_at"), ["shop_id", "at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_ledger_entries_shop_id_ledger_entries_order_id"), ["shop_id", "order_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_ledger_entries_shop_id_ledger_entries_remedy_id"), ["shop_id", "remedy_id"], unique=False
        )

    op.create_table(
        "audits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reached", sa.BigInteger(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_audits_shop_id_shops"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audits")),
    )
    with op.batch_alter_table("audits", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audits_shop_id_audits_started_at"), ["shop_id", "started_at"], unique=False
        )
        batch_op.create_index(
            "ix_audits_under_way",
            ["id"],
            unique=False,
            postgresql_where=sa.text("finished_at IS NULL"),
            sqlite_where=sa.text("finished_at IS NULL"),
        )

    op.create_table(
        "return_policies",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("country_code", sa.String(length=64), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("return_costs", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_return_policies_shop_id_shops"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_policies")),
        sa.UniqueConstraint("shop_id", "country_code", name=op.f("uq_return_policies_shop_id_country_code")),
    )
    op.create_table(
        "agent_tokens",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sealed_token", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_agent_tokens_agent_id_agents")),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_agent_tokens_shop_id_shops"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_tokens")),
        sa.UniqueConstraint("shop_id", "agent_id", name=op.f("uq_agent_tokens_shop_id_agent_id")),
    )
    op.create_table(
        "authority_limits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("country_code", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("per_act", sa.Numeric(20, 4).with_variant(sa.String(32), "sqlite"), nullable=True),
        sa.Column("per_order", sa.Numeric(20, 4).with_variant(sa.String(32), "sqlite"), nullable=True),
        sa.Column("per_customer_day", sa.Numeric(20, 4).with_variant(sa.String(32), "sqlite"), nullable=True),
        sa.Column("per_agent_day", sa.Numeric(20, 4).with_variant(sa.String(32), "sqlite"), nullable=True),
        sa.Column("per_shop_day", sa.Numeric(20, 4).with_variant(sa.String(32), "sqlite"), nullable=True),
        sa.Column("forbidden", sa.Boolean(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_authority_limits_agent_id_agents")),
        sa.ForeignKeyConstraint(["made_by_id"], ["agents.id"], name=op.f("fk_authority_limits_made_by_id_agents")),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_authority_limits_shop_id_shops"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_limits")),
    )
    with op.batch_alter_table("authority_limits", schema=None) as batch_op:
        batch_op.create_index(
            "ix_authority_limits_of_a_role",
            ["shop_id", "role", "country_code", "reason", "kind"],
            unique=True,
            postgresql_where=sa.text("agent_id IS NULL"),
            sqlite_where=sa.text("agent_id IS NULL"),
        )
        batch_op.create_index(
            "ix_authority_limits_of_an_agent",
            ["shop_id", "agent_id", "country_code", "reason", "kind"],
            unique=True,
            postgresql_where=sa.text("agent_id IS NOT NULL"),
            sqlite_where=sa.text("agent_id IS NOT NULL"),
        )

    op.create_table(
        "remedy_previews",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token", sa.String(length=36), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("choice", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("known", sa.JSON(), nullable=False),
        sa.Column("cost", sa.Numeric(20, 4).with_variant(sa.String(32), "sqlite"), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_remedy_previews_agent_id_agents")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_remedy_previews_conversation_id_conversations"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_remedy_previews_order_id_orders"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_remedy_previews_shop_id_shops"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedy_previews")),
        sa.UniqueConstraint("shop_id", "token", name=op.f("uq_remedy_previews_shop_id_token")),
    )
    with op.batch_alter_table("remedy_previews", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_remedy_previews_shop_id_remedy_previews_order_id"), ["shop_id", "order_id"], unique=False
        )

    op.create_table(
        "remedies",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("preview_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("open_order_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("open_customer_id", sa.Integer(), nullable=True),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("country_code", sa.String(length=64), nullable=False),
        sa.Column("idempotency_key", sa.String(length=36), nullable=False),
        sa.Column("payload_hash", sa.String(length=64), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("cost", sa.Numeric(20, 4).with_variant(sa.String(32), "sqlite"), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.Numeric(20, 4).with_variant(sa.String(32), "sqlite"), nullable=True),
        sa.Column("presentment_currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("claim", sa.String(length=64), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=500), nullable=False),
        sa.Column("gid", sa.String(length=500), nullable=False),
        sa.Column("refund_gid", sa.String(length=500), nullable=False),
        sa.Column("money_state", sa.String(length=64), nullable=False),
        sa.Column("transactions", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("problem", sa.String(length=64), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("goes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_to_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_remedies_agent_id_agents")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_remedies_conversation_id_conversations"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_remedies_customer_id_customers")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_remedies_order_id_orders"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["preview_id"], ["remedy_previews.id"], name=op.f("fk_remedies_preview_id_remedy_previews")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_remedies_shop_id_shops"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedies")),
        sa.UniqueConstraint("shop_id", "idempotency_key", name=op.f("uq_remedies_shop_id_idempotency_key")),
        sa.UniqueConstraint("shop_id", "open_customer_id", name=op.f("uq_remedies_shop_id_open_customer_id")),
        sa.UniqueConstraint("shop_id", "open_order_id", name=op.f("uq_remedies_shop_id_open_order_id")),
        sa.UniqueConstraint("shop_id", "preview_id", name=op.f("uq_remedies_shop_id_preview_id")),
    )
    with op.batch_alter_table("remedies", schema=None) as batch_op:
        batch_op.create_index(
            "ix_remedies_pending",
            ["next_try_at"],
            unique=False,
            postgresql_where=sa.text("state = 'SUCCEEDED' AND money_state = 'PENDING'"),
            sqlite_where=sa.text("state = 'SUCCEEDED' AND money_state = 'PENDING'"),
        )
        batch_op.create_index(
            batch_op.f("ix_remedies_shop_id_remedies_agent_id_remedies_created_at"),
            ["shop_id", "agent_id", "created_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_remedies_shop_id_remedies_created_at"), ["shop_id", "created_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_remedies_shop_id_remedies_customer_id_remedies_created_at"),
            ["shop_id", "customer_id", "created_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_remedies_shop_id_remedies_order_id"), ["shop_id", "order_id"], unique=False
        )
        batch_op.create_index(
            "ix_remedies_trouble",
            ["shop_id", "seen_to_at"],
            unique=False,
            postgresql_where=sa.text("seen_to_at IS NULL AND (state = 'NEEDS_REVIEW' OR money_state = 'FAILURE')"),
            sqlite_where=sa.text("seen_to_at IS NULL AND (state = 'NEEDS_REVIEW' OR money_state = 'FAILURE')"),
        )
        batch_op.create_index(
            "ix_remedies_under_way",
            ["next_try_at"],
            unique=False,
            postgresql_where=sa.text("state IN ('WAITING', 'SENDING', 'UNKNOWN')"),
            sqlite_where=sa.text("state IN ('WAITING', 'SENDING', 'UNKNOWN')"),
        )

    op.create_table(
        "approvals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("remedy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payload_hash", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("overs", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_approvals_agent_id_agents")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["agents.id"], name=op.f("fk_approvals_decided_by_id_agents")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_approvals_order_id_orders"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["remedy_id"], ["remedies.id"], name=op.f("fk_approvals_remedy_id_remedies"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_approvals_shop_id_shops"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("shop_id", "remedy_id", name=op.f("uq_approvals_shop_id_remedy_id")),
    )
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.create_index(
            "ix_approvals_pending",
            ["shop_id", "expires_at"],
            unique=False,
            postgresql_where=sa.text("state = 'PENDING'"),
            sqlite_where=sa.text("state = 'PENDING'"),
        )
        batch_op.create_index(
            batch_op.f("ix_approvals_shop_id_approvals_decided_by_id"), ["shop_id", "decided_by_id"], unique=False
        )

    op.create_table(
        "remedy_drafts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("remedy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("telling", sa.String(length=64), nullable=False),
        sa.Column("money_state", sa.String(length=64), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_remedy_drafts_agent_id_agents"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_remedy_drafts_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_remedy_drafts_message_id_messages"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["remedy_id"], ["remedies.id"], name=op.f("fk_remedy_drafts_remedy_id_remedies"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shops.id"], name=op.f("fk_remedy_drafts_shop_id_shops"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedy_drafts")),
        sa.UniqueConstraint(
            "shop_id", "remedy_id", "money_state", name=op.f("uq_remedy_drafts_shop_id_remedy_id_money_state")
        ),
    )
    with op.batch_alter_table("remedy_drafts", schema=None) as batch_op:
        batch_op.create_index("ix_remedy_drafts_open", ["shop_id", "conversation_id", "state"], unique=False)

    op.create_table(
        "drifts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("once", sa.String(length=200), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("gid", sa.String(length=500), nullable=False),
        sa.Column("order_gid", sa.String(length=500), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("remedy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ours", sa.Numeric(20, 4).with_variant(sa.String(32), "sqlite"), nullable=True),
        sa.Column("our_currency", sa.String(length=3), nullable=False),
        sa.Column("theirs", sa.Numeric(20, 4).with_variant(sa.String(32), "sqlite"), nullable=True),
        sa.Column("their_currency", sa.String(length=3), nullable=False),
        sa.Column("seen_to_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_to_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_drifts_order_id_orders"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["remedy_id"], ["remedies.id"], name=op.f("fk_drifts_remedy_id_remedies"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["seen_to_by"], ["agents.id"], name=op.f("fk_drifts_seen_to_by_agents"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_drifts_shop_id_shops"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drifts")),
        sa.UniqueConstraint("shop_id", "once", name=op.f("uq_drifts_shop_id_once")),
    )
    with op.batch_alter_table("drifts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_drifts_unseen",
            ["shop_id", "found_at"],
            unique=False,
            postgresql_where=sa.text("seen_to_at IS NULL"),
            sqlite_where=sa.text("seen_to_at IS NULL"),
        )

    with op.batch_alter_table("agents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("approves_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("acts_for_shop_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.add_column(sa.Column("remedy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_refunds_remedy_id_remedies"), "remedies", ["remedy_id"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("shops", schema=None) as batch_op:
        batch_op.add_column(sa.Column("refunds_paused_by_id", sa.Integer(), nullable=True))

    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade():
    with op.batch_alter_table("shops", schema=None) as batch_op:
        batch_op.drop_column("refunds_paused_by_id")

    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_refunds_remedy_id_remedies"), type_="foreignkey")
        batch_op.drop_column("remedy_id")

    with op.batch_alter_table("agents", schema=None) as batch_op:
        batch_op.drop_column("acts_for_shop_at")
        batch_op.drop_column("approves_at")

    with op.batch_alter_table("drifts", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_drifts_unseen",
            postgresql_where=sa.text("seen_to_at IS NULL"),
            sqlite_where=sa.text("seen_to_at IS NULL"),
        )

    op.drop_table("drifts")
    with op.batch_alter_table("remedy_drafts", schema=None) as batch_op:
        batch_op.drop_index("ix_remedy_drafts_open")

    op.drop_table("remedy_drafts")
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approvals_shop_id_approvals_decided_by_id"))
        batch_op.drop_index(
            "ix_approvals_pending",
            postgresql_where=sa.text("state = 'PENDING'"),
            sqlite_where=sa.text("state = 'PENDING'"),
        )

    op.drop_table("approvals")
    with op.batch_alter_table("remedies", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_remedies_under_way",
            postgresql_where=sa.text("state IN ('WAITING', 'SENDING', 'UNKNOWN')"),
            sqlite_where=sa.text("state IN ('WAITING', 'SENDING', 'UNKNOWN')"),
        )
        batch_op.drop_index(
            "ix_remedies_trouble",
            postgresql_where=sa.text("seen_to_at IS NULL AND (state = 'NEEDS_REVIEW' OR money_state = 'FAILURE')"),
            sqlite_where=sa.text("seen_to_at IS NULL AND (state = 'NEEDS_REVIEW' OR money_state = 'FAILURE')"),
        )
        batch_op.drop_index(batch_op.f("ix_remedies_shop_id_remedies_order_id"))
        batch_op.drop_index(batch_op.f("ix_remedies_shop_id_remedies_customer_id_remedies_created_at"))
        batch_op.drop_index(batch_op.f("ix_remedies_shop_id_remedies_created_at"))
        batch_op.drop_index(batch_op.f("ix_remedies_shop_id_remedies_agent_id_remedies_created_at"))
        batch_op.drop_index(
            "ix_remedies_pending",
            postgresql_where=sa.text("state = 'SUCCEEDED' AND money_state = 'PENDING'"),
            sqlite_where=sa.text("state = 'SUCCEEDED' AND money_state = 'PENDING'"),
        )

    op.drop_table("remedies")
    with op.batch_alter_table("remedy_previews", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remedy_previews_shop_id_remedy_previews_order_id"))

    op.drop_table("remedy_previews")
    with op.batch_alter_table("authority_limits", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_authority_limits_of_an_agent",
            postgresql_where=sa.text("agent_id IS NOT NULL"),
            sqlite_where=sa.text("agent_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_authority_limits_of_a_role",
            postgresql_where=sa.text("agent_id IS NULL"),
            sqlite_where=sa.text("agent_id IS NULL"),
        )

    op.drop_table("authority_limits")
    op.drop_table("agent_tokens")
    op.drop_table("return_policies")
    with op.batch_alter_table("audits", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_audits_under_way",
            postgresql_where=sa.text("finished_at IS NULL"),
            sqlite_where=sa.text("finished_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_audits_shop_id_audits_started_at"))

    op.drop_table("audits")
    with op.batch_alter_table("ledger_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_entries_shop_id_ledger_entries_remedy_id"))
        batch_op.drop_index(batch_op.f("ix_ledger_entries_shop_id_ledger_entries_order_id"))
        batch_op.drop_index(batch_op.f("ix_ledger_entries_shop_id_ledger_entries_at"))

    op.drop_table("ledger_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION ledger_is_append_only()")

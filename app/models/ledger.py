"""What was done about money, entry by entry: the database itself takes no entry back. And what audits found."""

from sqlalchemy import DDL, BigInteger, ForeignKey, Index, String, Table, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.models.columns import Currency, Id, Line, MaybeAmount, MaybeMoment, Moment, ShopId, Word

UNSEEN = text("seen_to_at IS NULL")
UNFINISHED = text("finished_at IS NULL")
NO = "BEGIN SELECT RAISE(ABORT, 'The ledger is append-only.'); END"
APPEND_ONLY: dict[str, tuple[str, ...]] = {
    "sqlite": (
        f"CREATE TRIGGER ledger_entries_stay BEFORE UPDATE ON ledger_entries {NO}",
        f"CREATE TRIGGER ledger_entries_remain BEFORE DELETE ON ledger_entries {NO}",
        # INSERT OR REPLACE deletes, and no trigger hears of it
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
"""What makes the table append-only, by dialect; a migration that creates or rebuilds the table runs a copy of it."""


class LedgerEntry(Base):
    """One thing that happened to a remedy, or to money without one; `what` is a word of app/domain/ledger.py.

    It outlives shop, order and agents, so it refers to them by plain numbers and holds no word that a person wrote.
    `cost` is the shop's, in `currency`; `amount` the customer's, in `presentment_currency`. `gid` is what was made
    over there, `once` what a thing is known by that may be told twice and is entered once. `remedy_id` is NULL where
    it was not ours.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        UniqueConstraint("shop_id", "once"),
        Index(None, "shop_id", "remedy_id"),
        Index(None, "shop_id", "order_id"),
        Index(None, "shop_id", "at"),
    )

    id: Mapped[Id]
    shop_id: Mapped[int]
    at: Mapped[Moment]
    what: Mapped[Word]
    once: Mapped[str | None] = mapped_column(String(200))
    actor: Mapped[Word]
    remedy_id: Mapped[int | None]
    order_id: Mapped[int | None]
    order_gid: Mapped[Line]
    test: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[Word]
    reason: Mapped[Word]
    agent_id: Mapped[int | None]
    approver_id: Mapped[int | None]
    cost: Mapped[MaybeAmount]
    currency: Mapped[Currency]
    amount: Mapped[MaybeAmount]
    presentment_currency: Mapped[Currency]
    payload_hash: Mapped[str] = mapped_column(String(64), default="")
    gid: Mapped[Line]
    refund_gid: Mapped[Line]
    transaction_gid: Mapped[Line]
    transaction_status: Mapped[Word]
    transaction_amount: Mapped[MaybeAmount]
    transaction_currency: Mapped[Currency]
    problem: Mapped[Word]
    from_state: Mapped[Word]
    to_state: Mapped[Word]


class Drift(Base):
    """Something about money that Shopify tells otherwise than we do; nobody but a person does anything about it.

    `kind` is a word of app/domain/ledger.py, `gid` what it is about, `order_id` NULL where the order is not mirrored.
    `ours` and `theirs` are in the customer's currency as each side has it.
    """

    __tablename__ = "drifts"
    __table_args__ = (
        UniqueConstraint("shop_id", "once"),
        Index("ix_drifts_unseen", "shop_id", "found_at", postgresql_where=UNSEEN, sqlite_where=UNSEEN),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    once: Mapped[str] = mapped_column(String(200))
    found_at: Mapped[Moment]
    kind: Mapped[Word]
    gid: Mapped[Line]
    order_gid: Mapped[Line]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id", ondelete="SET NULL"))
    remedy_id: Mapped[int | None] = mapped_column(ForeignKey("remedies.id", ondelete="SET NULL"))
    ours: Mapped[MaybeAmount]
    our_currency: Mapped[Currency]
    theirs: Mapped[MaybeAmount]
    their_currency: Mapped[Currency]
    seen_to_at: Mapped[MaybeMoment]
    seen_to_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id", ondelete="SET NULL"))


class Audit(Base):
    """One comparison of a shop's money with Shopify's, order by order; `reached` is the last order's number over
    there, so that another process goes on from here.
    """

    __tablename__ = "audits"
    __table_args__ = (
        Index(None, "shop_id", "started_at"),
        Index("ix_audits_under_way", "id", postgresql_where=UNFINISHED, sqlite_where=UNFINISHED),
    )

    id: Mapped[Id]
    shop_id: Mapped[ShopId]
    started_at: Mapped[Moment]
    reached: Mapped[int] = mapped_column(BigInteger, default=0)
    orders: Mapped[int] = mapped_column(default=0)
    found: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[MaybeMoment]


def _keep_what_is_written() -> None:
    table = LedgerEntry.__table__
    assert isinstance(table, Table)  # noqa: S101 - tells the type checker what a mapped class's table is
    for dialect, statements in APPEND_ONLY.items():
        for statement in statements:
            event.listen(table, "after_create", DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]  # SQLAlchemy left it out


_keep_what_is_written()

"""Migrations run up, down and up again on both databases and end where the models are."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import String, create_engine, insert, inspect, text
from sqlalchemy.exc import DBAPIError

import app.models  # noqa: F401 - loads the tables
from app.db import Base, Database
from app.desk import orders
from app.desk.desk import open_desk
from app.domain.orders import Refund
from app.migrating import FOLDER, config, is_at_head, is_modelled, migrate
from app.models import LedgerEntry
from tests import cast
from tests.cast import NOON


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server = request.getfixturevalue("postgres_url")
    engine = create_engine(server.replace("postgresql", "postgresql+psycopg") + "postgres")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP DATABASE IF EXISTS migrations WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE migrations"))
        yield f"{server}migrations"
    engine.dispose()


def test_up_down_up_ends_where_the_models_are(empty_url):
    migrate(empty_url)
    command.downgrade(config(empty_url), "base")
    database = Database(empty_url)
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    migrate(empty_url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_modelled})
        assert compare_metadata(context, Base.metadata) == []
    assert is_at_head(database)
    database.close()


def test_down_and_up_again_keep_what_was_there_before(empty_url):
    migrate(empty_url)
    database = Database(empty_url)
    shop = cast.shop(database)
    cast.agent(database, shop.id)
    sent_back = Refund("gid://shopify/Refund/1", created_at=NOON, total=cast.bag("3000", "20.00"))
    with open_desk(database, shop.id, now=NOON) as desk:
        orders.mirror(desk, cast.order(refunds=(sent_back,)), quiet=True)
    kept = ("shops", "agents", "customers", "orders", "line_items", "refunds")

    def rows() -> list[int]:
        with database.engine.connect() as connection:
            return [connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in kept]

    for turn in (lambda: command.downgrade(config(empty_url), "0001"), lambda: migrate(empty_url)):
        turn()
        assert rows() == [1] * len(kept)
    database.close()


def test_after_the_migration_all_earlier_messages_are_still_to_be_indexed(empty_url):
    command.upgrade(config(empty_url), "0002")
    database = Database(empty_url)
    with database.transaction() as session:
        words = {column["name"]: "" for column in inspect(session.connection()).get_columns("shops")}
        numbers = dict.fromkeys(("id", "automation_hourly_limit"), 1)
        empty = {name: None for name in words if name.endswith(("_at", "_id", "_until", "_limit"))}
        names = ", ".join(words)
        row = words | empty | numbers
        session.execute(text(f"INSERT INTO shops ({names}) VALUES ({', '.join(f':{name}' for name in words)})"), row)
    migrate(empty_url)
    with database.transaction() as session:
        assert session.scalar(text("SELECT unindexed_below FROM shops")) == 2**63 - 1
    database.close()


def test_tables_of_another_release_are_not_at_head(empty_url):
    database = Database(empty_url)
    assert not is_at_head(database)
    migrate(empty_url)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert not is_at_head(database)
    database.close()


def test_every_migration_goes_up_and_down_and_knows_no_code_of_ours():
    files = sorted(Path(FOLDER, "versions").glob("*.py"))
    assert files
    for path in files:
        source = path.read_text()
        assert "import app" not in source, path.name
        assert "from app" not in source, path.name
        assert source.count("def upgrade()") == source.count("def downgrade()") == 1, path.name
        assert path.name[:4].isdecimal(), path.name


def test_a_migrated_ledger_takes_no_entry_back(empty_url):
    migrate(empty_url)
    database = Database(empty_url)
    with database.transaction() as session:
        entry = {column.name: "" for column in LedgerEntry.__table__.columns if isinstance(column.type, String)}
        session.execute(
            insert(LedgerEntry).values(entry | {"id": 1, "shop_id": 1, "at": NOON, "once": None, "test": False})
        )
    for statement in ("UPDATE ledger_entries SET what = 'OTHER'", "DELETE FROM ledger_entries"):
        with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
            session.execute(text(statement))
    database.close()

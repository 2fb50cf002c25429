"""Runs migrations on the database of the settings; a lock that is not had soon is given up, not waited for."""

from alembic import context

import app.models  # noqa: F401 - loads the tables, for `alembic check`
from app.db import Amount, Base, UtcTime, create_engine
from app.migrating import is_modelled


def render_item(kind: str, item: object, _autogen: object) -> str | bool:
    """Draft our column types as SQL's own: a migration must not change when the code does."""
    if kind == "type" and isinstance(item, UtcTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Amount):
        return 'sa.Numeric(20, 4).with_variant(sa.String(32), "sqlite")'
    return False


def run() -> None:
    engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET lock_timeout = '5s'")
            connection.commit()
        else:  # SQLite rebuilds a table to change it; dropping the old one would take all that refers to it along
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=render_item,
            include_name=is_modelled,
            compare_type=False,
        )
        with context.begin_transaction():
            context.run_migrations()
            if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("This migration would leave rows that refer to nothing.")
    engine.dispose()


run()

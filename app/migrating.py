"""Brings the database's tables to this release's shape; the numbered steps stand in migrations/versions."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.db import Database

FOLDER = Path(__file__).parent.parent / "migrations"


def config(url: str) -> Config:
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    made.set_main_option("path_separator", "os")
    return made


def migrate(url: str) -> None:
    """Run every step that is still owed; does nothing when none is."""
    command.upgrade(config(url), "head")


def is_at_head(database: Database) -> bool:
    """Whether the tables have the shape this code expects."""
    head = ScriptDirectory(str(FOLDER)).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head

"""Brings the database's tables to this release's shape; the numbered steps stand in migrations/versions."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from app.db import Database

if TYPE_CHECKING:
    from alembic.config import Config

WORDS_INDEX = "search_index"  # made by app/models/searching.py in each database's own way, with tables of its own
FOLDER = Path(__file__).parent.parent / "migrations"


def config(url: str) -> "Config":
    from alembic.config import Config  # ten megabytes that no running process needs

    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    made.set_main_option("path_separator", "os")
    return made


def is_modelled(name: str | None, _kind: str, _parents: object) -> bool:
    """Whether the models speak of this table or index, so that drafts and comparisons do."""
    return not (name or "").startswith(WORDS_INDEX)


def migrate(url: str) -> None:
    """Run every step that is still owed; does nothing when none is."""
    from alembic import command

    command.upgrade(config(url), "head")


def is_at_head(database: Database) -> bool:
    """Whether the tables have the shape this code expects."""
    head = max(path.stem.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return bool(connection.scalar(text("SELECT version_num FROM alembic_version")) == head)

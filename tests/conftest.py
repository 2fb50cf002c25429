"""Fixtures every test may ask for: a database (SQLite and PostgreSQL), a Valkey, a runtime, two shops."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import create_engine, text

import app.models  # noqa: F401 - loads the tables
from app.db import Base, Database
from app.errands.runtime import Runtime
from app.models import Shop
from app.queue import Doorbell
from app.settings import Settings
from tests import cast
from tests.servers import postgres, valkey

SECRET = "demo-secret-for-tests-0123456789abcdef"


CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TOGETHER = ("stories", "browser")  # each folder shares started processes, so one worker runs all of it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several workers a file, or one of the folders above, stays with one of them."""
    for item in items:
        folder = item.path.parent.name
        item.add_marker(pytest.mark.xdist_group(folder if folder in TOGETHER else str(item.path)))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one for all: Playwright allows one driver a process."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with postgres() as address:
        engine = create_engine(address.replace("postgresql", "postgresql+psycopg") + "postgres")
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CREATE DATABASE template_tables"))
        engine.dispose()
        database = Database(address + "template_tables")
        Base.metadata.create_all(database.engine)
        database.close()
        yield address


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database with all tables, made for this test alone."""
    if request.param == "sqlite":
        path = tmp_path / "kakehashi.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_url")
    name = f"test_{abs(hash(str(tmp_path)))}"
    engine = create_engine(server.replace("postgresql", "postgresql+psycopg") + "postgres")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE template_tables STRATEGY file_copy'))
        yield server + name
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    engine.dispose()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.close()


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    with valkey() as address:
        yield address


@pytest.fixture
def settings(database_url: str, valkey_url: str, tmp_path: Path) -> Settings:
    return Settings.from_env(
        {
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": database_url,
            "REDIS_URL": valkey_url,
            "SHOPIFY_API_KEY": "kakehashi-demo",
            "SHOPIFY_API_SECRET": SECRET,
            "SHOPIFY_URL_TEMPLATE": "http://127.0.0.1:9/shops/{shop}",
        }
    )


@pytest.fixture
def runtime(settings: Settings, database: Database) -> Iterator[Runtime]:
    """A runtime on this test's database and an emptied Valkey; it talks to no development store."""
    doorbell = Doorbell.at(settings.redis_url)
    doorbell.redis.flushall()
    yield Runtime(settings, database, doorbell)
    doorbell.redis.close()


@pytest.fixture
def hana(database: Database) -> Shop:
    return cast.shop(database)


@pytest.fixture
def mei(database: Database) -> Shop:
    return cast.shop(database, cast.MEI)

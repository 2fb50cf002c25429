"""One furnished theatre for each database; stories use orders of their own and do not disturb each other."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text

from tests.servers import valkey
from tests.stories.theatre import Theatre, furnish, playing


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def theatre(request: pytest.FixtureRequest) -> Iterator[Theatre]:
    url = ""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_url")
        engine = create_engine(server.replace("postgresql", "postgresql+psycopg") + "postgres")
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("DROP DATABASE IF EXISTS theatre WITH (FORCE)"))
            connection.execute(text("CREATE DATABASE theatre"))
        engine.dispose()
        url = f"{server}theatre"
    with valkey() as queue, playing(url, queue) as made:
        furnish(made)
        yield made

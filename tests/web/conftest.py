"""The app asked in this process (`client`), alone or with a running development store as its Shopify (`connected`)."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.errands.runtime import Runtime
from app.wsgi import create_app
from tests.processes import DevStore, devstore_process


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return create_app(runtime)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def devstore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevStore]:
    with devstore_process(tmp_path_factory.mktemp("devstore")) as store:
        yield store


@pytest.fixture
def connected(runtime: Runtime, devstore: DevStore) -> Runtime:
    """A runtime whose Shopify is the development store."""
    settings = replace(
        runtime.settings,
        shopify_api_key=devstore.api_key,
        shopify_api_secret=devstore.api_secret,
        shopify_url_template=f"{devstore.url}/shops/{{shop}}",
    )
    return Runtime(settings, runtime.database, runtime.doorbell)

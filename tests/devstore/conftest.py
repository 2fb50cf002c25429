"""A development store for this folder's tests: the real process, one for all; every test places its own order."""

from collections.abc import Iterator

import pytest

from tests.devstore.shopify_client import ShopifyClient, installed
from tests.processes import DevStore, devstore_process


@pytest.fixture(scope="session")
def running_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevStore]:
    folder = tmp_path_factory.mktemp("devstore")
    with devstore_process(folder, DEVSTORE_APP_CONFIG="none.toml", DEVSTORE_BULK_SECONDS="1.5") as store:
        yield store


@pytest.fixture
def store(running_store: DevStore) -> Iterator[DevStore]:
    """The store, with no fault left over from the test before."""
    running_store.delete("/control/faults")
    yield running_store
    running_store.delete("/control/faults")


@pytest.fixture(scope="session")
def session_client(running_store: DevStore) -> ShopifyClient:
    return installed(running_store)


@pytest.fixture
def client(store: DevStore, session_client: ShopifyClient) -> ShopifyClient:
    """An app that is installed in Hana's shop."""
    return session_client


@pytest.fixture
def customer(client) -> str:
    """A customer of their own for each test."""
    order = client.place(
        [{"price": "1000"}], email=f"{id(object())}-{client.place([{'price': '1'}])['name'][1:]}@x.example"
    )
    read = "query ($id: ID!) { order(id: $id) { customer { id } } }"
    found: str = client.run(read, id=order["gid"])["order"]["customer"]["id"]
    return found

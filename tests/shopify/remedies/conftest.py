"""One development store for all kinds of remedies; every test places its own order in it."""

from collections.abc import Iterator

import pytest

from tests.processes import HANA, DevStore, devstore_process
from tests.shopify.remedies.stand import Stand, stand_at


@pytest.fixture(scope="session")
def remedy_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevStore]:
    with devstore_process(tmp_path_factory.mktemp("devstore"), DEVSTORE_APP_CONFIG="none.toml") as store:
        yield store


@pytest.fixture(scope="session")
def remedy_stand(remedy_store: DevStore) -> Stand:
    return stand_at(remedy_store)


@pytest.fixture
def stand(remedy_stand: Stand) -> Iterator[Stand]:
    """No fault is left over from the test before, nor for the one after."""
    remedy_stand.store.delete("/control/faults")
    yield remedy_stand
    remedy_stand.store.delete("/control/faults")


@pytest.fixture
def limited(stand: Stand) -> Iterator[Stand]:
    """The same shop, to which the app was granted orders, returns and customers to read, and nothing of goodwill."""
    store = stand.store
    granted = stand.api.query("{ currentAppInstallation { accessScopes { handle } } }")["currentAppInstallation"]
    scopes = [one["handle"] for one in granted["accessScopes"]]
    basic = ["read_orders", "write_orders", "read_returns", "read_customers", "read_fulfillments"]
    store.post("/control/app/scopes", shop=HANA, scopes=basic)
    yield stand_at(store)
    store.post("/control/app/scopes", shop=HANA, scopes=scopes)

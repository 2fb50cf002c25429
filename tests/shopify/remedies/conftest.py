"""One development store for all kinds of remedies; every test places its own order in it."""

from collections.abc import Iterator

import pytest

from tests.processes import DevStore, devstore_process
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

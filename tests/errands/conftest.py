"""One development store for all errands; every test gets it freshly seeded."""

from collections.abc import Iterator

import pytest

from tests.errands import money_stage, translating
from tests.errands.money_stage import Stage
from tests.errands.translating import Office
from tests.processes import DevStore, devstore_process


@pytest.fixture(scope="session")
def money_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevStore]:
    with devstore_process(money_stage.data_folder(tmp_path_factory)) as store:
        yield store


@pytest.fixture
def stage(runtime, money_store) -> Iterator[Stage]:
    with money_stage.stage(runtime, money_store) as made:
        yield made


@pytest.fixture
def office(runtime) -> Iterator[Office]:
    with translating.office(runtime) as made:
        yield made

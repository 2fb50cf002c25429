"""A shop as it is after its installation."""

import pytest

from app.db import Database
from app.desk import starter
from app.desk.desk import SYSTEM, open_desk
from app.models import Shop
from tests.cast import NOON


@pytest.fixture
def shop(database: Database, hana: Shop) -> Shop:
    """Hana's shop with the starters installed."""
    with open_desk(database, hana.id, SYSTEM, now=NOON) as desk:
        starter.install(desk)
    return hana

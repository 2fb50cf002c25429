"""A stand-in for every service, and patience that a test can sit out."""

import pytest

from app.translation import calling
from tests.translation.stubs import service


@pytest.fixture
def stub():
    with service() as server:
        yield server


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(calling, "SECONDS", (2.0, 0.15))
    monkeypatch.setattr(calling, "WHOLE", 0.3)

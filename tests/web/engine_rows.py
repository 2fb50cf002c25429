"""Engines of a shop and what they were sent, as rows, and how the page shows one of them."""

from datetime import UTC, datetime
from typing import Any

from app.models import EngineUse, TranslationEngine
from tests import cast
from tests.web.scene import Desk

MONTH = f"{datetime.now(UTC):%Y-%m}"
NOWHERE = "http://127.0.0.1:9"


def libre(desk: Desk, url: str, **columns: Any) -> TranslationEngine:
    settings = cast.sealed(desk.runtime.settings.api_secrets, url=url)
    return cast.engine(desk.database, desk.shop.id, "libretranslate", sealed_settings=settings, **columns)


def used(desk: Desk, engine_id: int, shop_id: int | None = None, **columns: Any) -> None:
    values: dict[str, Any] = {
        "day": f"{MONTH}-01",
        "engine": "libretranslate",
        "host": "x",
        "purpose": "DRAFT",
        "source": "ja",
    }
    values |= {"target": "es", "characters": 2_000_000, "calls": 40, "failures": 3, "masked": {}}
    with desk.database.transaction() as session:
        session.add(EngineUse(shop_id=shop_id or desk.shop.id, engine_id=engine_id, **(values | columns)))


def card(desk: Desk, engine_id: int) -> str:
    return desk.page("/engines").partition(f'id="engine-{engine_id}"')[2].partition("</li>")[0]

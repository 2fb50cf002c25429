"""Makes findable what was written before there was a search: in small turns of the clock, each its own commits."""

import time
from datetime import datetime

from sqlalchemy import select

from app.desk import searching
from app.errands.runtime import Runtime
from app.models import Shop

SPENT = 0.5  # seconds of a turn: the clock has more to do, and SQLite one writer


def index_earlier(runtime: Runtime, now: datetime) -> None:
    """Messages from before, newest first; the next turn goes on where this one ends."""
    with runtime.database.transaction(read_only=True) as session:
        shops = session.scalars(select(Shop.id).where(Shop.unindexed_below > 0)).all()
    until = time.monotonic() + SPENT
    for shop_id in shops:
        more = True
        while more and time.monotonic() < until:
            with runtime.desk(shop_id, now=now) as desk:
                more = searching.index_earlier(desk)

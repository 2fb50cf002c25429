"""What a running process holds: settings, database, doorbell; handed to errands as their first argument."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from app.db import Database
from app.desk.desk import SYSTEM, Actor, Desk, open_desk
from app.queue import Doorbell
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Runtime:
    """Made once per process by app.startup; a test makes its own."""

    settings: Settings
    database: Database
    doorbell: Doorbell

    @classmethod
    def start(cls, settings: Settings) -> "Runtime":
        return cls(settings, Database(settings.database_url), Doorbell.at(settings.redis_url))

    def desk(
        self, shop_id: int, actor: Actor = SYSTEM, *, now: datetime | None = None, read_only: bool = False
    ) -> AbstractContextManager[Desk]:
        return open_desk(self.database, shop_id, actor, now=now, read_only=read_only)

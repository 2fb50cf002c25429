"""A shop with an agent at the desk and conversations to look at, asked as App Bridge asks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.db import Database
from app.errands.runtime import Runtime
from app.models import Agent, Conversation, Message, Shop, Translation
from tests import cast
from tests.visiting import DIEGO, signed_in


@dataclass(frozen=True, slots=True)
class Desk:
    """An agent's browser: every request signed, answers as text."""

    client: FlaskClient
    runtime: Runtime
    shop: Shop
    agent: Agent

    @property
    def database(self) -> Database:
        return self.runtime.database

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=signed_in(self.runtime.settings, self.shop.domain) | headers)

    def post(self, path: str, data: dict[str, Any] | None = None) -> TestResponse:
        signed = signed_in(self.runtime.settings, self.shop.domain)
        return self.client.post(path, data=data or {}, headers=signed | {"HX-Request": "true"})

    def page(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def conversation(self, **columns: Any) -> Conversation:
        return cast.conversation(self.database, self.shop.id, **columns)

    def message(self, conversation_id: int, body: str = "¿Dónde está mi pedido?", **columns: Any) -> Message:
        return message(self.database, self.shop.id, conversation_id, body, **columns)

    def translation(self, message_id: int, text: str, **columns: Any) -> None:
        values = {
            "source": "es",
            "target": self.agent.language,
            "state": "DONE",
            "engine": "echo",
            "created_at": cast.NOON,
        }
        with self.database.transaction() as session:
            row = Translation(shop_id=self.shop.id, message_id=message_id, text=text, **(values | columns))
            session.add(row)

    def change(self, row: Any, **columns: Any) -> None:
        with self.database.transaction() as session:
            fresh = session.get(type(row), row.id)
            for name, value in columns.items():
                setattr(fresh, name, value)

    def row(self, model: Any, row_id: int) -> Any:
        with self.database.transaction(read_only=True) as session:
            return session.get(model, row_id)


def sit_down(client: FlaskClient, runtime: Runtime, shop: Shop, **agent: Any) -> Desk:
    values = {"locale": "en", "language": "en", "last_seen_at": datetime.now(cast.NOON.tzinfo)}
    row = cast.agent(runtime.database, shop.id, "Diego", **(values | agent))
    desk = Desk(client, runtime, shop, row)
    desk.change(row, shopify_user_id=DIEGO)
    return desk


def message(database: Database, shop_id: int, conversation_id: int, body: str, **columns: Any) -> Message:
    values = {
        "channel": "email",
        "external_id": f"<{next(cast._numbers)}@example.es>",
        "direction": "INBOUND",
        "author": "CUSTOMER",
        "from_name": "María Díaz",
        "from_address": "maria@example.es",
        "language": "es",
        "created_at": cast.NOON,
    }
    with database.transaction() as session:
        row = Message(shop_id=shop_id, conversation_id=conversation_id, body=body, **(values | columns))
        session.add(row)
        session.flush()
        return row

"""A desk at which a refund has left a draft above the composer: what its page shows, previews and sends."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

from werkzeug.test import TestResponse

from app.desk.desk import SYSTEM
from app.desk.remedy_papers import paper_of
from app.domain.money import Money
from app.domain.remedies.told import Item, Told
from app.models import Conversation, Message, Order, Remedy, RemedyDraft
from tests import cast
from tests.web.scene import Desk

TOLD = Told(returned=Money.of("84.00", "USD"), methods=("Visa",), items=(Item("Asagao cup", 2),))


class Corner:
    """Diego's desk with María's conversation, and a refund of hers that left a draft."""

    def __init__(self, desk: Desk, language: str = "es", told: Told = TOLD, telling: str = "refund") -> None:
        self.desk = desk
        customer = cast.customer(desk.database, desk.shop.id, name="María Díaz", language="es")
        moments = dict.fromkeys(("created_at", "updated_at", "mirrored_at"), cast.NOON)
        with desk.database.transaction() as session:
            order = Order(shop_id=desk.shop.id, gid="gid://shopify/Order/1", name="#1042", currency="JPY", **moments)
            order.customer_id = customer.id
            session.add(order)
            session.flush()
            self.order_id = order.id
        more = {"customer_id": customer.id, "order_id": self.order_id, "language": language}
        self.id = desk.conversation(**more).id
        desk.message(self.id)
        self.draft_id = self.leave(told, telling)

    def leave(self, told: Told, telling: str) -> int:
        both = {"shop_id": self.desk.shop.id, "conversation_id": self.id, "created_at": cast.NOON}
        papers = {"idempotency_key": f"k{next(cast._numbers)}", "payload_hash": "h", "request": "{}", "kind": "REFUND"}
        worth = {"amount": 84, "presentment_currency": "USD", "state": "SUCCEEDED"}
        with self.desk.database.transaction() as session:
            remedy = Remedy(order_id=self.order_id, agent_id=self.desk.agent.id, **both, **papers, **worth)
            session.add(remedy)
            session.flush()
            draft = RemedyDraft(remedy_id=remedy.id, telling=telling, told=paper_of(told), **both)
            session.add(draft)
            session.get(Conversation, self.id).changed_at = datetime.now(UTC)
            session.flush()
            return draft.id

    def page(self) -> str:
        return self.desk.page(f"/conversations/{self.id}")

    def text(self) -> str:
        """What pressing Use puts into the composer."""
        return unescape(re.search(r"data-text hidden>(.*?)</div>", self.page(), re.DOTALL)[1])

    def preview(self, draft: str, **more: Any) -> str:
        form = {"draft": draft, "token": "t", "remedy_draft": self.draft_id} | more
        return self.desk.post(f"/conversations/{self.id}/reply_previews", form).text

    def send(self, page: str, **changes: Any) -> TestResponse:
        """What the preview's form would post."""
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page, re.DOTALL))
        body = re.search(r'<textarea id="body".*?>(.*?)</textarea>', page, re.DOTALL)[1]
        form = {name: unescape(value) for name, value in (hidden | {"body": body}).items()}
        return self.desk.post(f"/conversations/{self.id}/replies", form | changes)

    def draft(self) -> RemedyDraft:
        return self.desk.row(RemedyDraft, self.draft_id)

    def sent(self) -> list[Message]:
        with self.desk.runtime.desk(self.desk.shop.id, SYSTEM, read_only=True) as opened:
            return opened.all(opened.select(Message).where(Message.direction == "OUTBOUND"))

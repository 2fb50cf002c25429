"""A real development store, a shop installed in it, and the few moves that move money: for refunds and returns."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.desk import refund_orders
from app.desk.desk import Actor, ActorKind
from app.domain.errors import Unavailable
from app.domain.events import RefundDue, ReturnDue
from app.domain.refunds import SelectedLine, Selection
from app.errands import install_shop, mirror_order, process_return, refund_items, tokens
from app.errands.runtime import Runtime
from app.models import Order, RefundIntent, ReturnIntent
from app.shopify import auth
from tests import cast
from tests.processes import HANA, DevStore

CUPS = "#1042"  # USD, paid, nothing shipped, three or more pieces of its first line
SHIPPED = "#1026"  # USD, all shipped


@dataclass
class Stage:
    """Diego refunds; `store` counts the money that really moved."""

    runtime: Runtime
    store: DevStore
    shop_id: int
    diego: Actor
    name: str = CUPS

    @property
    def gid(self) -> str:
        return str(next(iter(self.store.get("/control/money", shop=HANA, order=self.name))))

    def mirror(self, name: str = CUPS) -> int:
        """Bring an order into the mirror; it is the one that everything below is about."""
        self.name = name
        mirror_order.fetch(self.runtime, self.shop_id, self.gid, quiet=True)
        with self.desk() as desk:
            return desk.one(desk.select(Order).where(Order.name == name)).id

    def desk(self, actor: Actor | None = None, **named: Any):
        return self.runtime.desk(self.shop_id, actor or self.diego, **named)

    def lines(self, order_id: int):
        with self.desk() as desk:
            return refund_orders.order(desk, order_id).lines

    def preview(self, order_id: int, quantity: int = 2, **choice: Any):
        actor = choice.pop("actor", self.diego)
        line = next(line for line in self.lines(order_id) if line.left >= quantity)
        selection = Selection((SelectedLine(line.gid, quantity),), "arrived broken", **choice)
        return refund_items.preview(self.runtime, self.shop_id, actor, order_id, selection)

    def confirm(self, order_id: int, preview, actor: Actor | None = None) -> int:
        confirmed = (preview.token, preview.suggestion.amount.presentment)
        return refund_items.request(self.runtime, self.shop_id, actor or self.diego, order_id, confirmed)

    def run(self, intent_id: int, times: int = 1) -> RefundIntent:
        """What the worker does; an answer that asks for a later look is such an answer."""
        for _ in range(times):
            try:
                refund_items.run(self.runtime, self.shop_id, RefundDue(intent_id, 0))
            except Unavailable:
                continue
        return self.row(intent_id)

    def row(self, intent_id: int) -> RefundIntent:
        with self.desk() as desk:
            return desk.get(RefundIntent, intent_id)

    def run_return(self, intent_id: int, times: int = 1) -> ReturnIntent:
        for _ in range(times):
            try:
                process_return.run(self.runtime, self.shop_id, ReturnDue(intent_id, 0))
            except Unavailable:
                continue
        with self.desk() as desk:
            return desk.get(ReturnIntent, intent_id)

    def moved(self) -> tuple[int, str, str]:
        """Shopify's own count on the order: how many refunds, how much, in which currency."""
        money = self.store.money(self.name)
        return money["refunds"], money["presentment"]["amount"], money["presentment"]["currency"]

    def ask(self, document: str, **variables: Any) -> Any:
        """Something that happens in Shopify without us."""
        return tokens.api(self.runtime, self.shop_id).mutate(document, variables)


@contextmanager
def stage(runtime: Runtime, store: DevStore) -> Iterator[Stage]:
    """A freshly seeded store in which Hana's shop has just installed the app."""
    store.delete("/control/faults")
    store.post("/control/reset")
    settings = replace(
        runtime.settings,
        shopify_api_key=store.api_key,
        shopify_api_secret=store.api_secret,
        shopify_url_template=f"{store.url}/shops/{{shop}}",
    )
    connected = Runtime(settings, runtime.database, runtime.doorbell)
    token = auth.verify_session_token(store.id_token(), settings)
    shop = install_shop.run(connected, token, datetime.now(UTC))
    diego = Actor(ActorKind.AGENT, cast.agent(runtime.database, shop.id, "Diego").id)
    yield Stage(connected, store, shop.id, diego)


def data_folder(factory: Any) -> Path:
    return Path(factory.mktemp("devstore"))

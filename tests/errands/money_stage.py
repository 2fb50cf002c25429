"""A real development store, a shop installed in it, and the few moves that move money: for every remedy."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.desk.desk import Actor
from app.desk.remedies import Preview, Wanted
from app.domain.errors import Unavailable
from app.domain.events import RemedyDue
from app.domain.refunds import RefundableLine, SelectedLine
from app.domain.remedies.choices import RefundChoice
from app.domain.remedies.kinds import RemedyKind, RemedyReason
from app.errands import install_shop, mirror_order, remedy, tokens
from app.errands.remedy import Click
from app.errands.runtime import Runtime
from app.models import EventRow, Order, Remedy
from app.shopify import auth, refund_order
from app.shopify.refund_order import RefundOrder
from tests.processes import HANA, DevStore
from tests.staff import come_in

CUPS = "#1042"  # USD, paid, nothing shipped, three or more pieces of its first line
SHIPPED = "#1026"  # USD, all shipped


@dataclass
class Stage:
    """Diego gives remedies, which go at once; `store` counts the money that really moved."""

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

    def order(self) -> RefundOrder:
        """What Shopify says is left of the order at this moment."""
        return refund_order.look(tokens.api(self.runtime, self.shop_id), self.gid)

    def lines(self) -> tuple[RefundableLine, ...]:
        return self.order().lines

    def pieces(self, quantity: int = 2) -> tuple[SelectedLine, ...]:
        line = next(line for line in self.lines() if line.left >= quantity)
        return (SelectedLine(line.gid, quantity),)

    def preview(self, order_id: int, quantity: int = 2, *, actor: Actor | None = None, **choice: Any) -> Preview:
        lines = self.pieces(quantity) if quantity else ()
        return self.wish(order_id, RemedyKind.REFUND, RefundChoice(lines=lines, **choice), actor=actor)

    def wish(self, order_id: int, kind: RemedyKind, choice: Any, *, actor: Actor | None = None) -> Preview:
        wanted = Wanted(kind, RemedyReason.DAMAGED, "arrived broken", choice)
        return remedy.preview(self.runtime, self.shop_id, actor or self.diego, order_id, wanted)

    def confirm(self, order_id: int, preview: Preview, actor: Actor | None = None, asking: str | None = None) -> int:
        click = Click(preview.token, preview.digest, asking)
        return remedy.request(self.runtime, self.shop_id, actor or self.diego, order_id, click)

    def run(self, remedy_id: int, times: int = 1) -> Remedy:
        """What the worker does; an answer that asks for a later look is such an answer."""
        for _ in range(times):
            try:
                remedy.run(self.runtime, self.shop_id, RemedyDue(remedy_id, 0))
            except Unavailable:
                continue
        return self.row(remedy_id)

    def give(self, order_id: int, kind: RemedyKind, choice: Any) -> Remedy:
        """From the wish to its end, as far as one step brings it."""
        return self.run(self.confirm(order_id, self.wish(order_id, kind, choice)))

    def row(self, remedy_id: int) -> Remedy:
        with self.desk() as desk:
            return desk.get(Remedy, remedy_id)

    def events(self, name: str) -> int:
        with self.desk() as desk:
            return [row.name for row in desk.all(desk.select(EventRow))].count(name)

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
        undo_seconds=0,
    )
    connected = Runtime(settings, runtime.database, runtime.doorbell)
    token = auth.verify_session_token(store.id_token(), settings)
    shop = install_shop.run(connected, token, datetime.now(UTC))
    diego = come_in(connected, store, "Diego")
    yield Stage(connected, store, shop.id, diego)


def data_folder(factory: Any) -> Path:
    return Path(factory.mktemp("devstore"))

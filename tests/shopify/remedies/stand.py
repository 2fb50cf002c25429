"""Where a kind of remedy meets a real development store: an order placed for each test, and what an agent asks."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from app.domain.remedies.course import Ask
from app.domain.remedies.kinds import OrderRef
from app.settings import Settings
from app.shopify.client import AdminApi
from tests.devstore.shopify_client import installed
from tests.processes import HANA, DevStore

CUPS = [{"title": "Asagao cup", "price": "20.00", "quantity": 3}]


@dataclass
class Stand:
    """`api` waits a second and a half for an answer, so that a lost one is soon lost."""

    store: DevStore
    api: AdminApi
    placed: list[dict[str, Any]] = field(default_factory=list)

    def place(self, lines: list[dict[str, Any]] | None = None, **more: Any) -> OrderRef:
        """An order of a new customer: by default three cups at 20 US dollars in the yen shop, paid by card."""
        given = {"currency": "USD", "rate": "150", "email": f"{uuid4().hex}@example.com"} | more
        made = self.store.post("/control/orders", shop=HANA, lines=lines or CUPS, **given)
        self.placed.append(made)
        read = "query ($id: ID!) { order(id: $id) { currencyCode presentmentCurrencyCode customer { id } } }"
        order = self.api.query(read, {"id": made["gid"]})["order"]
        customer = order["customer"]["id"] if order["customer"] else ""
        return OrderRef(made["gid"], made["name"], order["currencyCode"], order["presentmentCurrencyCode"], customer)

    def ask(self, order: OrderRef, choice: Any, **more: Any) -> Ask:
        """What an agent has confirmed, with a key of its own."""
        return Ask(order, choice, note="the kiln broke", key=str(uuid4()), **more)

    def act(self, order: OrderRef, action: str, **more: Any) -> Any:
        """What the merchant does without us."""
        return self.store.post(f"/control/orders/{order.gid.rsplit('/', 1)[-1]}/{action}", shop=HANA, **more)

    def money(self, order: OrderRef) -> dict[str, Any]:
        return self.store.money(order.gid)


def stand_at(store: DevStore) -> Stand:
    settings = Settings.from_env(
        {
            "SHOPIFY_API_KEY": store.api_key,
            "SHOPIFY_API_SECRET": store.api_secret,
            "SHOPIFY_URL_TEMPLATE": f"{store.url}/shops/{{shop}}",
        }
    )
    return Stand(store, AdminApi(settings, HANA, installed(store).token, seconds=1.5))

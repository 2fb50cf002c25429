"""What a resolver may know: one shop, one token, one moment; and how it finds things by global id."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from graphql import GraphQLError

from devstore.settings import Settings
from devstore.state.orders import Order
from devstore.state.platform import Token
from devstore.state.shops import ShopState, Staff
from devstore.store import Store

GID = re.compile(r"gid://shopify/(\w+)/(\d+)(\?.*)?")
RECENT = timedelta(days=60)


class Of(NamedTuple):
    """A thing that only means something together with its order."""

    order: Order
    item: Any


@dataclass(slots=True)
class Context:
    """One request; `now` has the platform's second, `as_of` makes reads of orders stale."""

    store: Store
    settings: Settings
    state: ShopState
    token: Token
    now: datetime
    version: str
    fault: str | None = None
    fault_seconds: float = 0.0
    as_of: datetime | None = None
    clashing_keys: frozenset[str] = field(default_factory=frozenset)
    variables: dict[str, Any] = field(default_factory=dict)
    bulk: bool = False
    language: str = "en"

    @property
    def domain(self) -> str:
        """The shop's domain."""
        return self.state.shop.domain

    @property
    def settles_after(self) -> float | None:
        """How many seconds refunds of this request are pending, if a fault asks for it."""
        return self.fault_seconds if self.fault in {"pending_then_failure", "pending_then_success"} else None

    @property
    def settles_well(self) -> bool:
        """Do they arrive in the end."""
        return self.fault == "pending_then_success"

    @property
    def staff(self) -> Staff | None:
        """Whose online token it is; None for the shop's own."""
        return next((one for one in self.state.shop.staff if one.id == self.token.staff_id), None)

    def allowed(self, scope: str) -> bool:
        """Does the token carry the scope; writing implies reading."""
        granted = self.token.scopes
        return scope in granted or scope.replace("read_", "write_", 1) in granted

    def order(self, gid: str) -> Order | None:
        """Find an order; without read_all_orders only the last 60 days exist."""
        order = self.state.orders.get(number(gid, "Order"))
        return self.seen(order) if order is not None and self.visible(order) else None

    def visible(self, order: Order) -> bool:
        """Whether the token may know of an order of this age."""
        return self.allowed("read_all_orders") or order.created_at >= self.now - RECENT

    def seen(self, order: Order) -> Order:
        """The order as this request sees it: now, or as it was a moment ago."""
        if self.as_of is None:
            return order
        return self.store.history.as_of(self.domain, order.id, self.as_of) or order

    def known(self, created_at: datetime) -> bool:
        """Whether this request knows already of something that is never changed, only made."""
        return self.as_of is None or created_at <= self.as_of

    def orders(self) -> list[Order]:
        """All orders this token may see."""
        return [self.seen(order) for order in self.state.orders.values() if self.visible(order)]

    def inside(self, kind: str, gid: str) -> Of | None:
        """Find a refund, return or fulfillment in its order."""
        wanted = number(gid, kind)
        for order in self.orders():
            for item in getattr(order, kind.lower() + "s"):
                if item.id == wanted:
                    return Of(order, item)
        return None


def number(gid: str, kind: str) -> int:
    """The number in a global id of this kind; anything else is an error of the caller."""
    found = GID.fullmatch(gid)
    if found is None or found[1] != kind:
        raise GraphQLError(f"Invalid global id '{gid}'", extensions={"code": "RESOURCE_NOT_FOUND"})
    return int(found[2])


def gid(kind: str, of: int | str) -> str:
    """A global id."""
    return f"gid://shopify/{kind}/{of}"

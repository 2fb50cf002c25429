"""Fulfillment orders follow from an order's lines: one for what was bought, one more for every processed exchange."""

from dataclasses import dataclass

from devstore import figures
from devstore.state.orders import LineItem, Order
from devstore.state.packing import Hold


@dataclass(frozen=True, slots=True)
class Packing:
    """A fulfillment order; its id is the order's own number for what was bought."""

    order: Order
    id: int
    lines: list[LineItem]

    @property
    def gid(self) -> str:
        """Shopify's global id."""
        return f"gid://shopify/FulfillmentOrder/{self.id}"

    @property
    def holds(self) -> list[Hold]:
        """What keeps it from being shipped."""
        return [hold for hold in self.order.holds if hold.packing_id == self.id]

    @property
    def remaining(self) -> int:
        """How many pieces still wait to be shipped."""
        return sum(figures.unfulfilled_quantity(self.order, line) for line in self.lines)

    @property
    def status(self) -> str:
        """Shopify's FulfillmentOrderStatus."""
        if self.order.cancelled_at is not None:
            return "CANCELLED"
        if not self.remaining:
            return "CLOSED"
        if self.holds:
            return "ON_HOLD"
        shipped = any(figures.fulfilled_quantity(self.order, line) for line in self.lines)
        return "IN_PROGRESS" if shipped else "OPEN"

    @property
    def actions(self) -> list[str]:
        """What may be done with it now."""
        return list(ACTIONS.get(self.status, ()))


ACTIONS = {
    "OPEN": ("CREATE_FULFILLMENT", "MOVE", "HOLD", "SPLIT"),
    "ON_HOLD": ("RELEASE_HOLD", "HOLD", "MOVE"),
    "IN_PROGRESS": ("CREATE_FULFILLMENT", "MOVE", "HOLD", "SPLIT"),
}


def packings(order: Order) -> list[Packing]:
    """All fulfillment orders of an order; what needs no shipping is on none."""
    found: dict[int, list[LineItem]] = {}
    for line in order.line_items:
        if line.requires_shipping:
            found.setdefault(packing_of(order, line), []).append(line)
    return [Packing(order, number, lines) for number, lines in found.items()]


def packing_of(order: Order, line: LineItem) -> int:
    """The number of the fulfillment order a line is on."""
    return line.packing_id or order.id


def held(order: Order, line: LineItem) -> bool:
    """Must the line not be shipped now."""
    return any(hold.packing_id == packing_of(order, line) for hold in order.holds)

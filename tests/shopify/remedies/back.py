"""An order that has arrived and comes back: the few acts that tests of returns share."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from app.domain.errors import OutcomeUnknown
from app.domain.remedies.course import Ask, Begun, Outcome, Sighting
from app.domain.remedies.kinds import OrderRef
from app.shopify.remedy import Kind
from tests.shopify.remedies.stand import Stand

LINES = (
    "query ($id: ID!) { order(id: $id) { fulfillments(first: 5) { fulfillmentLineItems(first: 9) { nodes { id } } } } }"
)
REQUEST = """mutation ($input: ReturnRequestInput!) {
  returnRequest(input: $input) { return { id name } userErrors { message } }
}"""
CREATE = """mutation ($input: ReturnInput!) {
  returnCreate(returnInput: $input) { return { id name } userErrors { message } }
}"""
STATUS = (
    "query ($id: ID!) { return(id: $id) { status decline { reason note } returnLineItems(first: 9) { nodes { id } } } }"
)
REASON = "gid://shopify/ReturnReasonDefinition/9"


@dataclass
class Back:
    """A shipped order of which something comes back."""

    stand: Stand
    order: OrderRef

    @property
    def lines(self) -> list[str]:
        """What Shopify takes returns by."""
        parcels = self.stand.api.query(LINES, {"id": self.order.gid})["order"]["fulfillments"]
        return [line["id"] for parcel in parcels for line in parcel["fulfillmentLineItems"]["nodes"]]

    def asked_for(self, quantity: int = 1) -> str:
        """The customer asks to send something back."""
        return self._made(REQUEST, "returnRequest", quantity)

    def opened(self, quantity: int = 1, **more: Any) -> str:
        """The merchant opens a return in Shopify."""
        return self._made(CREATE, "returnCreate", quantity, **more)

    def _made(self, document: str, field: str, quantity: int, **more: Any) -> str:
        line = {"fulfillmentLineItemId": self.lines[0], "quantity": quantity, "returnReasonDefinitionId": REASON}
        line |= more.pop("line", {})
        given = {"orderId": self.order.gid, "returnLineItems": [line], **more}
        answer = self.stand.api.mutate(document, {"input": given})[field]
        assert answer["userErrors"] == []
        return str(answer["return"]["id"])

    def there(self, return_gid: str) -> dict[str, Any]:
        found: dict[str, Any] = self.stand.api.query(STATUS, {"id": return_gid})["return"]
        return found

    def status(self, return_gid: str) -> str:
        return str(self.there(return_gid)["status"])

    def look(self, kind: Kind, choice: Any, **more: Any) -> tuple[Ask, Sighting]:
        """What the agent sees, and what he confirms with it: what was there comes back as known."""
        ask = self.stand.ask(self.order, choice, **more)
        seen = kind.look(self.stand.api, ask)
        return replace(ask, known=seen.seen | seen.marks), seen

    def do(self, kind: Kind, choice: Any) -> Outcome | Begun:
        """The whole way, where nothing goes wrong."""
        ask, seen = self.look(kind, choice)
        return kind.send(self.stand.api, kind.request(ask, seen.terms))


def shipped(stand: Stand, **more: Any) -> Back:
    """Three cups that arrived."""
    order = stand.place(**more)
    stand.act(order, "fulfillments")
    return Back(stand, order)


def loses_answer(act: Callable[[], object]) -> bool:
    """Whether it stays unknown what came of it."""
    try:
        act()
    except OutcomeUnknown:
        return True
    return False

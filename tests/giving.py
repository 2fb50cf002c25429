"""How tests give remedies at the desk: previews as Shopify would have computed them, confirms, approvals, sendings."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from app.desk import approvals, authority, authority_rules, orders, remedies
from app.desk.agents import Role
from app.desk.approvals import Decision
from app.desk.authority_rules import Given
from app.desk.desk import Actor, ActorKind
from app.desk.remedies import Confirmation, Wanted
from app.domain.money import Money, MoneyBag
from app.domain.remedies.choices import RefundChoice
from app.domain.remedies.course import Sighting
from app.domain.remedies.kinds import RemedyKind, RemedyReason
from app.domain.remedies.terms import Terms
from app.models import Approval, EventRow, LedgerEntry, Order, Remedy, Shop
from tests import cast
from tests.cast import NOON

UNDO = timedelta(seconds=30)
RATE = 150  # yen to the dollar, as in cast.order


def yen(amount: int) -> Money:
    return Money(Decimal(amount), "JPY")


def terms(cost: int) -> Terms:
    """What the shop pays `cost` yen for; the customer has dollars."""
    dollars = Money((Decimal(cost) / RATE).quantize(Decimal("0.01")), "USD")
    return Terms(gives=MoneyBag(yen(cost), dollars) if cost else None)


class Counter:
    """Hana owns the shop, Diego and Aiko work there; orders of several customers, and what is done with them."""

    def __init__(self, runtime: Any, shop: Shop, start: datetime = NOON) -> None:
        self.runtime, self.shop, self.start = runtime, shop, start
        self.diego, self.aiko = self.agent("Diego"), self.agent("Aiko")
        self.hana = self.agent("Hana", role="OWNER")
        self.order_id = self.order("#1042")

    def agent(self, name: str, **columns: Any) -> Actor:
        return Actor(ActorKind.AGENT, cast.agent(self.runtime.database, self.shop.id, name, **columns).id)

    def order(self, name: str, **fields: Any) -> int:
        with self.at() as desk:
            return orders.mirror(desk, cast.order(name, **fields)).order_id

    def at(self, actor: Actor | None = None, minutes: float = 0) -> Any:
        return self.runtime.desk(self.shop.id, actor or self.diego, now=self.start + timedelta(minutes=minutes))

    def limit(self, who: Role | Actor = Role.AGENT, **terms: Any) -> int:
        """A row of the owner's; amounts are yen."""
        amounts = {name: yen(amount) for name, amount in terms.items() if name.startswith("per_")}
        rest = {name: value for name, value in terms.items() if not name.startswith("per_")}
        role, agent_id = (Role.AGENT, who.id) if isinstance(who, Actor) else (who, 0)
        with self.at(self.hana) as desk:
            return authority_rules.set_limit(desk, Given(role, agent_id, amounts=amounts, **rest))

    def let_approve(self, whom: Actor, *, may: bool = True) -> None:
        with self.at(self.hana) as desk:
            authority_rules.let_approve(desk, whom.id, may=may)

    def give(self, cost: int = 3000, actor: Actor | None = None, minutes: float = 0, **more: Any) -> int:
        """Preview and confirm; `asking` is the note to who may approve. Returns the remedy's id."""
        order_id = more.get("order_id", self.order_id)
        wanted = Wanted(
            more.get("kind", RemedyKind.REFUND), RemedyReason.DAMAGED, "broken", more.get("choice", RefundChoice())
        )
        with self.at(actor, minutes) as desk:
            shown = remedies.keep_preview(desk, order_id, wanted, Sighting(terms(cost)))
        confirmed = Confirmation(
            shown.token, shown.digest, str(uuid4()), more.get("request", '{"the": "request"}'), UNDO, more.get("asking")
        )
        with self.at(actor, minutes) as desk:
            return remedies.request(desk, order_id, confirmed)

    def decide(self, remedy_id: int, actor: Actor | None = None, minutes: float = 5, **decision: Any) -> None:
        approval_id = self.approval(remedy_id).id
        with self.at(actor or self.hana, minutes) as desk:
            approvals.decide(desk, approval_id, Decision(**({"approve": True, "undo": UNDO} | decision)))

    def authorise(self, remedy_id: int, minutes: float = 6) -> None:
        with self.at(minutes=minutes) as desk:
            authority.authorise(desk, remedy_id)

    def settle(self, remedy_id: int, state: str = "SUCCEEDED") -> None:
        """It went, as far as the fence and the limits can tell."""
        self.change(Remedy, remedy_id, state=state, open_order_id=None, first_sent_at=NOON)

    def change(self, model: Any, row_id: int, **columns: Any) -> None:
        with self.runtime.database.transaction() as session:
            for name, value in columns.items():
                setattr(session.get(model, row_id), name, value)

    def remedy(self, remedy_id: int) -> Remedy:
        with self.at() as desk:
            return desk.get(Remedy, remedy_id)

    def approval(self, remedy_id: int) -> Approval:
        with self.at() as desk:
            return desk.one(desk.select(Approval).where(Approval.remedy_id == remedy_id))

    def order_row(self) -> Order:
        with self.at() as desk:
            return desk.get(Order, self.order_id)

    def recorded(self) -> list[tuple[str, str]]:
        """The events, with who caused each."""
        with self.at() as desk:
            return [(row.name, row.actor) for row in desk.all(desk.select(EventRow).order_by(EventRow.id))]

    def entered(self, remedy_id: int) -> list[str]:
        """What the ledger holds of a remedy."""
        with self.at() as desk:
            query = desk.select(LedgerEntry).where(LedgerEntry.remedy_id == remedy_id)
            return [row.what for row in desk.all(query.order_by(LedgerEntry.id))]

"""How tests at the desk give remedies and take them through a worker's hands, with Shopify's answers as told."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

from app.desk import orders, remedies, remedy_work
from app.desk.desk import Actor, ActorKind
from app.desk.remedies import Confirmation, Preview, Wanted
from app.domain.orders import Refund, RefundLineItem, Transaction, TransactionStatus
from app.domain.problems import LookAgain
from app.domain.refunds import MoneyState, SelectedLine, marker
from app.domain.remedies.choices import RefundChoice
from app.domain.remedies.course import Outcome, Sighting
from app.domain.remedies.kinds import RemedyKind, RemedyReason
from app.domain.remedies.terms import Payment, Piece, Terms
from app.models import EventRow, LedgerEntry, Remedy, Shop
from tests import cast
from tests.cast import NOON, bag

KEY = "7b1f0a0e-6c1e-4c55-9a54-0d3f3d1c2f10"
CUP = cast.order().lines[0].gid
AT_ONCE = timedelta()
UNDO = timedelta(seconds=30)


class Counter:
    """A shop's desk with its agents, one order of three cups, and the moments of a remedy."""

    def __init__(self, runtime, shop: Shop) -> None:
        self.runtime, self.shop = runtime, shop
        self.diego = self.agent("Diego")
        self.hana = self.agent("Hana", role="OWNER")
        with self.at() as desk:
            self.order_id = orders.mirror(desk, cast.order()).order_id

    def agent(self, name: str, **columns) -> Actor:
        return Actor(ActorKind.AGENT, cast.agent(self.runtime.database, self.shop.id, name, **columns).id)

    def at(self, actor: Actor | None = None, minutes: float = 0):
        return self.runtime.desk(self.shop.id, actor or self.diego, now=NOON + timedelta(minutes=minutes))

    def preview(self, quantity: int = 2, actor: Actor | None = None, minutes: float = 0, **more: Any) -> Preview:
        kind = more.pop("kind", RemedyKind.REFUND)
        choice = more.pop("choice", RefundChoice((SelectedLine(CUP, quantity),)))
        wanted = Wanted(kind, RemedyReason.DAMAGED, "arrived broken", choice)
        with self.at(actor, minutes) as desk:
            order_id = more.pop("order_id", self.order_id)
            return remedies.keep_preview(desk, order_id, wanted, Sighting(terms(quantity), **more))

    def confirm(self, preview: Preview, actor: Actor | None = None, minutes: float = 1, **more: Any) -> int:
        values = {"digest": preview.digest, "key": KEY, "request": '{"the": "request"}', "undo": AT_ONCE} | more
        with self.at(actor, minutes) as desk:
            return remedies.request(desk, preview.order_id, Confirmation(preview.token, **values))

    def row(self, remedy_id: int) -> Remedy:
        with self.at() as desk:
            return desk.get(Remedy, remedy_id)

    def claim(self, remedy_id: int, minutes: float = 2):
        with self.at(minutes=minutes) as desk:
            return remedy_work.claim(desk, remedy_id)

    def do(self, call: Callable, *arguments, minutes: float = 3, **named):
        with self.at(minutes=minutes) as desk:
            return call(desk, *arguments, **named)

    def succeed(self, remedy_id: int, status: str = "SUCCESS") -> bool:
        work = self.claim(remedy_id)
        self.do(remedy_work.start_sending, work)
        return self.do(remedy_work.succeed, work, outcome(status), found=False)

    def recorded(self) -> list[str]:
        with self.at() as desk:
            return [row.name for row in desk.all(desk.select(EventRow).order_by(EventRow.id))]

    def entered(self, remedy_id: int) -> list[str]:
        with self.at() as desk:
            query = desk.select(LedgerEntry).where(LedgerEntry.remedy_id == remedy_id)
            return [row.what for row in desk.all(query.order_by(LedgerEntry.id))]

    def sweep(self, minutes: float) -> int:
        with self.runtime.database.transaction() as session:
            return remedy_work.sweep(session, NOON + timedelta(minutes=minutes))


def terms(quantity: int = 2) -> Terms:
    value = bag(str(3000 * quantity), f"{20 * quantity}.00")
    payment = Payment("shopify_payments", "gid://shopify/OrderTransaction/1", value)
    return Terms(
        gives=value,
        maximum=bag("9000", "60.00"),
        payments=(payment,),
        pieces=(Piece(CUP, "Asagao cup", quantity, "NO_RESTOCK"),),
    )


def made(
    key: str = KEY, status: str = "SUCCESS", gid: str = "gid://shopify/Refund/1", note: str | None = None
) -> Refund:
    paid = Transaction(
        "gid://shopify/OrderTransaction/2", "REFUND", TransactionStatus(status), "card", bag("6000", "40.00"), NOON
    )
    words = f"arrived broken ({marker(key)})" if note is None else note
    return Refund(gid, NOON + timedelta(minutes=3), bag("6000", "40.00"), words, (RefundLineItem(CUP, 2),), (paid,))


def outcome(status: str = "SUCCESS") -> Outcome:
    """Shopify's answer, which may not tell of its transactions."""
    money = MoneyState.SUCCESS if status == "SUCCESS" else MoneyState.PENDING
    told = made(status=status)
    return Outcome(told.gid, money, told.transactions, refund_gid=told.gid)


def both_at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each gives or raises, called at the same moment."""
    barrier, outcomes = Barrier(len(calls)), []

    def press(call: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            outcomes.append(call())
        except LookAgain as conflict:
            outcomes.append(conflict.problem)

    threads = [Thread(target=press, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes

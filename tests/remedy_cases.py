"""Orders that the remedy machine plays with, and what agents choose to give on them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain.money import Money
from app.domain.refunds import SelectedLine
from app.domain.remedies.choices import (
    CancellationChoice,
    DiscountCodeChoice,
    Disposition,
    GiftCardChoice,
    ProcessedLine,
    RefundChoice,
    ReturnProcessingChoice,
    StoreCreditChoice,
)
from app.domain.remedies.kinds import RemedyKind
from app.errands import mirror_order
from app.models import Order
from tests import cast
from tests.remedy_world import World

KINDS = (
    RemedyKind.REFUND,
    RemedyKind.RETURN_PROCESSING,
    RemedyKind.CANCELLATION,
    RemedyKind.STORE_CREDIT,
    RemedyKind.GIFT_CARD,
    RemedyKind.DISCOUNT_CODE,
)
CALLS = {
    RemedyKind.REFUND: "refundCreate",
    RemedyKind.RETURN_PROCESSING: "returnProcess",
    RemedyKind.CANCELLATION: "orderCancel",
    RemedyKind.STORE_CREDIT: "storeCreditAccountCredit",
    RemedyKind.GIFT_CARD: "giftCardCreate",
    RemedyKind.DISCOUNT_CODE: "discountCodeBasicCreate",
}
FAULTS = (
    "commit_then_timeout",
    "commit_then_502",
    "reset_before_commit",
    "reset_after_commit",
    "null_after_commit",
    "throttled",
    "user_errors",
    "unauthorized",
    "http_500",
)
LOOKS = ("stale_read", "http_500", "throttled", "unauthorized", "reset_before_commit")  # of any call, also of a look


@dataclass
class Case:
    """One of the two orders; `there` is what is true of it over there."""

    order_id: int
    number: int
    world: World

    @property
    def there(self) -> Any:
        return self.world.there.orders[self.number]


def place(world: World, email: str, *, returned: bool) -> Case:
    lines = [{"price": "20.00", "quantity": 3}]
    placed = world.do("orders", lines=lines, currency="USD", rate="150", shipping="5.00", email=email)
    if returned:
        world.do(f"orders/{placed['name'][1:]}/fulfillments")
        world.do(f"orders/{placed['name'][1:]}/returns", state="OPEN", quantity=2)
    mirror_order.fetch(world.runtime, world.shop_id, placed["gid"], quiet=True)
    with world.desk() as desk:
        order_id = desk.one(desk.select(Order).where(Order.gid == placed["gid"])).id
    cast.conversation(world.database, world.shop_id, order_id=order_id)
    number = int(placed["gid"].rpartition("/")[2])
    return Case(order_id, number, world)


def choice(case: Case, kind: RemedyKind, size: int) -> Any:
    """What an agent chooses; a few sizes only, so that remedies look alike."""
    yen, dollars = Money(Decimal(500 + 100 * size), "JPY"), Money(Decimal(size) + Decimal("1.25"), "USD")
    match kind:
        case RemedyKind.REFUND:
            return _refund(case, size)
        case RemedyKind.RETURN_PROCESSING:
            return _processing(case, size)
        case RemedyKind.CANCELLATION:
            return CancellationChoice()
        case RemedyKind.STORE_CREDIT:
            return StoreCreditChoice(dollars)
        case RemedyKind.GIFT_CARD:
            return GiftCardChoice(yen)
        case _:
            return DiscountCodeChoice(yen)


def _refund(case: Case, size: int) -> RefundChoice:
    if size % 4 == 3:
        return RefundChoice(amount=Money(Decimal(size) + Decimal("2.50"), "USD"))
    line = f"gid://shopify/LineItem/{case.there.line_items[0].id}"
    return RefundChoice((SelectedLine(line, 1 + size % 2),), all_shipping=size % 4 == 2)


def _processing(case: Case, size: int) -> ReturnProcessingChoice:
    if not case.there.returns:
        return ReturnProcessingChoice("gid://shopify/Return/1")
    given = case.there.returns[0]
    fate = Disposition.NOT_RESTOCKED if size % 2 else Disposition.RESTOCKED
    place = "" if size % 2 else f"gid://shopify/Location/{case.world.there.shop.locations[0].id}"
    line = ProcessedLine(f"gid://shopify/ReturnLineItem/{given.lines[0].id}", 1, fate, place)
    return ReturnProcessingChoice(given.gid, (line,))

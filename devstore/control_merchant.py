"""The control API's merchant: what somebody does in the Shopify admin while the app looks elsewhere."""

from decimal import Decimal
from typing import Any

from devstore import figures
from devstore.actions import cancelling, edits, goodwill, holds, refunds, vouchers
from devstore.actions.errors import ActionError
from devstore.actions.refund_checks import Payout, RefundRequest, StoreCredit
from devstore.change import Change
from devstore.control_placing import line_of, said
from devstore.control_returning import make_return, step_return
from devstore.money import Money
from devstore.packing import packings
from devstore.refunding import Wanted, WantedDuty, WantedLine, suggest
from devstore.state.orders import Order

Asked = dict[str, Any]


def refund(change: Change, order: Order, asked: Asked) -> Asked:
    """Refund pieces by line index, shipping, duties, or an amount alone; to store credit; pending for some seconds."""
    pieces = {order.line_items[int(at)].id: int(count) for at, count in (asked.get("lines") or {}).items()}
    lines = [WantedLine(line, pieces[line.id]) for line in order.line_items if line.id in pieces]
    for line in lines:
        if line.quantity > figures.refundable_quantity(order, line.line):
            raise ActionError("Quantity cannot refund more items than were purchased")
    duties = [WantedDuty(duty.id) for line in order.line_items for duty in line.duties] if asked.get("duties") else []
    wanted = Wanted(lines, full_shipping=bool(asked.get("shipping")), duties=duties)
    made = refunds.create_refund(change, order, _request(order, wanted, asked))
    return said(order, refund=f"gid://shopify/Refund/{made.id}")


def _request(order: Order, wanted: Wanted, asked: Asked) -> RefundRequest:
    usual, currency = refunds.as_suggested(order, wanted, asked.get("note")), order.exchange.presentment_currency
    amount = Decimal(str(asked.get("amount") or suggest(order, wanted).amount.presentment.amount))
    payouts = _spread(order, amount) if asked.get("amount") else usual.payouts
    pending = asked.get("pending")
    return RefundRequest(
        wanted,
        [] if asked.get("store_credit") else payouts,
        currency,
        asked.get("note"),
        settles_after=None if pending is None else float(pending),
        settles_well=bool(asked.get("succeeds")),
        credits=[StoreCredit(Money(amount, currency))] if asked.get("store_credit") else [],
        discrepancy_reason="OTHER" if asked.get("amount") else None,
    )


def _spread(order: Order, amount: Decimal) -> list[Payout]:
    parent = next((item for item in figures.payments(order)), None)
    if parent is None:
        raise ActionError("nothing was paid yet")
    return [Payout(amount, parent.id)]


def cancel(change: Change, order: Order, asked: Asked) -> Asked:
    """Cancel with money back, without ("refund": false) or as store credit; "seconds" and "fails" are the job's."""
    credit = bool(asked.get("store_credit"))
    wanted = cancelling.Cancellation(
        asked.get("reason") or "CUSTOMER",
        restock=True,
        refund=bool(asked.get("refund", True)) and not credit,
        to_credit=credit,
    )
    seconds = float(asked.get("seconds") or cancelling.JOB_SECONDS)
    ending = cancelling.Ending(seconds=seconds, fails=bool(asked.get("fails")))
    return said(order, job=cancelling.request_cancel(change, order, wanted, ending).id)


def edit(change: Change, order: Order, asked: Asked) -> Asked:
    """Take pieces off by line index ({"remove": {"0": 1}}), or put lines on ({"add": [{"price": ...}]})."""
    pieces = {order.line_items[int(at)].id: int(count) for at, count in (asked.get("remove") or {}).items()}
    if pieces:
        edits.take_off(change, order, pieces)
    for item in asked.get("add") or ():
        edits.put_on(change, order, line_of(change, order.exchange, item))
    return said(order)


def pay(change: Change, order: Order, asked: Asked) -> Asked:
    """The customer pays the balance, or {"amount"} of it."""
    amount = Decimal(str(asked["amount"])) if asked.get("amount") else None
    gateway = asked.get("gateway") or "shopify_payments"
    made = edits.receive(change, order, amount, gateway, manual=bool(asked.get("manual")))
    return said(order, transaction=f"gid://shopify/OrderTransaction/{made.id}")


def capture(change: Change, order: Order, asked: Asked) -> Asked:
    """Take what the card holds."""
    made = edits.capture(change, order)
    return said(order, transaction=f"gid://shopify/OrderTransaction/{made.id}")


def hold(change: Change, order: Order, asked: Asked) -> Asked:
    """Somebody else holds the order's first fulfillment order."""
    wanted = holds.WantedHold(
        asked.get("reason") or "OTHER", asked.get("note"), asked.get("handle") or "", by_app=False
    )
    made = holds.place_hold(change, packings(order)[0], wanted)
    return said(order, hold=f"gid://shopify/FulfillmentHold/{made.id}")


def release(change: Change, order: Order, asked: Asked) -> Asked:
    """All holds are taken off in the admin, whoever placed them."""
    order.holds = []
    change.touch(order)
    return said(order)


def give(change: Change, asked: Asked, email: str) -> Asked:
    """Give a customer store credit (below zero takes it back), a gift card ("as": "gift_card") outside the app."""
    found = next((one for one in change.state.customers.values() if one.email == email), None)
    if found is None:
        raise ActionError(f"no customer {email}")
    amount = Money(Decimal(str(asked["amount"])), asked.get("currency") or change.state.shop.currency)
    if asked.get("as") == "gift_card":
        card = vouchers.make_card(change, vouchers.WantedCard(amount, asked.get("note"), customer_id=found.id))
        return {"gid": found.gid, "gift_card": f"gid://shopify/GiftCard/{card.id}"}
    if amount.amount < 0:
        account, _ = goodwill.debit(change, goodwill.Owner(found), Money(-amount.amount, amount.currency))
    else:
        account, _ = goodwill.credit(change, goodwill.Owner(found), amount)
    return {"gid": found.gid, "account": account.gid}


ACTIONS: dict[str, Any] = {
    "refunds": refund,
    "returns": make_return,
    "return_steps": step_return,
    "cancellations": cancel,
    "edits": edit,
    "payments": pay,
    "captures": capture,
    "holds": hold,
    "releases": release,
}

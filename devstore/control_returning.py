"""The control API's merchant with returns: makes them, answers them, processes them as Shopify suggests."""

from typing import Any

from devstore.actions import returns
from devstore.actions.errors import ActionError
from devstore.actions.processing import Processed, Processing, pieces_of, process_return
from devstore.actions.refund_checks import Payout
from devstore.actions.returnable import WantedReturn, returnable
from devstore.change import Change
from devstore.control_placing import said
from devstore.refunding import Wanted, WantedLine
from devstore.settling import settle
from devstore.state.orders import Order
from devstore.state.returns import Return

Asked = dict[str, Any]


def make_return(change: Change, order: Order, asked: Asked) -> Asked:
    """A customer's request, or (state OPEN or PROCESSED) a return that the merchant makes and perhaps processes."""
    lines = [line for parcel in order.fulfillments for line in parcel.lines if returnable(order, line)]
    count = int(asked.get("quantity") or 1)
    wanted = [
        WantedReturn(line.id, min(count, returnable(order, line)), customer_note=asked.get("note")) for line in lines
    ]
    state = asked.get("state") or "REQUESTED"
    if state == "REQUESTED":
        return said(order, returned=returns.request_return(change, order, wanted).gid)
    returned = returns.create_return(change, order, wanted)
    if state == "PROCESSED":
        _process(change, order, returned)
    return said(order, returned=returned.gid)


def _process(change: Change, order: Order, returned: Return) -> None:
    items = [Processed(line.id, line.quantity) for line in returned.lines]
    wanted = Wanted([WantedLine(*pieces_of(order, returned, item)) for item in items])
    suggestion = settle(
        order, returned, wanted, [(item.return_line_id, item.quantity) for item in items], {}
    ).suggestion
    payouts = [Payout(part.amount.presentment.amount, part.parent.id) for part in suggestion.allocations if part.amount]
    process_return(change, order, returned, Processing(items, payouts))


RETURN_STEPS = {
    "approve": returns.approve_return,
    "cancel": returns.cancel_return,
    "close": returns.close_return,
    "reopen": returns.reopen_return,
    "process": _process,
}


def step_return(change: Change, order: Order, asked: Asked) -> Asked:
    """{"step": "approve", "decline", "cancel", "close", "reopen" or "process"} for the order's newest return."""
    if not order.returns:
        raise ActionError("the order has no return")
    returned, step = order.returns[-1], str(asked.get("step"))
    if step == "decline":
        returns.decline_return(change, order, returned, asked.get("reason") or "OTHER", asked.get("note"))
    elif step in RETURN_STEPS:
        RETURN_STEPS[step](change, order, returned)
    else:
        raise ActionError(f"no such step: {step}")
    return said(order, returned=returned.gid, status=returned.status)

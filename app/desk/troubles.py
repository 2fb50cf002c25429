"""What a person does about work that was given up: have it tried again, or leave it be; each is recorded with who."""

from app.desk import external_money, receipts
from app.desk.desk import Desk
from app.domain.errors import Conflict, NotFound, Rejected
from app.domain.events import TroubleSeenTo
from app.domain.messages import Delivery
from app.domain.refunds import MoneyState
from app.domain.remedies.kinds import RemedyState
from app.domain.words import N_
from app.models import Message, Order, Reaction, Remedy, WebhookReceipt

DUTIES = ("customers/redact", "customers/data_request", "shop/redact")  # the law asks for these


def retry_receipt(desk: Desk, receipt_id: int) -> None:
    """From the start, as if it had just come."""
    _receipt(desk, receipt_id)
    if not receipts.replay(desk.session, receipt_id, desk.now):
        raise _gone()
    desk.record(TroubleSeenTo("receipt", receipt_id, retried=True))


def leave_receipt(desk: Desk, receipt_id: int) -> None:
    row = _receipt(desk, receipt_id)
    if row.topic in DUTIES:
        raise Rejected(N_("This has to be done: the law asks for it. Try again, or ask who runs Kakehashi for you."))
    if row.state != "DEAD":
        raise _gone()
    row.state = "SKIPPED"
    desk.record(TroubleSeenTo("receipt", receipt_id))


def retry_reaction(desk: Desk, reaction_id: int) -> None:
    """Every reaction looks first how far its work has come, so nothing is done twice."""
    row = _reaction(desk, reaction_id)
    row.state, row.attempts, row.due_at, row.error = "WAITING", 0, desk.now, ""
    desk.record(TroubleSeenTo("reaction", reaction_id, retried=True))


def leave_reaction(desk: Desk, reaction_id: int) -> None:
    _reaction(desk, reaction_id).state = "SKIPPED"
    desk.record(TroubleSeenTo("reaction", reaction_id))


def leave_message(desk: Desk, message_id: int) -> None:
    """It did not arrive, and it shall be left so."""
    row = desk.get(Message, message_id, lock=True)
    if row.delivery not in {Delivery.FAILED, Delivery.UNKNOWN}:
        raise _gone()
    _see_to(desk, row, "message")


def leave_remedy(desk: Desk, remedy_id: int) -> None:
    """A person has looked in Shopify. What came meanwhile could have been its own; now it is somebody else's."""
    row = desk.get(Remedy, remedy_id, lock=True)
    if row.state != RemedyState.NEEDS_REVIEW and row.money_state != MoneyState.FAILURE:
        raise _gone()
    _see_to(desk, row, "remedy")
    external_money.enter(desk, desk.get(Order, row.order_id))


def _see_to(desk: Desk, row: Message | Remedy, what: str) -> None:
    row.seen_to_at = row.seen_to_at or desk.now
    desk.record(TroubleSeenTo(what, row.id))


def _receipt(desk: Desk, receipt_id: int) -> WebhookReceipt:
    """A receipt knows its shop by name alone."""
    row = desk.session.get(WebhookReceipt, receipt_id, with_for_update=True)
    if row is None or row.shop_domain != desk.shop.domain:
        raise NotFound(N_("This is not here any more."))
    return row


def _reaction(desk: Desk, reaction_id: int) -> Reaction:
    row: Reaction = desk.get(Reaction, reaction_id, lock=True)
    if row.state != "DEAD":
        raise _gone()
    return row


def _gone() -> Conflict:
    return Conflict(N_("Somebody has already seen to this."))

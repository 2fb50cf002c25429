"""Which text a remedy leaves for the customer, by its kind, its outcome and its money; a failure leaves none."""

from collections.abc import Mapping

from app.domain.orders import OpenEnum
from app.domain.refunds import MoneyState
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.told import Done, Told, told


class Telling(OpenEnum):
    """The texts; each is a folder of app/desk/remedy_texts."""

    REFUND = "refund"
    RETURN_OPENED = "return_opened"
    RETURN_APPROVED = "return_approved"
    RETURN_DECLINED = "return_declined"
    LABEL_SENT = "label_sent"
    RETURN_RECEIVED = "return_received"
    EXCHANGE = "exchange"
    RETURN_CLOSED = "return_closed"
    RETURN_REOPENED = "return_reopened"
    RETURN_CANCELLED = "return_cancelled"
    ORDER_CANCELLED = "order_cancelled"
    STORE_CREDIT = "store_credit"
    GIFT_CARD = "gift_card"
    DISCOUNT_CODE = "discount_code"
    HELD = "held"
    RELEASED = "released"
    ADDRESS_CHANGED = "address_changed"
    BALANCE_DUE = "balance_due"
    UNKNOWN = "unknown"


_OF_KIND: Mapping[RemedyKind, Telling] = {
    RemedyKind.REFUND: Telling.REFUND,
    RemedyKind.RETURN: Telling.RETURN_OPENED,
    RemedyKind.RETURN_APPROVAL: Telling.RETURN_APPROVED,
    RemedyKind.RETURN_DECLINE: Telling.RETURN_DECLINED,
    RemedyKind.RETURN_LABEL: Telling.LABEL_SENT,
    RemedyKind.RETURN_PROCESSING: Telling.RETURN_RECEIVED,
    RemedyKind.RETURN_CLOSING: Telling.RETURN_CLOSED,
    RemedyKind.RETURN_REOPENING: Telling.RETURN_REOPENED,
    RemedyKind.RETURN_CANCELLATION: Telling.RETURN_CANCELLED,
    RemedyKind.CANCELLATION: Telling.ORDER_CANCELLED,
    RemedyKind.STORE_CREDIT: Telling.STORE_CREDIT,
    RemedyKind.GIFT_CARD: Telling.GIFT_CARD,
    RemedyKind.DISCOUNT_CODE: Telling.DISCOUNT_CODE,
    RemedyKind.HOLD: Telling.HELD,
    RemedyKind.HOLD_RELEASE: Telling.RELEASED,
    RemedyKind.ADDRESS_CHANGE: Telling.ADDRESS_CHANGED,
    RemedyKind.INVOICE: Telling.BALANCE_DUE,
}
GIVING = frozenset({RemedyKind.STORE_CREDIT, RemedyKind.GIFT_CARD, RemedyKind.DISCOUNT_CODE})

NOT_MAILED = "not_mailed"  # the fact of a gift card whose code Shopify did not mail: its text says that it does


def telling_of(done: Done) -> tuple[Telling, Told] | None:
    """Which text, with which facts; None where there is nothing to tell the customer, or nothing certain."""
    telling = _OF_KIND.get(done.kind)
    if telling is None or done.money is MoneyState.FAILURE:
        return None
    if done.kind in GIVING and (done.money is not MoneyState.SUCCESS or NOT_MAILED in done.facts):
        return None
    facts = told(done)
    if done.kind is RemedyKind.REFUND and not facts.moves_money:
        return None
    return (Telling.EXCHANGE if telling is Telling.RETURN_RECEIVED and facts.instead else telling), facts

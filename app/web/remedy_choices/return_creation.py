"""The form of a new return or an exchange: pieces that left, why, fees, and what the customer gets instead."""

import unicodedata

from app.desk.reading.remedy_order import FormOrder
from app.domain.remedies.choices import ExchangeLine, ReturnChoice, ReturningLine
from app.domain.remedies.kinds import RemedyKind, RemedyReason
from app.errands import remedy_forms as fetching
from app.errands.remedy_forms import Opening
from app.web.remedy_forms import Asked, KindForm, Typed

INSTEAD = "instead"
OURS = {
    "size-too-small": RemedyReason.CHANGED_MIND,
    "size-too-large": RemedyReason.CHANGED_MIND,
    "style": RemedyReason.CHANGED_MIND,
    "color": RemedyReason.CHANGED_MIND,
    "unwanted": RemedyReason.CHANGED_MIND,
    "changed-mind": RemedyReason.CHANGED_MIND,
    "not-as-described": RemedyReason.NOT_AS_DESCRIBED,
    "defective": RemedyReason.DEFECTIVE,
    "defective-or-damaged": RemedyReason.DAMAGED,
    "damaged": RemedyReason.DAMAGED,
    "wrong-item": RemedyReason.WRONG_ITEM,
    "received-wrong-item": RemedyReason.WRONG_ITEM,
}
"""Shopify's reasons by their handles, in our words; every other one is OTHER and asks for a note."""


def _read(typed: Typed, order: FormOrder) -> ReturnChoice:
    return ReturnChoice(
        lines=tuple(ReturningLine(gid, count, _why(typed, gid)) for gid, count in typed.quantities()),
        exchanges=tuple(ExchangeLine(gid, count) for gid, count in typed.quantities(INSTEAD)),
        restocking_fee=unicodedata.normalize("NFKC", typed.text("restocking_fee")),
        shipping_fee=typed.money("shipping_fee", order.presentment_currency),
    )


def _why(typed: Typed, gid: str) -> str:
    """The line's own reason, or the one for all of them; what Shopify does not offer is refused when it is asked."""
    return (typed.text(f"why:{gid}") or typed.text("why")).partition(" ")[0]


def _reason(typed: Typed) -> RemedyReason:
    if not typed.text("why"):
        return RemedyReason.UNKNOWN
    return OURS.get(typed.text("why").partition(" ")[2], RemedyReason.OTHER)


def _needs(asked: Asked) -> Opening:
    return fetching.opening(asked.runtime, asked.shop_id, asked.order_id, asked.language, asked.words)


FORM = KindForm(RemedyKind.RETURN, _read, _needs, reason=_reason)

"""A gift card's form: an amount in the shop's currency, and until when it is good."""

from app.desk.reading.remedy_order import FormOrder
from app.domain.remedies.choices import GiftCardChoice
from app.domain.remedies.kinds import RemedyKind
from app.web.remedy_forms import KindForm, Typed


def _read(typed: Typed, order: FormOrder) -> GiftCardChoice:
    return GiftCardChoice(typed.amount("amount", order.currency), typed.day("expires_on"))


FORM = KindForm(RemedyKind.GIFT_CARD, _read)

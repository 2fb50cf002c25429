"""A discount code's form: an amount off one next order, in the shop's currency, and until when."""

from app.desk.reading.remedy_order import FormOrder
from app.domain.remedies.choices import DiscountCodeChoice
from app.domain.remedies.kinds import RemedyKind
from app.web.remedy_forms import KindForm, Typed


def _read(typed: Typed, order: FormOrder) -> DiscountCodeChoice:
    return DiscountCodeChoice(typed.amount("amount", order.currency), typed.day("ends_on"))


FORM = KindForm(RemedyKind.DISCOUNT_CODE, _read)

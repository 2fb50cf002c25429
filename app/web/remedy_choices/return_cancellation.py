"""The form that cancels a return: nothing to choose."""

from app.desk.reading.remedy_order import FormOrder
from app.domain.remedies.choices import ReturnRef
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.returns import ReturnNow
from app.errands import remedy_forms as fetching
from app.errands.remedy_forms import About
from app.web.remedy_forms import Asked, KindForm, Typed, step


def _read(typed: Typed, order: FormOrder) -> ReturnRef:
    del order
    return ReturnRef(typed.text("of"))


def _needs(asked: Asked) -> ReturnNow:
    return fetching.one_return(asked.runtime, asked.shop_id, About(asked.order_id, asked.about, asked.language))


FORM = KindForm(RemedyKind.RETURN_CANCELLATION, _read, _needs, reason=step)

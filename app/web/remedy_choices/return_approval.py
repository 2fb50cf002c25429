"""The form that approves a return a customer asked for."""

from app.desk.reading.remedy_order import FormOrder
from app.domain.remedies.choices import ReturnApprovalChoice
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.returns import ReturnNow
from app.errands import remedy_forms as fetching
from app.errands.remedy_forms import About
from app.web.remedy_forms import Asked, KindForm, Typed, step


def _read(typed: Typed, order: FormOrder) -> ReturnApprovalChoice:
    del order
    return ReturnApprovalChoice(typed.text("of"), notify=typed.flag("notify"))


def _needs(asked: Asked) -> ReturnNow:
    return fetching.one_return(asked.runtime, asked.shop_id, About(asked.order_id, asked.about, asked.language))


FORM = KindForm(RemedyKind.RETURN_APPROVAL, _read, _needs, reason=step)

"""The form that declines a return: a person writes to the customer, with the shop's own sentence before him."""

from app.desk.reading.remedy_order import FormOrder
from app.domain.remedies.choices import DeclineReason, ReturnDeclineChoice
from app.domain.remedies.kinds import RemedyKind
from app.errands import remedy_forms as fetching
from app.errands.remedy_forms import About, Declining
from app.web.remedy_forms import Asked, KindForm, Typed, step


def _read(typed: Typed, order: FormOrder) -> ReturnDeclineChoice:
    del order
    why = typed.word("why", DeclineReason)
    return ReturnDeclineChoice(typed.text("of"), why, typed.text("words"), notify=typed.flag("notify"))


def _needs(asked: Asked) -> Declining:
    return fetching.declining(asked.runtime, asked.shop_id, About(asked.order_id, asked.about, asked.language))


FORM = KindForm(RemedyKind.RETURN_DECLINE, _read, _needs, reason=step)

"""Store credit's form: an amount in the customer's currency, and until when it is good."""

from app.desk.reading.remedy_order import FormOrder
from app.domain.money import Money
from app.domain.remedies.choices import StoreCreditChoice
from app.domain.remedies.kinds import RemedyKind
from app.errands import remedy_forms
from app.web.remedy_forms import Asked, KindForm, Typed


def _read(typed: Typed, order: FormOrder) -> StoreCreditChoice:
    amount = typed.amount("amount", order.presentment_currency)
    return StoreCreditChoice(amount, typed.day("expires_on"), typed.flag("notify"))


def _needs(asked: Asked) -> tuple[Money, ...]:
    return remedy_forms.credit_balances(asked.runtime, asked.shop_id, asked.order_id)


FORM = KindForm(RemedyKind.STORE_CREDIT, _read, _needs)

"""The refund's form: pieces, shipping and duties, or an amount alone; in the customer's currency."""

from app.desk.reading.remedy_order import FormOrder
from app.domain.refunds import SelectedLine
from app.domain.remedies.choices import RefundChoice
from app.domain.remedies.kinds import RemedyKind
from app.web.remedy_forms import KindForm, Typed


def _read(typed: Typed, order: FormOrder) -> RefundChoice:
    if typed.text("way") == "amount":
        return RefundChoice(
            amount=typed.amount("amount", order.presentment_currency),
            to_store_credit=typed.flag("to_store_credit"),
            notify=typed.flag("notify"),
        )
    part_of_shipping = typed.text("shipping") == "part"
    return RefundChoice(
        lines=tuple(SelectedLine(gid, count) for gid, count in typed.quantities()),
        all_shipping=typed.text("shipping") == "all",
        shipping=typed.amount("shipping_amount", order.presentment_currency) if part_of_shipping else None,
        duties=typed.flag("duties"),
        restock=typed.flag("restock"),
        to_store_credit=typed.flag("to_store_credit"),
        notify=typed.flag("notify"),
    )


FORM = KindForm(RemedyKind.REFUND, _read)

"""The cancellation's form; Shopify's few reasons follow from ours, so that only one is asked for."""

from app.desk.reading.remedy_order import FormOrder
from app.domain.remedies.choices import CancellationChoice, CancelReason
from app.domain.remedies.kinds import RemedyKind, RemedyReason
from app.web.remedy_forms import KindForm, Typed

THEIRS = {
    RemedyReason.CHANGED_MIND: CancelReason.CUSTOMER,
    RemedyReason.ORDERED_TWICE: CancelReason.CUSTOMER,
    RemedyReason.WRONG_ADDRESS: CancelReason.CUSTOMER,
    RemedyReason.LATE: CancelReason.CUSTOMER,
    RemedyReason.OUT_OF_STOCK: CancelReason.INVENTORY,
    RemedyReason.FRAUD: CancelReason.FRAUD,
    RemedyReason.OTHER: CancelReason.OTHER,
}


def _read(typed: Typed, order: FormOrder) -> CancellationChoice:
    del order
    return CancellationChoice(
        why=THEIRS.get(RemedyReason(typed.text("reason")), CancelReason.OTHER),
        restock=typed.flag("restock"),
        to_store_credit=typed.flag("to_store_credit"),
        notify=typed.flag("notify"),
    )


FORM = KindForm(RemedyKind.CANCELLATION, _read, reasons=tuple(THEIRS))

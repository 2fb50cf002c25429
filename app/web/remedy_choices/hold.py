"""A hold's form; Shopify's reason follows from ours, so that only one is asked for."""

from app.desk.reading.remedy_order import FormOrder
from app.domain.remedies.choices import HoldChoice, HoldReason
from app.domain.remedies.kinds import RemedyKind, RemedyReason
from app.web.remedy_forms import KindForm, Typed

THEIRS = {
    RemedyReason.WRONG_ADDRESS: HoldReason.INCORRECT_ADDRESS,
    RemedyReason.CHANGED_MIND: HoldReason.OTHER,
    RemedyReason.FRAUD: HoldReason.HIGH_RISK_OF_FRAUD,
    RemedyReason.OUT_OF_STOCK: HoldReason.INVENTORY_OUT_OF_STOCK,
    RemedyReason.OTHER: HoldReason.OTHER,
}


def _read(typed: Typed, order: FormOrder) -> HoldChoice:
    del order
    return HoldChoice(THEIRS.get(RemedyReason(typed.text("reason")), HoldReason.OTHER))


FORM = KindForm(RemedyKind.HOLD, _read, reasons=tuple(THEIRS))

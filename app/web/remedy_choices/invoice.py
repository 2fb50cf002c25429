"""An invoice's form: what the customer owes is Shopify's figure, so only why is asked."""

from app.desk.reading.remedy_order import FormOrder
from app.domain.remedies.choices import InvoiceChoice
from app.domain.remedies.kinds import RemedyKind, RemedyReason
from app.web.remedy_forms import KindForm, Typed


def _read(typed: Typed, order: FormOrder) -> InvoiceChoice:
    del typed, order
    return InvoiceChoice()


FORM = KindForm(
    RemedyKind.INVOICE, _read, reasons=(RemedyReason.WRONG_ITEM, RemedyReason.CHANGED_MIND, RemedyReason.OTHER)
)

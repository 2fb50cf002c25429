"""The form that lets an order ship again: nothing to choose but why."""

from app.desk.reading.remedy_order import FormOrder
from app.domain.remedies.choices import HoldReleaseChoice
from app.domain.remedies.kinds import RemedyKind
from app.web.remedy_forms import KindForm, Typed


def _read(typed: Typed, order: FormOrder) -> HoldReleaseChoice:
    del typed, order
    return HoldReleaseChoice()


FORM = KindForm(RemedyKind.HOLD_RELEASE, _read)

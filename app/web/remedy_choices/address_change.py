"""The form for another address before anything has shipped: the whole address, as it shall be."""

from dataclasses import dataclass

from app.desk import return_policies
from app.desk.reading.remedy_order import FormOrder
from app.domain.orders import Address
from app.domain.remedies.choices import AddressChangeChoice
from app.domain.remedies.kinds import RemedyKind, RemedyReason
from app.errands import remedy_forms
from app.web.i18n import country
from app.web.remedy_forms import Asked, KindForm, Typed


def _read(typed: Typed, order: FormOrder) -> AddressChangeChoice:
    del order
    return AddressChangeChoice(Address(**{name: typed.text(name) for name in Address.__dataclass_fields__}))


@dataclass(frozen=True, slots=True)
class Needs:
    """The address as it is, and the countries by their names in the agent's language."""

    address: Address | None
    countries: tuple[str, ...]


def _needs(asked: Asked) -> Needs:
    address = remedy_forms.address_now(asked.runtime, asked.shop_id, asked.order_id)
    return Needs(address, tuple(sorted(return_policies.countries(), key=country)))


FORM = KindForm(
    RemedyKind.ADDRESS_CHANGE,
    _read,
    _needs,
    reasons=(RemedyReason.WRONG_ADDRESS, RemedyReason.CHANGED_MIND, RemedyReason.OTHER),
)

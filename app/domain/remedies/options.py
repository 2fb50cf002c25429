"""Which remedies an order allows now and why not the others, from what the mirror knows; Shopify has the last word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.domain.orders import FinancialStatus, FulfillmentStatus, ReturnStatus
from app.domain.problems import Problem
from app.domain.remedies.kinds import RemedyKind

UNPAID = frozenset({FinancialStatus.PENDING, FinancialStatus.EXPIRED, FinancialStatus.VOIDED})
OWING = frozenset({FinancialStatus.PENDING, FinancialStatus.PARTIALLY_PAID})
ACTIVE = frozenset({ReturnStatus.REQUESTED, ReturnStatus.OPEN})
GOODWILL = (RemedyKind.STORE_CREDIT, RemedyKind.GIFT_CARD, RemedyKind.DISCOUNT_CODE)
STEPS = {
    ReturnStatus.REQUESTED: (RemedyKind.RETURN_APPROVAL, RemedyKind.RETURN_DECLINE),
    ReturnStatus.OPEN: (
        RemedyKind.RETURN_PROCESSING,
        RemedyKind.RETURN_LABEL,
        RemedyKind.RETURN_CLOSING,
        RemedyKind.RETURN_CANCELLATION,
    ),
    ReturnStatus.CLOSED: (RemedyKind.RETURN_REOPENING,),
}
"""What can be done with a return, the likeliest first."""


@dataclass(frozen=True, slots=True)
class SeenReturn:
    gid: str
    name: str
    status: ReturnStatus


@dataclass(frozen=True, slots=True)
class SeenOrder:
    """What the mirror knows of an order. Pieces: `unshipped` still leave, `shipped` left and were not paid back,
    `returnable` of them are on no return. `parcel` names one that left. `hidden`: older than Shopify shows the app.
    """

    financial: FinancialStatus
    fulfillment: FulfillmentStatus
    unshipped: int = 0
    shipped: int = 0
    returnable: int = 0
    parcel: str = ""
    money_left: bool = True
    returns: tuple[SeenReturn, ...] = ()
    cancelled: bool = False
    has_customer: bool = True
    has_address: bool = True
    hidden: bool = False

    @property
    def active(self) -> SeenReturn | None:
        return next((item for item in self.returns if item.status in ACTIVE), None)


@dataclass(frozen=True, slots=True)
class Option:
    """A remedy with what stands against it, None where nothing does; `about` is the return that it is a step of."""

    kind: RemedyKind
    problem: Problem | None = None
    params: dict[str, str] = field(default_factory=dict)
    about: SeenReturn | None = None
    recommended: bool = False

    @property
    def possible(self) -> bool:
        return self.problem is None


def options(order: SeenOrder) -> tuple[Option, ...]:
    """Every remedy for this order: the recommended one first, then the others that are possible, then the rest."""
    found = [*_steps(order), *_main(order)]
    best = next((option for option in _likeliest(order, found) if option.possible), None)
    ranked = [Option(o.kind, o.problem, o.params, o.about, recommended=o is best) for o in found]
    return tuple(sorted(ranked, key=lambda option: (not option.recommended, not option.possible)))


def _steps(order: SeenOrder) -> list[Option]:
    """The steps of each return, and in their place why there are none."""
    steps = [Option(kind, about=item) for item in order.returns for kind in STEPS.get(item.status, ())]
    return steps or [Option(RemedyKind.RETURN_PROCESSING, Problem.NO_RETURN_YET)]


def _main(order: SeenOrder) -> Iterator[Option]:
    yield _option(RemedyKind.REFUND, _against_refund(order))
    yield _option(RemedyKind.RETURN, _against_return(order), name=order.active.name if order.active else "")
    yield _cancellation(order)
    yield from (_option(kind, None if order.has_customer else Problem.NO_CUSTOMER) for kind in GOODWILL)
    yield _option(RemedyKind.HOLD, _against_hold(order))
    yield _option(RemedyKind.HOLD_RELEASE, None if _is_held(order) else Problem.NOT_HELD)
    yield _option(RemedyKind.ADDRESS_CHANGE, _against_address(order))
    yield _option(RemedyKind.INVOICE, None if order.financial in OWING else Problem.NOTHING_OWED)


def _option(kind: RemedyKind, problem: Problem | None, **params: str) -> Option:
    return Option(kind, problem, params)


def _against_refund(order: SeenOrder) -> Problem | None:
    if order.hidden:
        return Problem.OUT_OF_SIGHT
    if order.financial is FinancialStatus.AUTHORIZED:
        return Problem.NOT_CAPTURED
    if order.financial in UNPAID:
        return Problem.NOT_PAID
    return None if order.money_left else Problem.ALL_REFUNDED


def _against_return(order: SeenOrder) -> Problem | None:
    if order.hidden:
        return Problem.OUT_OF_SIGHT
    if order.returnable:
        return None
    if order.active:
        return Problem.ALL_ON_RETURN
    return Problem.REFUNDED_BEFORE if order.parcel else Problem.NOT_SHIPPED


def _cancellation(order: SeenOrder) -> Option:
    kind, active = RemedyKind.CANCELLATION, order.active
    if order.hidden:
        return Option(kind, Problem.OUT_OF_SIGHT)
    if order.cancelled:
        return Option(kind, Problem.CANCELLED_ORDER)
    if order.parcel:
        return Option(kind, Problem.SHIPPED_ORDER, {"name": order.parcel})
    return Option(kind, Problem.ACTIVE_RETURN, {"name": active.name}) if active else Option(kind)


def _against_hold(order: SeenOrder) -> Problem | None:
    if _is_held(order):
        return Problem.HELD_ALREADY
    return _against_leaving(order)


def _against_address(order: SeenOrder) -> Problem | None:
    return _against_leaving(order) if order.has_address else Problem.NO_ADDRESS


def _against_leaving(order: SeenOrder) -> Problem | None:
    """What can only be done while something is still to be shipped."""
    if order.hidden:
        return Problem.OUT_OF_SIGHT
    if order.cancelled:
        return Problem.CANCELLED_ORDER
    return None if order.unshipped else Problem.NOTHING_TO_HOLD


def _is_held(order: SeenOrder) -> bool:
    return order.fulfillment is FulfillmentStatus.ON_HOLD


def _likeliest(order: SeenOrder, found: Iterable[Option]) -> list[Option]:
    """What a case like this mostly ends with: an answer to a return, its processing, then by what has shipped."""
    by_shipping = (
        (RemedyKind.RETURN, RemedyKind.REFUND) if order.shipped else (RemedyKind.CANCELLATION, RemedyKind.REFUND)
    )
    wanted = (RemedyKind.RETURN_APPROVAL, RemedyKind.RETURN_PROCESSING, *by_shipping, *GOODWILL)
    return sorted((option for option in found if option.kind in wanted), key=lambda option: wanted.index(option.kind))

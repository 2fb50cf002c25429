"""Whether an order can still be cancelled, and what becomes of its pieces; what it pays back is Shopify's figure."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.orders import Return, ReturnStatus, Transaction, TransactionStatus
from app.domain.problems import NotPossible, Problem
from app.domain.refunds import RestockType
from app.domain.remedies.choices import CancellationChoice
from app.domain.remedies.terms import Notice, Piece

PAYING = frozenset({"AUTHORIZATION", "SALE", "CAPTURE"})
AT_WORK = frozenset({TransactionStatus.PENDING, TransactionStatus.AWAITING_RESPONSE})
ACTIVE = frozenset({ReturnStatus.REQUESTED, ReturnStatus.OPEN})
GONE = frozenset({"CANCELLED", "ERROR", "FAILURE"})
"""Fulfillments that came to nothing."""


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment of the order; a manual one is PENDING until somebody marks it as paid, and keeps nothing waiting."""

    transaction: Transaction
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Cancellable:
    """One look at an order: what stands against cancelling it, what it holds and what is only authorised.

    `shipments` are names and statuses of its fulfillments.
    """

    cancelled: bool
    shipments: tuple[tuple[str, str], ...]
    returns: tuple[Return, ...]
    payments: tuple[Paid, ...]
    pieces: tuple[Piece, ...]
    authorised: bool = False
    has_customer: bool = True
    test: bool = False

    @property
    def by_hand(self) -> frozenset[str]:
        return frozenset(item.transaction.gid for item in self.payments if item.by_hand)


def check(order: Cancellable, choice: CancellationChoice) -> None:
    """Raise NotPossible where Shopify would refuse, with words for the agent."""
    if order.cancelled:
        raise NotPossible(Problem.CANCELLED_ORDER)
    shipped = next((name for name, status in order.shipments if status not in GONE), None)
    if shipped is not None:
        raise NotPossible(Problem.SHIPPED_ORDER, name=shipped)
    active = next((item for item in order.returns if item.status in ACTIVE), None)
    if active is not None:
        raise NotPossible(Problem.ACTIVE_RETURN, name=active.name)
    if any(_at_work(item) for item in order.payments):
        raise NotPossible(Problem.PAYMENT_PENDING)
    if choice.to_store_credit and not order.has_customer:
        raise NotPossible(Problem.NO_CUSTOMER, "to_store_credit")


def pieces(order: Cancellable, choice: CancellationChoice) -> tuple[Piece, ...]:
    """All that is still on the order, with what becomes of it."""
    fate = RestockType.CANCEL if choice.restock else RestockType.NO_RESTOCK
    return tuple(Piece(item.gid, item.title, item.quantity, fate.value, variant_title=item.variant_title)
                 for item in order.pieces if item.quantity)  # fmt: skip


def notices(order: Cancellable, choice: CancellationChoice, paid_back: Iterable[str], *, money: bool) -> list[Notice]:
    """What the agent must know. `paid_back`: the payments that money goes back to."""
    told = [Notice.CANNOT_BE_UNDONE]
    if order.authorised:
        told.append(Notice.AUTHORISATION_VOIDED)
    if not money:
        told.append(Notice.NO_MONEY)
    elif choice.to_store_credit:
        told.append(Notice.NEEDS_NEW_ACCOUNTS)
    elif order.by_hand & set(paid_back):
        told.append(Notice.PAY_BY_HAND)
    else:
        told.append(Notice.FEES_KEPT)
    return told + ([Notice.TEST_ORDER] if order.test else [])


def _at_work(item: Paid) -> bool:
    return item.transaction.kind in PAYING and item.transaction.status in AT_WORK and not item.by_hand

"""The shape of a kind of remedy over there: a look, a search for our own, the exact bytes, and one sending of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.domain.errors import GatewayError, Refused
from app.domain.remedies.course import Ask, Begun, Outcome, Resend, Sighting
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.terms import Terms
from app.shopify.client import AdminApi


class OrderGone(Refused):
    """Shopify answers null for the order: deleted, or older than the app may see."""


class FailedThere(Refused):
    """It was taken and went wrong over there afterwards: certainly nothing was done."""


class PartlyDone(GatewayError):
    """A part of one call was done and the rest refused: their words are in it, and a person must see what is there."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind; its module in app/shopify/remedies holds it as KIND.

    `choice`: the kind's dataclass from app/domain/remedies. `look` raises NotPossible (app/domain/problems.py) where
    the choice cannot be had, with words for the agent. `search` gives the gid of our own effect, known by the marker
    of `ask.key` or what else only ours has, or "". `request` gives the exact JSON text of the one call. `send` sends
    such a text once and raises Refused, Unavailable (nothing ran), PartlyDone or OutcomeUnknown. `read` gives what a
    search found.
    """

    kind: RemedyKind
    choice: type[Any]
    resend: Resend
    look: Callable[[AdminApi, Ask], Sighting]
    search: Callable[[AdminApi, Ask], str]
    request: Callable[[Ask, Terms], str]
    send: Callable[[AdminApi, str], Outcome | Begun]
    read: Callable[[AdminApi, Ask, str], Outcome]
    moves_money: bool = True

"""The steps of a return that move no money: each wants one status, leads to another, and is known again by that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.errors import OutcomeUnknown
from app.domain.problems import NotPossible
from app.domain.remedies.course import Ask, Outcome, Resend, Sighting
from app.domain.remedies.kinds import RemedyKind
from app.domain.remedies.returns import ReturnNow
from app.domain.remedies.terms import Notice, Piece, Terms
from app.domain.words import N_
from app.shopify import return_parts, wire
from app.shopify.client import AdminApi, refuse_user_errors, request_body
from app.shopify.remedy import Kind


@dataclass(frozen=True, slots=True)
class Move:
    """`check` raises NotPossible, `is_done` knows our own step again, `inputs` are the document's variables."""

    kind: RemedyKind
    choice: type[Any]
    document: str
    field: str
    check: Callable[[ReturnNow, Any], None]
    is_done: Callable[[ReturnNow, Any], bool]
    inputs: Callable[[Any], Mapping[str, Any]] = lambda choice: {"id": choice.return_gid}


def kind_of(move: Move) -> Kind:
    """A step as a kind. Doing it again changes nothing: Shopify refuses what has that status already."""

    def look(api: AdminApi, ask: Ask) -> Sighting:
        now = return_parts.fetch(api, ask.order.gid, ask.choice.return_gid)
        move.check(now, ask.choice)
        return Sighting(_terms(now))

    def search(api: AdminApi, ask: Ask) -> str:
        try:
            now = return_parts.fetch(api, ask.order.gid, ask.choice.return_gid)
        except NotPossible:
            return ""
        return now.gid if move.is_done(now, ask.choice) else ""

    def request(ask: Ask, terms: Terms) -> str:
        del terms
        return request_body(move.document, move.inputs(ask.choice))

    def send(api: AdminApi, stored: str) -> Outcome:
        payload = wire.obj(api.mutate(move.document, body=stored).get(move.field))
        refuse_user_errors(payload)
        return outcome(wire.obj(payload.get("return")))

    def read(api: AdminApi, ask: Ask, gid: str) -> Outcome:
        now = return_parts.shown(api, ask.order.gid, gid)
        return Outcome(now.gid, facts=(("return", now.name),))

    return Kind(move.kind, move.choice, Resend.CONVERGENT, look, search, request, send, read, moves_money=False)


def outcome(made: wire.Json) -> Outcome:
    """What an answer's `return { id name }` tells; OutcomeUnknown where it tells nothing."""
    if not made.get("id"):
        raise OutcomeUnknown(N_("Shopify neither refused the return nor showed it."))
    return Outcome(wire.text(made["id"]), facts=(("return", wire.text(made.get("name"))),))


def _terms(now: ReturnNow) -> Terms:
    pieces = (Piece(line.gid, line.title, line.quantity, variant_title=line.variant_title) for line in now.lines)
    notices = (Notice.NO_MONEY, *((Notice.TEST_ORDER,) if now.test else ()))
    return Terms(pieces=tuple(pieces), notices=notices, facts=(("return", now.name),))

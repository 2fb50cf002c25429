"""What the refund and return dialogs share: fragment or page, refusals in the agent's language, quantities."""

from collections.abc import Mapping

from flask import render_template, request

from app.desk.desk import Actor, ActorKind
from app.domain.errors import GatewayError
from app.domain.problems import WORDS, NotRefundable, NotReturnable, Problem
from app.domain.words import N_
from app.web import telling
from app.web.auth import current
from app.web.telling import filled

QUANTITY = "quantity:"
LONGEST = 6  # digits of a quantity


def actor() -> Actor:
    return Actor(ActorKind.AGENT, current().agent.id)


def shown(template: str, **values: object) -> str:
    """The fragment for a dialog, or the same inside a page for who opens its address by itself."""
    if "HX-Request" in request.headers:
        return render_template(template, **values)
    return render_template("orders/act.html", fragment=template, **values)


def words_of(problem: Problem, **params: object) -> str:
    """A problem in the agent's language."""
    return filled(WORDS[problem], **params)


def explain(error: Exception) -> str:
    """A refusal in the agent's language; Shopify's own words as they came."""
    if isinstance(error, GatewayError):
        return filled(N_("Shopify did not answer as expected. Nothing was done. %(words)s"), words=str(error))
    return telling.explain(error)


def quantities(form: Mapping[str, str], refusal: type[NotRefundable | NotReturnable]) -> list[tuple[str, int]]:
    """The lines with a quantity, by the gid in their field's name; empty and 0 are not chosen."""
    chosen = []
    for name, text in form.items():
        if not name.startswith(QUANTITY) or text.strip() in {"", "0"}:
            continue
        gid, given = name.removeprefix(QUANTITY), text.strip()
        if not (given.isascii() and given.isdecimal() and len(given) <= LONGEST):
            raise refusal(Problem.BAD_QUANTITY, gid, given=given[:20])
        chosen.append((gid, int(given)))
    return chosen

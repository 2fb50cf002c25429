"""What dialogs share: a fragment or a whole page, and refusals in the agent's language."""

from flask import render_template

from app.desk.desk import Actor, ActorKind
from app.domain.errors import GatewayError
from app.domain.problems import WORDS, Problem
from app.domain.words import N_
from app.web import telling
from app.web.auth import current
from app.web.errors import wants_fragment
from app.web.telling import filled


def actor() -> Actor:
    return Actor(ActorKind.AGENT, current().agent.id)


def shown(template: str, **values: object) -> str:
    """The fragment for a dialog, or the same inside a page for who opens its address by itself."""
    if wants_fragment():
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

"""A remedy's errand: Shopify computes, the agent confirms, it is done once; unclear is looked up first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from uuid import uuid4

from app.desk import remedies, remedy_fence, remedy_orders, remedy_papers, remedy_work
from app.desk.desk import Actor
from app.desk.remedies import Confirmation, Preview, Wanted
from app.domain.events import RemedyDue
from app.domain.remedies.course import (
    Ask,
)
from app.domain.remedies.kinds import RemedyKind
from app.errands import tokens
from app.errands.remedy_trip import Trip
from app.errands.runtime import Runtime
from app.plugins import discover
from app.shopify.remedy import Kind


@cache
def kinds() -> Mapping[RemedyKind, Kind]:
    """Every kind there is, by its word."""
    return {module.KIND.kind: module.KIND for module in discover("app.shopify.remedies").values()}


def preview(runtime: Runtime, shop_id: int, actor: Actor, order_id: int, wanted: Wanted) -> Preview:
    """Ask Shopify what a choice would do, and keep the answer for the agent to confirm."""
    remedies.check_why(wanted)
    with runtime.desk(shop_id, actor, read_only=True) as desk:
        order = remedy_orders.ref(desk, order_id)
        remedy_fence.refuse_second(desk, order_id)
    ask = Ask(order, wanted.choice, wanted.reason, wanted.note)
    look = kinds()[wanted.kind].look
    sighting = tokens.with_fresh_token(runtime, shop_id, lambda api: look(api, ask))
    with runtime.desk(shop_id, actor) as desk:
        return remedies.keep_preview(desk, order_id, wanted, sighting)


@dataclass(frozen=True, slots=True)
class Click:
    """What came with a confirm: the preview's token and digest, and the note to approvers where he asks for them."""

    token: str
    digest: str
    asking: str | None = None


def request(runtime: Runtime, shop_id: int, actor: Actor, order_id: int, click: Click) -> int:
    """Turn a confirmed preview into a remedy; return the remedy's id. No network here: a click is quick."""
    with runtime.desk(shop_id, actor, read_only=True) as desk:
        shown = remedies.preview(desk, order_id, click.token)
        order = remedy_orders.ref(desk, order_id)
    kind, key = kinds()[shown.kind], str(uuid4())
    choice = remedy_papers.read(shown.choice, kind.choice)
    text = kind.request(Ask(order, choice, shown.reason, shown.note, key, shown.known), shown.terms)
    undo = timedelta(seconds=runtime.settings.undo_seconds)
    with runtime.desk(shop_id, actor) as desk:
        confirmed = Confirmation(click.token, click.digest, key, text, undo, click.asking)
        return remedies.request(desk, order_id, confirmed)


def run(runtime: Runtime, shop_id: int, event: RemedyDue) -> None:
    """Take a remedy one step on; never acts on a doubt. Where a later step is needed, the clock rings for it."""
    with runtime.desk(shop_id) as desk:
        work = remedy_work.claim(desk, event.remedy_id)
    if work is None:
        return
    kind = kinds()[work.kind]
    ask = replace(work.ask, choice=remedy_papers.read(work.ask.choice, kind.choice))
    Trip(runtime, shop_id, work, kind, ask).step()


def sweep(runtime: Runtime, now: datetime) -> int:
    """For the clock: ring for remedies whose time has come, or that a crash or a lost ring left alone; how many."""
    with runtime.database.transaction(read_only=True) as session:
        if not remedy_work.is_due(session, now):
            return 0
    with runtime.database.transaction() as session:
        return remedy_work.sweep(session, now)

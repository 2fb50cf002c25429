"""How tests put rules to work: messages and orders come in, rules run on their events, rows and log are read."""

from app.desk import intake, orders, rules
from app.desk.desk import SYSTEM, open_desk
from app.domain.event import Event
from app.domain.events import (
    FulfillmentCreated,
    MessageReceived,
)
from app.domain.languages import Detected
from app.domain.orders import Fulfillment
from app.models import EventRow, Message, Rule, RuleRun
from tests import cast

NOON = cast.NOON
SPANISH = Detected("es", 95)
TRACKED = Fulfillment(
    gid="gid://shopify/Fulfillment/1",
    name="#1042-F1",
    status="SUCCESS",
    created_at=NOON,
    tracking_company="Japan Post",
    tracking_number="EJ1JP",
    tracking_url="https://track.example/EJ1JP",
)


def written(database, shop, body="¿Dónde está mi pedido #1042?", *, now=NOON, detected=SPANISH, **fields):
    """A customer's message comes in; returns its event."""
    with open_desk(database, shop.id, SYSTEM, now=now) as desk:
        received = intake.receive(desk, cast.inbound(body, **({"sent_at": now} | fields)), detected)
        return MessageReceived(received.message_id, received.conversation_id)


def mirrored(database, shop, *, now=NOON, **fields):
    """An order comes in from Shopify; returns the events that it recorded and rules react to."""
    with open_desk(database, shop.id, SYSTEM, now=now) as desk:
        newest = max(desk.session.scalars(desk.select(EventRow).with_only_columns(EventRow.id)), default=0)
        orders.mirror(desk, cast.order(**fields))
        desk.session.flush()
        rows = desk.all(desk.select(EventRow).where(EventRow.id > newest).order_by(EventRow.id))
        return [Event.registry[row.name](**row.payload) for row in rows]


def reacted(database, shop, event, *, now=NOON):
    with open_desk(database, shop.id, SYSTEM, now=now) as desk:
        rules.run(desk, event)


def found(database, shop, model, *where):
    with open_desk(database, shop.id) as desk:
        return desk.all(desk.select(model).where(*where).order_by(model.id))


def automatic(database, shop):
    return found(database, shop, Message, Message.author == "RULE", Message.visibility == "PUBLIC")


def log(database, shop, name=""):
    lines = []
    for run in found(database, shop, RuleRun):
        rule = found(database, shop, Rule, Rule.id == run.rule_id)[0]
        if name in rule.name:
            lines.append((run.outcome, run.reason))
    return lines


def add_rule(database, shop, *, trigger="message.received", conditions=None, actions=(), name="own", **columns):
    with open_desk(database, shop.id, now=NOON) as desk:
        row = Rule(
            name=name,
            trigger=trigger,
            conditions=conditions or {},
            actions=list(actions),
            position=9,
            enabled_at=NOON,
            created_at=NOON,
            **columns,
        )
        return desk.add(row).id


def only(database, shop, kind, events):
    return next(event for event in events if isinstance(event, kind))


def shipped(database, shop, **fields):
    events = mirrored(database, shop, fulfillments=(TRACKED,), **fields)
    return only(database, shop, FulfillmentCreated, events)

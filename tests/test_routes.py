"""Every route is behind a verified token unless it is listed here, and no shop's id opens anything in another shop."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule as Route

from app.db import Database
from app.models import (
    Agent,
    Approval,
    AuthorityLimit,
    DataRequest,
    Drift,
    EventRow,
    GlossaryTerm,
    GuardVerdict,
    Macro,
    MacroVariant,
    MemorySegment,
    Message,
    Order,
    RawMessage,
    Reaction,
    RefundIntent,
    RefundPreview,
    Remedy,
    RemedyDraft,
    RemedyPreview,
    ReturnIntent,
    Rule,
    Shop,
    TermSuggestion,
    WebhookReceipt,
)
from app.wsgi import create_app
from tests import cast
from tests.cast import HANA, MEI, NOON
from tests.visiting import signed_in

OPEN = {
    "static": "style sheets and scripts, the same for everyone",
    "home.healthz": "a load balancer asks",
    "home.readyz": "a load balancer asks",
    "home.show_metrics": "behind its own token",
    "home.patch_id_token": "where a token is fetched",
    "inbound.receive": "the address is the secret",
    "storefront_contact.show": "signed by Shopify's app proxy",
    "storefront_contact.send": "signed by Shopify's app proxy",
}
WORDS = {"language": "es", "kind": "refund"}  # arguments that name no row
SHOWN = "5a1f4f0e-2c57-4f0f-8d7b-0f2f6f1f5a11"  # the token of a preview
NOBODYS = 987654321
numbers = count(1)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def row(database: Database, model: type, **columns: Any) -> int:
    with database.transaction() as session:
        made = model(**columns)
        session.add(made)
        session.flush()
        return int(made.id)


def conversation(database: Database, shop_id: int) -> int:
    return cast.conversation(database, shop_id).id


def message(database: Database, shop_id: int) -> int:
    return row(
        database,
        Message,
        shop_id=shop_id,
        conversation_id=conversation(database, shop_id),
        channel="email",
        external_id=f"<{next(numbers)}@example.es>",
        direction="OUTBOUND",
        body="Hola",
        delivery="FAILED",
        created_at=NOON,
    )


def macro(database: Database, shop_id: int) -> int:
    made = row(database, Macro, shop_id=shop_id, name=f"Hello {next(numbers)}", created_at=NOON)
    for language in ("en", "es", "ja"):
        row(database, MacroVariant, shop_id=shop_id, macro_id=made, language=language, subject="Hi", body="Hello")
    return made


def rule(database: Database, shop_id: int) -> int:
    return row(
        database, Rule, shop_id=shop_id, name=f"Hello {next(numbers)}", trigger="message.received", created_at=NOON
    )


def order(database: Database, shop_id: int) -> int:
    moments = dict.fromkeys(("created_at", "updated_at", "mirrored_at"), NOON)
    gid = f"gid://shopify/Order/{next(numbers)}"
    return row(database, Order, shop_id=shop_id, gid=gid, name="#1", currency="JPY", **moments)


def agent(database: Database, shop_id: int) -> int:
    return cast.agent(database, shop_id).id


def unread(database: Database, shop_id: int) -> int:
    digest = f"{next(numbers):064x}"
    columns = {"channel": "email", "content": b"no mail", "digest": digest, "state": "QUARANTINED", "received_at": NOON}
    return row(database, RawMessage, shop_id=shop_id, **columns)


def refund_on_order(database: Database, shop_id: int) -> dict[str, int]:
    order_id, agent_id = order(database, shop_id), agent(database, shop_id)
    both = {"shop_id": shop_id, "order_id": order_id, "agent_id": agent_id, "created_at": NOON}
    money = {"amount": 1, "amount_shop": 150, "currency": "JPY", "presentment_currency": "USD"}
    preview = row(
        database,
        RefundPreview,
        token=f"t{next(numbers)}",
        selection={},
        suggestion={},
        expires_at=NOON,
        **both,
        **money,
    )
    key = f"k{next(numbers)}"
    papers = {"preview_id": preview, "idempotency_key": key, "payload_hash": key, "request": "{}", "state": "REJECTED"}
    return {"order_id": order_id, "intent_id": row(database, RefundIntent, **both, **money, **papers)}


def return_on_order(database: Database, shop_id: int) -> dict[str, int]:
    order_id, agent_id = order(database, shop_id), agent(database, shop_id)
    both = {"shop_id": shop_id, "order_id": order_id, "agent_id": agent_id, "created_at": NOON}
    papers = {"token": f"t{next(numbers)}", "request": "{}", "selection": {"lines": []}, "state": "REJECTED"}
    return {"order_id": order_id, "intent_id": row(database, ReturnIntent, **both, **papers)}


def receipt(database: Database, shop_id: int) -> int:
    with database.transaction(read_only=True) as session:
        domain = session.get(Shop, shop_id).domain
    moments = dict.fromkeys(("received_at", "next_try_at"), NOON)
    columns = {"topic": "orders/updated", "webhook_id": f"w{next(numbers)}", "body": b"{}", "state": "DEAD"}
    return row(database, WebhookReceipt, shop_domain=domain, **columns, **moments)


def reaction(database: Database, shop_id: int) -> int:
    event = row(database, EventRow, shop_id=shop_id, name="OrderChanged", payload={"order_id": 1}, occurred_at=NOON)
    return row(database, Reaction, shop_id=shop_id, event_id=event, name="run_rules", state="DEAD", due_at=NOON)


def data_request(database: Database, shop_id: int) -> int:
    return row(database, DataRequest, shop_id=shop_id, kind="DATA_REQUEST", received_at=NOON)


def limit(database: Database, shop_id: int) -> int:
    who = agent(database, shop_id)
    return row(database, AuthorityLimit, shop_id=shop_id, agent_id=who, made_by_id=who, created_at=NOON)


def approval(database: Database, shop_id: int) -> int:
    both = {"shop_id": shop_id, "order_id": order(database, shop_id), "agent_id": agent(database, shop_id)}
    both |= {"created_at": NOON, "payload_hash": f"h{next(numbers)}"}
    remedy_id = row(database, Remedy, idempotency_key=f"k{next(numbers)}", state="AWAITING_APPROVAL", **both)
    return row(database, Approval, remedy_id=remedy_id, state="PENDING", expires_at=NOON, **both)


def drift(database: Database, shop_id: int) -> int:
    return row(database, Drift, shop_id=shop_id, once=f"AMOUNT:{next(numbers)}", kind="AMOUNT", found_at=NOON)


def remedy_on_order(database: Database, shop_id: int) -> dict[str, int]:
    both = {"shop_id": shop_id, "order_id": order(database, shop_id), "agent_id": agent(database, shop_id)}
    papers = {"idempotency_key": f"k{next(numbers)}", "payload_hash": "h", "request": "{}", "kind": "REFUND"}
    remedy_id = row(database, Remedy, state="AWAITING_APPROVAL", created_at=NOON, **both, **papers)
    return {"order_id": both["order_id"], "remedy_id": remedy_id}


def drafted(database: Database, shop_id: int) -> dict[str, int]:
    remedy_id, talk = remedy_on_order(database, shop_id)["remedy_id"], conversation(database, shop_id)
    both = {"remedy_id": remedy_id, "conversation_id": talk, "telling": "refund", "money_state": "SUCCESS"}
    return {"conversation_id": talk, "draft_id": row(database, RemedyDraft, shop_id=shop_id, created_at=NOON, **both)}


def previewed_order(database: Database, shop_id: int) -> dict[str, int]:
    both = {"shop_id": shop_id, "order_id": order(database, shop_id), "agent_id": agent(database, shop_id)}
    papers = {"token": SHOWN, "kind": "HOLD", "reason": "DAMAGED", "choice": {}, "terms": {}, "currency": "JPY"}
    row(database, RemedyPreview, created_at=NOON, expires_at=NOON, **both, **papers)
    return {"order_id": both["order_id"]}


def engine(database: Database, shop_id: int) -> int:
    return cast.engine(database, shop_id).id


def reviewable(database: Database, shop_id: int) -> dict[str, int]:
    sent, talk = message(database, shop_id), conversation(database, shop_id)
    about = {"conversation_id": talk, "message_id": sent, "once_key": f"k{next(numbers)}", "outcome": "SENT"}
    row(database, GuardVerdict, shop_id=shop_id, source="ja", target="es", created_at=NOON, **about)
    return {"message_id": sent}


def term(database: Database, shop_id: int) -> int:
    return row(database, GlossaryTerm, shop_id=shop_id, term=f"Asagao {next(numbers)}", created_at=NOON)


def suggestion(database: Database, shop_id: int) -> int:
    return row(database, TermSuggestion, shop_id=shop_id, term=f"cup {next(numbers)}", translation="x", created_at=NOON)


def segment(database: Database, shop_id: int) -> int:
    columns = {
        "source": "ja",
        "target": "es",
        "digest": f"{next(numbers):064x}",
        "source_text": "は",
        "target_text": "x",
    }
    return row(database, MemorySegment, shop_id=shop_id, created_at=NOON, changed_at=NOON, **columns)


# Who adds an argument that names a row adds a maker: without one the test of its route fails.
MAKERS: dict[str, Callable[[Database, int], int]] = {
    "conversation_id": conversation,
    "message_id": message,
    "macro_id": macro,
    "rule_id": rule,
    "order_id": order,
    "agent_id": agent,
    "raw_id": unread,
    "receipt_id": receipt,
    "reaction_id": reaction,
    "request_id": data_request,
    "limit_id": limit,
    "approval_id": approval,
    "drift_id": drift,
    "remedy_id": lambda database, shop_id: remedy_on_order(database, shop_id)["remedy_id"],
    "draft_id": lambda database, shop_id: drafted(database, shop_id)["draft_id"],
    "engine_id": engine,
    "term_id": term,
    "suggestion_id": suggestion,
    "segment_id": segment,
    "refund_intent_id": lambda database, shop_id: refund_on_order(database, shop_id)["intent_id"],
    "return_intent_id": lambda database, shop_id: return_on_order(database, shop_id)["intent_id"],
}
# Routes whose rows must belong together.
TOGETHER: dict[str, Callable[[Database, int], dict[str, int]]] = {
    "refunds.show": refund_on_order,
    "returns.show": return_on_order,
    "remedies.show": remedy_on_order,
    "remedies.withdraw": remedy_on_order,
    "remedies.create": previewed_order,
    "drafts.discard": drafted,
    "quality.keep": reviewable,
}
# What a form must hold for its route to come as far as looking for the row.
FORMS: dict[str, dict[str, Any]] = {
    "conversations.add_tag": {"tag": "gift"},
    "conversations.remove_tag": {"tag": "gift"},
    "conversations.correct_language": {"language": "de"},
    "replies.preview": {"draft": "Hello", "token": "t"},
    "replies.create": {"draft": "Hello", "body": "Hello", "token": "t", "despite": "1"},
    "replies.note": {"text": "Hello", "token": "t"},
    "macros.save": {"language": "es", "subject": "Hola", "body": "Hola"},
    "rules.activation": {"state": "on"},
    "glossary.save": {"term": "Asagao"},
    "memory.save": {"target_text": "Gracias."},
    "quality.keep": {"mark": "AWKWARD"},
    "approvals.decide": {"decision": "refuse"},
    "remedies.preview": {"kind": "refund", "reason": "DAMAGED"},
    "remedies.create": {"token": SHOWN, "digest": "x"},
    "returns.create": {"token": "0b7e2b62-6a0c-4a3c-9a43-1d2f3c4b5a69"},
}
# Rows named in a form: the route, the form's field, and what makes the row.
NAMED_IN_FORMS = [
    ("orders.pin", "order_id", order),
    ("assignments.create", "agent_id", agent),
]


@dataclass(frozen=True)
class Stage:
    app: Flask
    client: FlaskClient
    database: Database
    hana: Shop
    mei: Shop

    def ask(self, route: Route, method: str, shop: str, ids: dict[str, int], **form: Any) -> Any:
        values = {name: ids.get(name, WORDS.get(name, "x")) for name in route.arguments}
        with self.app.test_request_context():
            path = self.app.url_map.bind("").build(route.endpoint, values, method=method)
        settings = self.app.extensions["kakehashi"].settings
        data = FORMS.get(route.endpoint, {}) | form
        return self.client.open(path, method=method, headers=signed_in(settings, shop), data=data or None)

    def route(self, endpoint: str) -> Route:
        return next(self.app.url_map.iter_rules(endpoint))

    def ids(self, route: Route, shop: Shop) -> dict[str, int]:
        if route.endpoint in TOGETHER:
            return TOGETHER[route.endpoint](self.database, shop.id)
        named = [name for name in route.arguments if name not in WORDS]
        missing = [name for name in named if name not in MAKERS]
        assert not missing, f"{route.rule}: add a maker for {missing} to MAKERS, so that isolation is tested"
        return {name: MAKERS[name](self.database, shop.id) for name in named}


@pytest.fixture
def stage(runtime, database, hana, mei) -> Stage:
    app = create_app(runtime)
    return Stage(app, app.test_client(), database, hana, mei)


def guarded(app: Flask) -> list[tuple[Route, str]]:
    return [
        (route, method)
        for route in app.url_map.iter_rules()
        if route.endpoint not in OPEN
        for method in sorted((route.methods or set()) - {"OPTIONS", "HEAD"})
    ]


def naming_rows(app: Flask) -> list[tuple[Route, str]]:
    return [(route, method) for route, method in guarded(app) if set(route.arguments) - set(WORDS)]


def test_every_route_asks_for_a_token(stage):
    routes = guarded(stage.app)
    assert len(routes) > 20
    for route, method in routes:
        path = re.sub(r"<[^>]+>", "1", route.rule)
        answer = stage.client.open(path, method=method)
        assert answer.status_code == 401, f"{method} {route.rule}"
        if method == "GET":
            answer = stage.client.get(path, query_string={"shop": HANA})
            assert answer.status_code == 302, route.rule
            assert answer.location.startswith("/auth/patch-id-token?"), route.rule


def test_what_is_open_is_listed_with_its_reason(stage):
    from app.web import auth

    machines = {name for name in stage.app.blueprints if name.startswith(("webhooks", "inbound", "storefront"))}
    not_guarded = {
        route.endpoint
        for route in stage.app.url_map.iter_rules()
        if route.endpoint in auth.OPEN_ENDPOINTS or route.endpoint.split(".")[0] in machines
    }
    assert not_guarded == set(OPEN)


def test_another_shops_rows_are_as_absent_as_rows_that_never_were(stage):
    routes = naming_rows(stage.app)
    assert len(routes) > 10
    for route, method in routes:
        answer = stage.ask(route, method, MEI, stage.ids(route, stage.hana))
        never = stage.ask(route, method, MEI, dict.fromkeys(set(route.arguments) - set(WORDS), NOBODYS))
        assert answer.status_code == 404, f"{method} {route.rule}: {answer.status_code}"
        assert shape(answer) == shape(never), f"{method} {route.rule}"


def test_a_shops_own_rows_are_there(stage):
    """Without this the test above could pass because nothing is ever found."""
    for route, method in naming_rows(stage.app):
        answer = stage.ask(route, method, HANA, stage.ids(route, stage.hana))
        assert answer.status_code not in {404, 405, 500}, f"{method} {route.rule}: {answer.status_code}"


def test_rows_of_two_shops_do_not_meet_in_one_address(stage):
    for route, method in naming_rows(stage.app):
        own, other = stage.ids(route, stage.mei), stage.ids(route, stage.hana)
        for name in own if len(own) > 1 else ():
            answer = stage.ask(route, method, MEI, own | {name: other[name]})
            never = stage.ask(route, method, MEI, own | {name: NOBODYS})
            assert answer.status_code in {404, 422}, f"{method} {route.rule} with another shop's {name}"
            assert shape(answer) == shape(never)


@pytest.mark.parametrize(("endpoint", "field", "make"), NAMED_IN_FORMS)
def test_another_shops_row_in_a_form_is_not_found(endpoint, field, make, stage):
    route = stage.route(endpoint)
    ids = stage.ids(route, stage.mei)
    strange = stage.ask(route, "POST", MEI, ids, **{field: make(stage.database, stage.hana.id)})
    assert strange.status_code in {404, 422}
    own = stage.ask(route, "POST", MEI, ids, **{field: make(stage.database, stage.mei.id)})
    assert own.status_code < 400


def test_what_changes_something_cannot_be_reached_by_looking(stage):
    posted = {route.rule for route, method in guarded(stage.app) if method == "POST"}
    shown = {route.rule for route, method in guarded(stage.app) if method == "GET"}
    for rule_text in posted - shown:
        path = re.sub(r"<[^>]+>", "1", rule_text)
        for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH"):
            settings = stage.app.extensions["kakehashi"].settings
            assert stage.client.open(path, method=method, headers=signed_in(settings)).status_code in {404, 405}


def test_a_form_cannot_make_an_agent_the_owner(stage):
    settings = stage.app.extensions["kakehashi"].settings
    form = {"language": "ja", "reads": "en", "role": "OWNER", "shop_id": str(stage.mei.id), "agent_id": "1"}
    stage.client.post("/settings/me", headers=signed_in(settings), data=form)
    with stage.database.transaction(read_only=True) as session:
        agents = session.query(Agent).all()
    assert [(agent.shop_id, agent.role) for agent in agents] == [(stage.hana.id, "AGENT")]


def shape(answer: Any) -> str:
    """A body without what differs from call to call: ids, request numbers, tokens."""
    return re.sub(r"\d+|\b[0-9a-f]{12}\b", "0", answer.text)

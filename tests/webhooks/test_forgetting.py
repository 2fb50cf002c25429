"""Who asked to be forgotten is in no table any more, wherever his name went before; who comes back finds a door."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.db import Base
from app.desk import agents, intake, raw_mail, remedy_fence, translations
from app.desk.agents import StaffMember
from app.desk.desk import CUSTOMER, SYSTEM
from app.desk.translations import Outcome, Owed
from app.domain.ledger import Entry
from app.domain.problems import Problem
from app.domain.remedies.kinds import RemedyState
from app.models import (
    Conversation,
    EventRow,
    Message,
    Order,
    RawMessage,
    Reaction,
    Remedy,
    RemedyPreview,
    Translation,
    WebhookReceipt,
)
from tests import cast
from tests.cast import HANA, MEI, inbound
from tests.webhooks.test_topics import BIG, order

CANARY = "zxcanary"
EMAIL = f"{CANARY}@example.es"
ASKED = {
    "shop_id": 1,
    "shop_domain": HANA,
    "customer": {"id": 7, "email": EMAIL.title(), "phone": f"+34-{CANARY}"},
    "orders_to_redact": [BIG],
}


def bought():
    person = {"id": 7, "admin_graphql_api_id": "gid://shopify/Customer/7", "first_name": CANARY, "email": EMAIL}
    return order(email=EMAIL, customer=person, note=CANARY, shipping_address={"city": CANARY, "country_code": "ES"})


def hits(database, domain=HANA):
    """Every column of every table that holds the name, but for those of the other shop."""
    found = set()
    with database.transaction(read_only=True) as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(table.select()).mappings():
                if MEI in str(row.values()) or row.get("shop_id") == 2:
                    continue
                found |= {f"{table.name}.{name}" for name, value in row.items() if CANARY in _plain(value)}
    return found


def _plain(value):
    return (value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)).lower()


@pytest.fixture(autouse=True)
def known(shopify, runtime, database, hana, mei):
    """The person bought, wrote by several ways, and agents wrote his name where they give reasons."""
    shopify.deliver("orders/create", bought())
    shopify.deliver("order_transactions/create", {"id": 5, "order_id": BIG, "receipt": {"cardholder": CANARY}})
    with runtime.desk(hana.id, CUSTOMER) as desk:
        first = inbound(from_address=EMAIL, from_name=CANARY, body=CANARY, raw=f"From: {EMAIL}\n\n1".encode())
        intake.receive(desk, first)
        again = desk.add(RawMessage(channel="email", content=b"X: 1\n" + first.raw, digest="d2", received_at=desk.now))
        assert intake.receive(desk, first, raw_id=again.id).duplicate
        broken = raw_mail.store(desk, "email", f"To: us\nFrom: {EMAIL.upper()}".encode())
        raw_mail.quarantine(desk, broken, "The mail names no sender.")
    other = cast.customer(database, hana.id, "spouse@example.es")
    with runtime.desk(hana.id, CUSTOMER) as desk:
        theirs = intake.receive(desk, inbound(from_address=other.email, body="Hola"))
        token = desk.get(Conversation, theirs.conversation_id).reply_token
        intake.receive(desk, inbound(from_address=EMAIL, from_name=CANARY, body=CANARY, reply_token=token))
    with runtime.database.transaction() as session:
        for event in session.scalars(select(EventRow).where(EventRow.conversation_id.is_not(None))):
            session.add(
                Reaction(
                    shop_id=hana.id, event_id=event.id, name="x", state="DEAD", due_at=cast.NOON,
                    error=f"ValueError: {CANARY}",
                )
            )  # fmt: skip
    diego = cast.agent(database, hana.id)
    with runtime.desk(hana.id) as desk:
        about = desk.one(desk.select(Order))
        papers(desk, about.id, diego.id, "a", RemedyState.SUCCEEDED)
        papers(desk, about.id, diego.id, "b", RemedyState.UNKNOWN)


def papers(desk, order_id, agent_id, key, state):
    """A remedy whose reason, choice and facts name the person."""
    why = {"kind": "REFUND", "reason": "OTHER", "note": CANARY, "agent_id": agent_id, "order_id": order_id}
    moments = {"created_at": desk.now, "expires_at": desk.now + timedelta(minutes=15)}
    shown = desk.add(RemedyPreview(token=key, choice={"words": CANARY}, terms={"facts": CANARY}, **why, **moments))
    desk.add(
        Remedy(
            preview_id=shown.id,
            open_order_id=None if state == RemedyState.SUCCEEDED else order_id,
            request=f'{{"note": "{CANARY}"}}',
            facts={"to": CANARY},
            state=state,
            error=f"Shopify says {CANARY}",
            created_at=desk.now,
            claim=key,
            idempotency_key=key,
            payload_hash="",
            **why,
        )
    )


def test_no_table_knows_a_forgotten_person(shopify, database):
    shopify.deliver("orders/create", bought(), shop_domain=MEI)
    assert len(hits(database)) > 15
    assert shopify.deliver("customers/redact", ASKED, path="/webhooks/compliance") == {("customers/redact", "DONE"): 1}
    still_open = {name for name in hits(database) if name.startswith(("remedy_previews", "remedies"))}
    assert hits(database) == still_open, "only a remedy on its way keeps the words it is sent with"


def test_what_a_remedy_on_its_way_was_sent_with_goes_when_it_ends(shopify, runtime, database, hana):
    shopify.deliver("customers/redact", ASKED)
    with runtime.desk(hana.id) as desk:
        row = desk.one(desk.select(Remedy).where(Remedy.state == RemedyState.UNKNOWN))
        remedy_fence.cancel(desk, row, Problem.WITHDRAWN, Entry.WITHDRAWN, "")
    assert not {name for name in hits(database) if name.startswith("remed")}


def test_a_translation_that_comes_too_late_is_not_kept(shopify, runtime, database, hana):
    with runtime.desk(hana.id) as desk:
        message = desk.one(desk.select(Message).where(Message.body == CANARY))
        owed = Owed(message.id, message.conversation_id, "", CANARY, "es", ("ja",))
    shopify.deliver("customers/redact", ASKED)
    with runtime.desk(hana.id) as desk:
        translations.store(desk, owed, Outcome("ja", "echo", text=CANARY))
        assert desk.one(desk.select(Translation)) is None


def test_a_webhook_that_still_waits_is_not_told_again(shopify, runtime, database, hana):
    later = datetime.now(UTC) + timedelta(hours=1)
    shopify.send("orders/updated", bought())
    shopify.send(
        "orders/updated",
        order(
            admin_graphql_api_id="gid://shopify/Order/9007199254749999",
            id=9007199254749999,
            line_items=[],
            email="else@example.es",
            customer=None,
        ),
    )
    with database.transaction() as session:
        for receipt in session.scalars(select(WebhookReceipt).where(WebhookReceipt.state == "WAITING")):
            receipt.next_try_at = later
    shopify.deliver("customers/redact", ASKED)
    assert "webhook_receipts.body" not in hits(database)
    shopify.work(later)
    with runtime.desk(hana.id) as desk:
        assert sorted(row.email for row in desk.all(desk.select(Order))) == ["", "else@example.es"]


def test_a_forgotten_shop_leaves_no_name_and_its_staff_may_come_back(shopify, runtime, database, hana):
    staff = StaffMember("61", f"Hana {CANARY}", f"hana-{CANARY}@example.jp", "ja", is_owner=True)
    with runtime.desk(hana.id, SYSTEM) as desk:
        before = agents.meet(desk, staff)
    shopify.deliver("app/uninstalled", {"id": 1})
    shopify.deliver("shop/redact", {"shop_id": 1, "shop_domain": HANA})
    left = {name for name in hits(database) if not name.startswith(("remedy_previews.", "remedies."))}
    assert left == set()
    with runtime.desk(hana.id, SYSTEM) as desk:
        assert agents.find(desk, "61") is None
        again = agents.meet(desk, staff)
    assert again.id != before.id

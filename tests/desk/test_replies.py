"""A reply is queued once, exactly as shown, and settled once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.desk import deliveries, intake, replies
from app.desk.deliveries import Claimed, Hold
from app.desk.desk import CUSTOMER, Actor, ActorKind, open_desk
from app.desk.replies import ReplyDraft
from app.domain.errors import Conflict, NotFound, Rejected
from app.domain.events import ReplyQueued
from app.domain.messages import Visibility
from app.models import Conversation, Customer, EventRow, Message, Rule
from tests import cast
from tests.cast import NOON, inbound

DRAFT = ReplyDraft(
    body="Su pedido #1042 está en camino.",
    language="es",
    once_key="form-1",
    draft_body="ご注文#1042は発送済みです。",
    draft_language="ja",
    back_translation="ご注文#1042は配送中です。",
)


@pytest.fixture
def started(database):
    shop = cast.shop(database, email_from="support@hana.example", email_from_name="Hana")
    diego = cast.agent(database, shop.id)
    with open_desk(database, shop.id, CUSTOMER, now=NOON) as desk:
        got = intake.receive(desk, inbound(external_id="<1@example.es>"))
    return shop, Actor(ActorKind.AGENT, diego.id), got.conversation_id


def queue(database, started, draft=DRAFT, actor=None, now=NOON):
    shop, diego, conversation_id = started
    with open_desk(database, shop.id, actor or diego, now=now) as desk:
        return replies.queue(desk, conversation_id, draft)


def look(database, model, row_id):
    with database.transaction(read_only=True) as session:
        return session.get(model, row_id)


def names(database):
    with database.transaction(read_only=True) as session:
        return list(session.scalars(select(EventRow.name).order_by(EventRow.id)))


def claim(database, started, message_id, now=NOON):
    with open_desk(database, started[0].id, now=now) as desk:
        return deliveries.claim(desk, message_id)


def test_a_reply_keeps_both_texts_and_has_its_id_before_it_is_sent(database, started):
    message = look(database, Message, queue(database, started))
    conversation = look(database, Conversation, started[2])
    assert (message.body, message.language) == (DRAFT.body, "es")
    assert (message.draft_body, message.draft_language) == (DRAFT.draft_body, "ja")
    assert message.back_translation == DRAFT.back_translation
    assert message.external_id == f"<kk.{conversation.reply_token}.{message.id}@hana.example>"
    assert (message.in_reply_to, message.references) == ("<1@example.es>", "<1@example.es>")
    assert (message.to_address, message.subject) == ("maria@example.es", "Re: Mi pedido")
    assert (message.delivery, message.author, message.agent_id) == ("QUEUED", "AGENT", started[1].id)
    assert (conversation.status, conversation.assignee_id) == ("PENDING", started[1].id)


def test_a_form_sent_twice_queues_once(database, started):
    assert queue(database, started) == queue(database, started)
    assert names(database).count("ReplyQueued") == 1


def test_a_form_sent_five_times_at_once_queues_once(database, started):
    with ThreadPoolExecutor(5) as pool:
        ids = set(pool.map(lambda _: queue(database, started), range(5)))
    assert len(ids) == 1
    assert names(database).count("ReplyQueued") == 1


def test_a_note_goes_nowhere(database, started):
    note = ReplyDraft("内緒", "ja", "form-2", visibility=Visibility.NOTE)
    message = look(database, Message, queue(database, started, note))
    assert (message.delivery, message.visibility, message.to_address) == ("NONE", "NOTE", "")
    assert "ReplyQueued" not in names(database)
    assert look(database, Conversation, started[2]).status == "OPEN"


def test_a_rules_reply_says_so_and_leaves_the_work_to_be_done(database, started):
    with database.transaction() as session:
        rule = Rule(shop_id=started[0].id, name="ack", trigger="message.received", created_at=NOON)
        session.add(rule)
        session.flush()
    message = look(database, Message, queue(database, started, actor=Actor(ActorKind.RULE, rule.id)))
    assert (message.author, message.rule_id, message.agent_id) == ("RULE", rule.id, None)
    assert message.automated
    conversation = look(database, Conversation, started[2])
    assert (conversation.status, conversation.assignee_id) == ("OPEN", None)
    with database.transaction(read_only=True) as session:
        event = session.scalar(select(EventRow).where(EventRow.name == "ReplyQueued"))
    assert event.payload["by_rule"] is True
    claimed = claim(database, started, message.id)
    assert claimed.outbound.automated is True


@pytest.mark.parametrize(
    "draft", [ReplyDraft("  ", "es", "k"), ReplyDraft("x" * 50_001, "es", "k"), ReplyDraft("x", "es", "")]
)
def test_what_cannot_be_sent_is_refused_in_words(database, started, draft):
    with pytest.raises(Rejected):
        queue(database, started, draft)


def test_another_shop_cannot_reply_here(database, started, mei):
    with pytest.raises(NotFound), open_desk(database, mei.id, started[1], now=NOON) as desk:
        replies.queue(desk, started[2], DRAFT)


def test_the_second_answer_refers_to_the_whole_exchange(database, started):
    first = look(database, Message, queue(database, started))
    second = look(database, Message, queue(database, started, ReplyDraft("Más", "es", "form-2")))
    assert second.references == f"<1@example.es> {first.external_id}"
    assert second.external_id != first.external_id


def test_only_one_of_many_may_send(database, started):
    message_id = queue(database, started)
    with ThreadPoolExecutor(5) as pool:
        got = list(pool.map(lambda _: claim(database, started, message_id), range(5)))
    assert [type(one) for one in got].count(Claimed) == 1
    assert got.count(Hold.IN_HAND) == 4


def test_a_sent_message_is_sent_and_nothing_moves_it_again(database, started):
    message_id = queue(database, started)
    claimed = claim(database, started, message_id)
    with open_desk(database, started[0].id, now=NOON) as desk:
        deliveries.sent(desk, claimed)
        deliveries.failed(desk, claimed, "late")
    message = look(database, Message, message_id)
    assert (message.delivery, message.sent_at, message.delivery_error) == ("SENT", NOON, "")
    assert claim(database, started, message_id) is Hold.SETTLED
    assert names(database).count("MessageSent") == 1
    assert "MessageFailed" not in names(database)


def test_a_claim_left_by_a_crash_becomes_unknown_and_is_not_sent_again(database, started):
    message_id = queue(database, started)
    claim(database, started, message_id)
    assert claim(database, started, message_id, NOON + timedelta(seconds=30)) is Hold.IN_HAND
    assert claim(database, started, message_id, NOON + timedelta(minutes=4)) is Hold.SETTLED
    message = look(database, Message, message_id)
    assert (message.delivery, bool(message.delivery_error)) == ("UNKNOWN", True)
    assert claim(database, started, message_id, NOON + timedelta(minutes=5)) is Hold.SETTLED


def test_a_late_finisher_does_not_overrule_what_a_person_decided(database, started):
    message_id = queue(database, started)
    old = claim(database, started, message_id)
    claim(database, started, message_id, NOON + timedelta(minutes=4))
    with open_desk(database, started[0].id, started[1], now=NOON + timedelta(minutes=5)) as desk:
        replies.retry(desk, message_id)
    with open_desk(database, started[0].id, now=NOON + timedelta(minutes=6)) as desk:
        deliveries.sent(desk, old)
    assert look(database, Message, message_id).delivery == "QUEUED"


def test_what_is_unavailable_waits_and_is_given_up_after_six_tries(database, started):
    message_id = queue(database, started)
    for attempt in range(1, 7):
        claimed = claim(database, started, message_id)
        with open_desk(database, started[0].id, now=NOON) as desk:
            assert deliveries.put_back(desk, claimed, "busy") is (attempt < 6)
    message = look(database, Message, message_id)
    assert (message.delivery, message.delivery_error) == ("FAILED", "busy")


def test_a_person_sends_a_failed_message_again_under_the_same_id(database, started):
    message_id = queue(database, started)
    claimed = claim(database, started, message_id)
    with open_desk(database, started[0].id, now=NOON) as desk:
        deliveries.failed(desk, claimed, "550 unknown")
    with open_desk(database, started[0].id, started[1], now=NOON) as desk:
        replies.retry(desk, message_id)
    again = claim(database, started, message_id)
    assert again.outbound.message_id == claimed.outbound.message_id
    with pytest.raises(Conflict), open_desk(database, started[0].id, started[1], now=NOON) as desk:
        replies.retry(desk, message_id)


@pytest.mark.parametrize("field", ["redacted_at", "address"])
def test_nobody_is_written_to_who_was_erased_or_has_no_address(database, started, field):
    message_id = queue(database, started)
    with database.transaction() as session:
        if field == "redacted_at":
            session.scalar(select(Customer)).redacted_at = NOON
        else:
            session.get(Message, message_id).to_address = ""
    assert claim(database, started, message_id) is Hold.SETTLED
    message = look(database, Message, message_id)
    assert (message.delivery, bool(message.delivery_error)) == ("FAILED", True)


def test_the_event_that_queues_a_reply_names_it(database, started):
    message_id = queue(database, started)
    with database.transaction(read_only=True) as session:
        event = session.scalar(select(EventRow).where(EventRow.name == "ReplyQueued"))
        assert session.scalar(select(func.count()).select_from(Message)) == 2
    assert ReplyQueued(**event.payload) == ReplyQueued(message_id, started[2])

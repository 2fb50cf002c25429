"""A customer's message is filed once, with the right person, conversation and order."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.desk import conversations, intake, raw_mail
from app.desk.desk import CUSTOMER, Actor, ActorKind, open_desk
from app.domain.errors import Conflict, NotFound
from app.domain.languages import Detected
from app.domain.messages import AttachmentInfo
from app.models import Conversation, ConversationTag, Customer, EventRow, Message, Order, RawMessage
from tests import cast
from tests.cast import NOON, inbound

AGENT = Actor(ActorKind.AGENT, 1)


def receive(database, shop, now=NOON, detected=None, **fields):
    with open_desk(database, shop.id, CUSTOMER, now=now) as desk:
        return intake.receive(desk, inbound(**fields), detected or Detected("es", 95))


def look(database, model, row_id):
    with database.transaction(read_only=True) as session:
        return session.get(model, row_id)


def count(database, model):
    with database.transaction(read_only=True) as session:
        return session.scalar(select(func.count()).select_from(model))


def events(database, name):
    with database.transaction(read_only=True) as session:
        return session.scalars(select(EventRow).where(EventRow.name == name)).all()


def order(database, shop, name="#1042", **columns):
    values = {"email": "maria@example.es", "created_at": NOON, "updated_at": NOON, "mirrored_at": NOON}
    values |= {"financial_status": "PAID", "fulfillment_status": "UNFULFILLED", "currency": "JPY"}
    with database.transaction() as session:
        row = Order(shop_id=shop.id, gid=f"gid://{name}/{shop.id}", name=name, **(values | columns))
        session.add(row)
        session.flush()
        return row.id


def test_a_first_message_opens_a_conversation_with_its_customer_and_keeps_the_original(database, hana):
    files = (AttachmentInfo("a.png", "image/png", 5),)
    got = receive(database, hana, raw=b"the bytes", attachments=files, references=("<a@x>", "<b@x>"))
    message, conversation = look(database, Message, got.message_id), look(database, Conversation, got.conversation_id)
    customer = look(database, Customer, conversation.customer_id)
    assert (customer.email, customer.name, customer.language) == ("maria@example.es", "María Díaz", "es")
    assert (conversation.status, conversation.language, conversation.channel) == ("OPEN", "es", "email")
    assert (message.language, message.language_confidence, message.references) == ("es", 95, "<a@x> <b@x>")
    assert message.attachments == [{"name": "a.png", "content_type": "image/png", "size": 5}]
    assert look(database, RawMessage, message.raw_id).content == b"the bytes"
    [event] = events(database, "MessageReceived")
    assert event.payload == {"message_id": message.id, "conversation_id": conversation.id}
    assert event.actor == "customer"


def test_the_same_message_twice_is_one_message(database, hana):
    first = receive(database, hana, external_id="<1@x>", raw=b"1")
    again = receive(database, hana, external_id="<1@x>", raw=b"1")
    assert (again.duplicate, again.message_id) == (True, first.message_id)
    assert count(database, Message) == 1
    assert len(events(database, "MessageReceived")) == 1


def test_five_at_once_from_a_new_customer_are_five_messages_of_one_conversation(database, hana):
    with ThreadPoolExecutor(5) as pool:
        got = list(pool.map(lambda number: receive(database, hana, external_id=f"<{number}@x>"), range(5)))
    assert len({one.conversation_id for one in got}) == 1
    assert len({one.message_id for one in got}) == 5
    assert count(database, Customer) == 1


def test_the_same_one_from_five_sides_at_once_is_one_message(database, hana):
    with ThreadPoolExecutor(5) as pool:
        got = list(pool.map(lambda _: receive(database, hana, external_id="<1@x>", raw=b"1"), range(5)))
    assert len({one.message_id for one in got}) == 1
    assert [one.duplicate for one in got].count(False) == 1


def test_an_answer_finds_its_conversation_by_the_token_and_reopens_it(database, hana):
    first = receive(database, hana)
    token = look(database, Conversation, first.conversation_id).reply_token
    with open_desk(database, hana.id, AGENT, now=NOON) as desk:
        conversations.resolve(desk, first.conversation_id)
    answer = receive(database, hana, reply_token=token, subject="something else", from_address="other@example.es")
    assert answer.conversation_id == first.conversation_id
    assert look(database, Conversation, first.conversation_id).status == "OPEN"


def test_a_token_of_another_shop_opens_nothing(database, hana, mei):
    first = receive(database, hana)
    token = look(database, Conversation, first.conversation_id).reply_token
    other = receive(database, mei, reply_token=token)
    assert other.conversation_id != first.conversation_id


def test_an_id_that_was_guessed_leads_only_its_own_customer_on(database, hana):
    first = receive(database, hana, external_id="<known@x>", subject="One")
    stranger = receive(database, hana, from_address="evil@example.com", in_reply_to="<known@x>", subject="Two")
    same = receive(database, hana, references=("<known@x>",), subject="Three")
    assert stranger.conversation_id != first.conversation_id
    assert same.conversation_id == first.conversation_id


def test_an_agents_address_gets_no_agents_rights(database, hana):
    cast.agent(database, hana.id, email="diego@hana.example")
    got = receive(database, hana, from_address="diego@hana.example", body="#close #refund")
    message = look(database, Message, got.message_id)
    assert (message.author, message.agent_id, message.verified) == ("CUSTOMER", None, False)
    assert look(database, Conversation, got.conversation_id).status == "OPEN"


def test_a_named_order_of_the_customer_is_sure_and_anothers_is_not(database, hana):
    own, foreign = order(database, hana), order(database, hana, "#1055", email="hans@example.de")
    sure = look(database, Conversation, receive(database, hana, subject="A", body="#1042").conversation_id)
    unsure = look(database, Conversation, receive(database, hana, subject="B", body="#1055").conversation_id)
    assert (sure.order_id, sure.order_reason) == (own, "named")
    assert (unsure.order_id, unsure.order_reason) == (foreign, "named_unconfirmed")


def test_another_shops_order_of_the_same_name_is_never_found(database, hana, mei):
    order(database, mei)
    assert look(database, Conversation, receive(database, hana).conversation_id).order_id is None


def test_without_a_name_the_customers_open_order_is_a_guess(database, hana):
    first = receive(database, hana, subject="Hello", body="Hello")
    customer_id = look(database, Conversation, first.conversation_id).customer_id
    known = order(database, hana, customer_id=customer_id)
    second = receive(database, hana, subject="Other", body="Hi")
    found = look(database, Conversation, second.conversation_id)
    assert (found.order_id, found.order_reason) == (known, "only_open_order")


def test_an_order_an_agent_pinned_stays(database, hana):
    own, other = order(database, hana), order(database, hana, "#1055")
    first = receive(database, hana, body="#1042")
    with open_desk(database, hana.id, AGENT, now=NOON) as desk:
        conversations.pin_order(desk, first.conversation_id, other)
    receive(database, hana, body="#1042 again")
    assert own != other
    assert look(database, Conversation, first.conversation_id).order_id == other


def test_the_customer_of_an_order_is_found_by_the_orders_address(database, hana):
    buyer = cast.customer(database, hana.id, email="buyer@example.es")
    order(database, hana, email="gift@example.es", customer_id=buyer.id)
    got = receive(database, hana, from_address="gift@example.es")
    assert look(database, Conversation, got.conversation_id).customer_id == buyer.id


def test_old_mail_is_filed_under_its_own_date(database, hana):
    sent = NOON - timedelta(days=3)
    message = look(database, Message, receive(database, hana, sent_at=sent).message_id)
    assert message.created_at == sent


def test_a_date_from_another_age_does_not_hide_a_message(database, hana):
    got = receive(database, hana, sent_at=NOON - timedelta(days=9000))
    assert look(database, Conversation, got.conversation_id).last_message_at == NOON


def test_a_date_in_the_future_is_not_believed(database, hana):
    message = look(database, Message, receive(database, hana, sent_at=NOON + timedelta(days=3)).message_id)
    assert message.created_at == NOON


def test_what_a_machine_wrote_wakes_nobody_but_a_bounce_does(database, hana):
    first = receive(database, hana)
    with open_desk(database, hana.id, AGENT, now=NOON) as desk:
        conversations.resolve(desk, first.conversation_id)
    receive(database, hana, automated="Auto-Submitted: auto-replied")
    assert look(database, Conversation, first.conversation_id).status == "RESOLVED"
    receive(database, hana, automated="delivery report")
    assert look(database, Conversation, first.conversation_id).status == "OPEN"


def test_a_machines_first_message_is_tagged(database, hana):
    receive(database, hana, automated="List-Id")
    with database.transaction(read_only=True) as session:
        assert session.scalars(select(ConversationTag.tag)).all() == ["automated"]


def test_mail_from_the_shops_own_address_is_marked(database):
    shop = cast.shop(database, email_from="support@hana.example")
    got = receive(database, shop, from_address="support@hana.example")
    assert look(database, Message, got.message_id).automated == "the shop's own address"


def test_a_doubtful_language_does_not_overrule_a_known_one(database, hana):
    first = receive(database, hana)
    receive(database, hana, detected=Detected("pt", 60))
    assert look(database, Conversation, first.conversation_id).language == "es"
    receive(database, hana, detected=Detected("en", 97))
    assert look(database, Conversation, first.conversation_id).language == "en"


def test_the_languages_to_expect_come_from_thread_customer_and_form(database, hana):
    cast.customer(database, hana.id, language="pt-BR", locale="zh-TW")
    with open_desk(database, hana.id, CUSTOMER, now=NOON) as desk:
        assert intake.expected(desk, inbound(locale="de-CH")).hints == ("pt", "zh-Hant", "de")


def test_the_same_bytes_are_stored_and_announced_once(database, hana):
    for _ in range(2):
        with open_desk(database, hana.id, CUSTOMER, now=NOON) as desk:
            raw_mail.store(desk, "email", b"raw")
    assert count(database, RawMessage) == 1
    assert len(events(database, "MailArrived")) == 1


def test_what_stops_its_reader_three_times_is_not_tried_again(database, hana):
    with open_desk(database, hana.id, CUSTOMER, now=NOON) as desk:
        raw_id = raw_mail.store(desk, "email", b"poison")
    for _ in range(3):
        with open_desk(database, hana.id, now=NOON) as desk:
            assert raw_mail.take(desk, raw_id) is not None
    with open_desk(database, hana.id, now=NOON) as desk:
        assert raw_mail.take(desk, raw_id) is None
        [unread] = raw_mail.quarantined(desk)
        assert (unread.id, unread.channel, unread.size) == (raw_id, "email", 6)
        assert "three times" in unread.reason
        raw_mail.read_again(desk, raw_id)
    with open_desk(database, hana.id, now=NOON) as desk:
        assert raw_mail.take(desk, raw_id) is not None
        with pytest.raises(Conflict):
            raw_mail.read_again(desk, raw_id)
    assert len(events(database, "MailArrived")) == 2


@pytest.mark.parametrize("change", ["assign", "resolve", "tag", "pin_order", "set_language"])
def test_another_shops_conversation_is_as_absent_as_one_that_never_was(database, hana, mei, change):
    got = receive(database, hana)
    more = {"assign": (None,), "tag": ("x",), "pin_order": (None,), "set_language": ("es",)}
    with pytest.raises(NotFound), open_desk(database, mei.id, AGENT, now=NOON) as desk:
        getattr(conversations, change)(desk, got.conversation_id, *more.get(change, ()))


def test_copies_of_one_mail_that_came_by_several_ways_wait_for_nobody(database, hana):
    with open_desk(database, hana.id, CUSTOMER, now=NOON) as desk:
        copies = [raw_mail.store(desk, "email", b"Received: by way %d" % number) for number in range(5)]

    def file(raw_id):
        with open_desk(database, hana.id, CUSTOMER, now=NOON) as desk:
            return intake.receive(desk, inbound(external_id="<1@example.es>"), raw_id=raw_id).message_id

    with ThreadPoolExecutor(5) as pool:
        assert len(set(pool.map(file, copies))) == 1
    assert {look(database, RawMessage, raw_id).state for raw_id in copies} == {"DONE"}


def test_shopify_vouches_for_who_is_signed_in_and_not_for_an_address_he_types(database, hana):
    cast.customer(database, hana.id, "victim@example.es", gid="gid://shopify/Customer/1")
    signed_in = {"channel": "contact_form", "verified": True, "customer_gid": "gid://shopify/Customer/666"}
    told = receive(database, hana, from_address="victim@example.es", **signed_in)
    assert not look(database, Message, told.message_id).verified


def test_a_locked_row_is_read_as_it_is_now(database, hana):
    talk = cast.conversation(database, hana.id)
    with open_desk(database, hana.id, AGENT, now=NOON, read_only=database.engine.dialect.name == "sqlite") as desk:
        assert desk.get(Conversation, talk.id).priority == "NORMAL"
        if database.engine.dialect.name == "postgresql":  # SQLite lets nobody write meanwhile
            with database.transaction() as other:
                other.get(Conversation, talk.id).priority = "HIGH"
            assert desk.get(Conversation, talk.id, lock=True).priority == "HIGH"

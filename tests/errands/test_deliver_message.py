"""One queued message is sent at most once, over real SMTP, and every way it can go wrong is recorded in words."""

import json

import pytest
from sqlalchemy import select

from app.desk import channels, intake, replies
from app.desk.desk import CUSTOMER, Actor, ActorKind
from app.desk.replies import ReplyDraft
from app.desk.sealing import sealer
from app.domain.errors import Unavailable
from app.domain.events import ReplyQueued
from app.errands import deliver_message
from app.models import EventRow, Message, Shop
from tests import cast
from tests.cast import inbound
from tests.channels.scripted import mail_server, settings_for


class Desk:
    """A shop with one reply to send."""

    def __init__(self, runtime):
        self.runtime = runtime
        self.shop = cast.shop(runtime.database, email_from="support@hana.example")
        self.diego = Actor(ActorKind.AGENT, cast.agent(runtime.database, self.shop.id).id)
        with runtime.desk(self.shop.id, CUSTOMER) as desk:
            self.conversation_id = intake.receive(desk, inbound(external_id="<1@example.es>")).conversation_id
        with runtime.desk(self.shop.id, self.diego) as desk:
            draft = ReplyDraft("Su pedido está en camino.", "es", "form-1")
            self.message_id = replies.queue(desk, self.conversation_id, draft)

    def use(self, server):
        with self.runtime.desk(self.shop.id) as desk:
            channels.save_email(desk, sealer(self.runtime.settings.api_secrets), settings_for(server))

    def deliver(self):
        deliver_message.run(self.runtime, self.shop.id, ReplyQueued(self.message_id, self.conversation_id))

    @property
    def message(self):
        with self.runtime.database.transaction(read_only=True) as session:
            return session.get(Message, self.message_id)

    def events(self):
        with self.runtime.database.transaction(read_only=True) as session:
            return list(session.scalars(select(EventRow.name).order_by(EventRow.id)))


@pytest.fixture
def desk(runtime):
    return Desk(runtime)


def test_a_reply_is_sent_once_however_often_it_is_asked_for(desk):
    with mail_server() as server:
        desk.use(server)
        for _ in range(3):
            desk.deliver()
    assert len(server.contents) == 1
    assert desk.message.external_id.encode() in server.contents[0]
    assert desk.message.delivery == "SENT"
    assert desk.events().count("MessageSent") == 1


def test_a_busy_server_is_tried_again_and_then_it_goes(desk):
    with mail_server(RCPT="450 later") as busy:
        desk.use(busy)
        with pytest.raises(Unavailable):
            desk.deliver()
    assert desk.message.delivery == "QUEUED"
    with mail_server() as server:
        desk.use(server)
        desk.deliver()
    assert (desk.message.delivery, len(server.contents)) == ("SENT", 1)


def test_after_six_tries_it_is_a_persons_turn(desk):
    with mail_server(MAIL="451 later") as server:
        desk.use(server)
        for _ in range(5):
            with pytest.raises(Unavailable):
                desk.deliver()
        desk.deliver()
    assert desk.message.delivery == "FAILED"
    assert "451: later" in desk.message.delivery_error
    assert desk.events().count("MessageFailed") == 1


def test_a_refusal_is_told_in_the_servers_own_words(desk):
    with mail_server(RCPT="550 no such mailbox") as server:
        desk.use(server)
        desk.deliver()
    assert desk.message.delivery == "FAILED"
    assert "no such mailbox" in desk.message.delivery_error


def test_a_connection_that_breaks_after_the_mail_was_given_is_unknown_and_never_repeated(desk):
    with mail_server(content="hang up") as server:
        desk.use(server)
        for _ in range(3):
            desk.deliver()
    assert len(server.contents) == 1
    assert (desk.message.delivery, bool(desk.message.delivery_error)) == ("UNKNOWN", True)


def test_a_person_may_send_an_unknown_one_again_under_the_same_id(desk):
    with mail_server(content="hang up") as server:
        desk.use(server)
        desk.deliver()
    with desk.runtime.desk(desk.shop.id, desk.diego) as opened:
        replies.retry(opened, desk.message_id)
    with mail_server() as server:
        desk.use(server)
        desk.deliver()
    assert desk.message.delivery == "SENT"
    assert desk.message.external_id.encode() in server.contents[0]


def test_a_shop_without_mail_is_told_where_to_set_it_up(desk):
    desk.deliver()
    assert desk.message.delivery == "FAILED"
    assert "Settings" in desk.message.delivery_error


def test_settings_that_cannot_be_opened_any_more_fail_in_words(desk):
    with desk.runtime.database.transaction() as session:
        session.get(Shop, desk.shop.id).sealed_email_settings = sealer(("another secret",)).seal(json.dumps({}))
    desk.deliver()
    assert desk.message.delivery == "FAILED"
    assert "SHOPIFY_OLD_API_SECRET" in desk.message.delivery_error


def test_an_automatic_message_waits_for_nobody_once_automation_is_paused(desk):
    with desk.runtime.database.transaction() as session:
        session.get(Message, desk.message_id).author = "RULE"
        session.get(Shop, desk.shop.id).automation_paused_at = cast.NOON
    with mail_server() as server:
        desk.use(server)
        desk.deliver()
    assert server.contents == []
    assert (desk.message.delivery, desk.message.delivery_error) == ("FAILED", "Automatic messages are paused.")


def test_a_console_conversation_is_written_to_the_terminal(desk, capsys):
    with desk.runtime.database.transaction() as session:
        session.get(Message, desk.message_id).channel = "console"
    desk.deliver()
    assert desk.message.delivery == "SENT"
    assert json.loads(capsys.readouterr().out)["body"] == "Su pedido está en camino."


def test_a_password_left_empty_stays_for_the_same_server_and_is_dropped_for_another(desk):
    seal = sealer(desk.runtime.settings.api_secrets)
    values = {"host": "mail.example", "username": "hana", "password": "one", "from_address": "a@b.example"}
    for given, expected in (
        (values, "one"),
        (values | {"password": ""}, "one"),
        (values | {"password": "", "host": "evil.example"}, ""),
    ):
        with desk.runtime.desk(desk.shop.id) as opened:
            channels.save_email(opened, seal, given)
            assert channels.email_settings(opened, seal).get("password", "") == expected
            assert "mail.example" not in opened.shop.sealed_email_settings

"""Mail goes out as written, to whom it should, and every way it can fail is known for what it is."""

from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from app.channels.email import CHANNEL
from app.domain.errors import OutcomeUnknown, Refused, Unavailable
from app.domain.messages import OutboundMessage
from tests.channels.scripted import mail_server, settings_for

MESSAGE = OutboundMessage(
    message_id="<kk.abc123.7@hana.example>",
    to_address="maria@example.es",
    to_name="María Díaz",
    subject="Re: ¿Dónde está mi pedido?",
    body="Hola:\n\n.una línea con punto\nSu pedido <b>#1042</b> está en camino.",
    language="es",
    in_reply_to="<1@example.es>",
    references=("<0@example.es>", "<1@example.es>"),
    reply_token="abc123",
)


def send(message=MESSAGE, more=None, **answers):
    with mail_server(**answers) as server:
        CHANNEL.send(settings_for(server) | (more or {}), message)
    return server


def received(server):
    return message_from_bytes(server.contents[0].replace(b"\r\n..", b"\r\n."), policy=policy.default)


def test_a_reply_arrives_threaded_and_word_for_word():
    mail = received(send())
    assert mail["From"] == "Hana Ceramics <support@hana.example>"
    assert mail["To"] == "María Díaz <maria@example.es>"
    assert mail["Subject"] == MESSAGE.subject
    assert mail["Message-ID"] == MESSAGE.message_id
    assert mail["In-Reply-To"] == "<1@example.es>"
    assert mail["References"] == "<0@example.es> <1@example.es>"
    assert mail["Content-Language"] == "es"
    assert mail["Auto-Submitted"] is None
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n").rstrip("\n") == MESSAGE.body
    assert "&lt;b&gt;#1042&lt;/b&gt;" in mail.get_body(("html",)).get_content()


def test_an_automatic_message_says_that_it_is_one():
    mail = received(send(replace(MESSAGE, automated=True)))
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"


def test_replies_go_to_an_address_that_holds_the_token():
    assert received(send(more={"reply_to": "in@mail.example"}))["Reply-To"] == "in+kk-abc123@mail.example"


@pytest.mark.parametrize("field", ["subject", "to_name", "language"])
def test_no_field_can_add_a_header_or_a_recipient(field):
    evil = "Hi\r\nBcc: x@evil.example\r\n\r\nbody =?utf-8?q?=0D=0ABcc:?= \u2028Cc: y@evil.example"
    server = send(replace(MESSAGE, **{field: evil}))
    mail = received(server)
    assert mail["Bcc"] is None
    assert mail["Cc"] is None
    assert [line for line in server.heard if line.startswith("RCPT")] == ["RCPT TO:<maria@example.es>"]


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example>\r\nRCPT TO:<x@evil.example",
        "a b@c.example",
        "a@b.example,c@d.example",
        "@",
        "",
        "a",
        "日本@b.example",
    ],
)
def test_what_is_no_single_address_is_refused_before_anything_is_said(address):
    with mail_server() as server, pytest.raises(Refused):
        CHANNEL.send(settings_for(server), replace(MESSAGE, to_address=address))
    assert server.heard == []


def test_an_address_under_a_domain_of_other_letters_is_written_in_ascii():
    server = send(replace(MESSAGE, to_address="maria@münchen.example"))
    assert "RCPT TO:<maria@xn--mnchen-3ya.example>" in server.heard


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"greeting": "421 busy"}, Unavailable),
        ({"greeting": "554 go away"}, Refused),
        ({"greeting": "hang up"}, Unavailable),
        ({"MAIL": "451 later"}, Unavailable),
        ({"MAIL": "550 not you"}, Refused),
        ({"RCPT": "450 greylisted"}, Unavailable),
        ({"RCPT": "550 unknown"}, Refused),
        ({"RCPT": "hang up"}, Unavailable),
        ({"DATA": "451 later"}, Unavailable),
        ({"DATA": "hang up"}, Unavailable),
        ({"content": "452 full"}, Unavailable),
        ({"content": "554 spam"}, Refused),
        ({"content": "hang up"}, OutcomeUnknown),
    ],
    ids=str,
)
def test_each_failure_is_known_for_what_it_is(answers, error):
    with pytest.raises(error) as caught:
        send(**answers)
    assert type(caught.value) is error
    assert str(caught.value)


def test_a_farewell_that_fails_changes_nothing():
    assert len(send(QUIT="hang up").contents) == 1


def test_a_server_that_is_not_there_is_unavailable():
    with mail_server() as server:
        settings = settings_for(server)
    with pytest.raises(Unavailable, match="cannot be reached"):
        CHANNEL.send(settings, MESSAGE)


def test_encryption_that_was_asked_for_is_never_left_out():
    with mail_server() as server, pytest.raises(Refused, match="does not offer"):
        CHANNEL.send(settings_for(server) | {"security": "starttls"}, MESSAGE)
    assert server.contents == []


def test_a_refused_password_is_told_without_the_password():
    with mail_server(EHLO="250-hello\r\n250 AUTH PLAIN", AUTH="535 no") as server, pytest.raises(Refused) as caught:
        CHANNEL.send(settings_for(server) | {"username": "hana", "password": "s3cret-s3cret"}, MESSAGE)
    assert "s3cret" not in str(caught.value)
    assert server.contents == []


def test_one_session_carries_the_next_mail_too():
    with mail_server(RSET="250 ok") as server:
        CHANNEL.send(settings_for(server), MESSAGE)
        CHANNEL.send(settings_for(server), MESSAGE)
    assert len(server.contents) == 2
    assert [line.split()[0] for line in server.heard].count("ehlo") == 1


def test_a_session_that_was_hung_up_meanwhile_is_replaced_before_anything_is_sent():
    with mail_server(RSET="hang up") as server:
        CHANNEL.send(settings_for(server), MESSAGE)
        CHANNEL.send(settings_for(server), MESSAGE)
    assert len(server.contents) == 2
    assert [line.split()[0] for line in server.heard].count("ehlo") == 2


def test_a_session_is_kept_for_one_sender_only():
    with mail_server(RSET="250 ok", AUTH="235 in") as server:
        CHANNEL.send(settings_for(server), MESSAGE)
        CHANNEL.send(settings_for(server) | {"port": f"0{settings_for(server)['port']}"}, MESSAGE)
    assert [line.split()[0] for line in server.heard].count("ehlo") == 2

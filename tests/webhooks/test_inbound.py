"""Raw mail comes in by the shop's own address: stored once, answered at once, read by a worker."""

import io

import pytest
from sqlalchemy import select

from app import jobs
from app.desk import raw_mail
from app.models import Conversation, Message, RawMessage, Shop
from app.wsgi import create_app
from tests import cast

MAIL = (
    "From: María Díaz <maria@example.es>\r\nMessage-ID: <1@example.es>\r\nSubject: Mi pedido\r\n\r\n"
    "¿Dónde está mi pedido #1042? Todavía no ha llegado.\r\n"
).encode()
SECRET = f"secret-of-{cast.HANA}"


@pytest.fixture
def client(runtime, hana, mei):
    return create_app(runtime).test_client()


def post(client, body=MAIL, secret=SECRET, channel="email", kind="message/rfc822"):
    return client.post(f"/inbound/{channel}/{secret}", data=body, content_type=kind)


def rows(runtime, model):
    with runtime.database.transaction(read_only=True) as session:
        return list(session.scalars(select(model).order_by(model.id)))


def work(runtime):
    while jobs.drain_once(runtime):
        pass


def test_a_mail_is_stored_answered_and_then_read_into_a_conversation(runtime, client, hana):
    assert post(client).status_code == 202
    [raw] = rows(runtime, RawMessage)
    assert (raw.content, raw.state, raw.shop_id) == (MAIL, "WAITING", hana.id)
    work(runtime)
    [message] = rows(runtime, Message)[:1]
    assert (message.from_name, message.language) == ("María Díaz", "es")
    assert message.body == "¿Dónde está mi pedido #1042? Todavía no ha llegado."
    assert rows(runtime, RawMessage)[0].state == "DONE"


def test_the_same_mail_sent_again_is_one_message(runtime, client):
    for body in (MAIL, MAIL, b"Received: by another hop\r\n" + MAIL):
        assert post(client, body).status_code == 202
        work(runtime)
    assert len(rows(runtime, RawMessage)) == 2
    assert len([row for row in rows(runtime, Message) if row.direction == "INBOUND"]) == 1


@pytest.mark.parametrize("field", ["email", "body-mime"])
def test_a_providers_form_brings_the_mail_in_a_field(runtime, client, field):
    assert post(client, {field: MAIL.decode(), "other": "x"}, kind="multipart/form-data").status_code == 202
    assert rows(runtime, RawMessage)[0].content == MAIL


def test_a_providers_form_may_bring_it_as_a_file(runtime, client):
    data = {"email": (io.BytesIO(MAIL), "mail.eml")}
    assert post(client, data, kind="multipart/form-data").status_code == 202
    assert rows(runtime, RawMessage)[0].content == MAIL


@pytest.mark.parametrize(
    ("secret", "channel"),
    [
        ("wrong", "email"),
        (SECRET, "fax"),
        (SECRET, "console"),
        (SECRET, "contact_form"),
        ("é" * 40, "email"),
        ("%00", "email"),
    ],
)
def test_an_unknown_inbox_is_not_found_and_stores_nothing(runtime, client, secret, channel):
    assert post(client, secret=secret, channel=channel).status_code == 404
    assert rows(runtime, RawMessage) == []


def test_a_shop_that_left_receives_nothing(runtime, client, hana):
    with runtime.database.transaction() as session:
        session.get(Shop, hana.id).uninstalled_at = cast.NOON
    assert post(client).status_code == 404


def test_another_shops_secret_files_it_there(runtime, client, mei):
    assert post(client, secret=f"secret-of-{cast.MEI}").status_code == 202
    work(runtime)
    assert [row.shop_id for row in rows(runtime, Conversation)] == [mei.id]


@pytest.mark.parametrize(("body", "status"), [(b"", 400), (b" \r\n", 400), (b"x" * (25 * 1024 * 1024 + 1), 413)])
def test_what_cannot_be_a_mail_gets_a_clear_answer(runtime, client, body, status):
    assert post(client, body).status_code == status
    assert rows(runtime, RawMessage) == []


def test_three_megabytes_are_fine(client):
    assert post(client, MAIL + b"x" * 3_000_000).status_code == 202
    head = b'--b\r\nContent-Disposition: form-data; name="email"\r\n\r\n'
    form = head + MAIL + b"y" * 3_000_000 + b"\r\n--b--\r\n"
    assert post(client, form, kind="multipart/form-data; boundary=b").status_code == 202


def test_a_mail_that_cannot_be_read_is_kept_with_the_reason_and_the_next_one_is_read(runtime, client, hana):
    post(client, b"no headers at all, only words")
    post(client)
    work(runtime)
    with runtime.desk(hana.id, read_only=True) as desk:
        [unread] = raw_mail.quarantined(desk)
    assert (unread.channel, unread.reason) == ("email", "The mail names no sender.")
    assert rows(runtime, RawMessage)[0].content == b"no headers at all, only words"
    assert len([row for row in rows(runtime, Message) if row.direction == "INBOUND"]) == 1

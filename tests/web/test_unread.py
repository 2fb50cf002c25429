"""Mail that could not be read is in sight, with the reason and its original."""

import pytest

from app.desk import raw_mail
from app.desk.desk import CUSTOMER
from app.wsgi import create_app
from tests.cast import MEI
from tests.visiting import signed_in


@pytest.fixture
def client(runtime, hana, mei):
    with runtime.desk(hana.id, CUSTOMER) as desk:
        raw_id = raw_mail.store(desk, "email", b"<script>alert(1)</script>")
        raw_mail.quarantine(desk, raw_id, "The mail names no sender.")
    return create_app(runtime).test_client()


def test_what_could_not_be_read_is_listed_with_its_reason(client, settings):
    page = client.get("/unread_mail", headers=signed_in(settings)).text
    assert "The mail names no sender." in page
    assert "The mail names no sender." not in client.get("/unread_mail", headers=signed_in(settings, MEI)).text


def test_the_original_comes_as_a_file_and_never_as_a_page(client, settings):
    answer = client.get("/unread_mail/1/original", headers=signed_in(settings))
    assert answer.data == b"<script>alert(1)</script>"
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_person_has_it_read_again(client, settings, runtime, hana):
    assert client.post("/unread_mail/1/attempts", headers=signed_in(settings)).status_code == 303
    with runtime.desk(hana.id) as desk:
        assert raw_mail.quarantined(desk) == []
        assert raw_mail.take(desk, 1).content == b"<script>alert(1)</script>"
    assert client.post("/unread_mail/1/attempts", headers=signed_in(settings)).status_code == 409
